import { z } from 'zod'
import { common } from './texts.ts'

const align = z.enum(['left', 'center', 'right']).optional()
const cellTypes = ['text', 'lark_md', 'markdown', 'options', 'number', 'persons', 'date'] as const

export const table = z.strictObject({
  tag: z.literal('table'),
  ...common,
  page_size: z.int().min(1).max(10).optional(),
  row_height: z.union([z.enum(['low', 'middle', 'high', 'auto']), z.string().regex(/^\d+px$/)]).optional(),
  row_max_height: z
    .string()
    .regex(/^\d+px$/)
    .optional(),
  freeze_first_column: z.boolean().optional(),
  header_style: z
    .strictObject({
      text_align: align,
      text_size: z.enum(['normal', 'heading']).optional(),
      background_style: z.enum(['grey', 'none']).optional(),
      text_color: z.enum(['default', 'grey']).optional(),
      bold: z.boolean().optional(),
      lines: z.int().min(1).optional(),
    })
    .optional(),
  columns: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        display_name: z.string().optional(),
        i18n_display_name: z.record(z.string(), z.string()).optional(),
        data_type: z.enum(cellTypes),
        width: z.union([z.literal('auto'), z.string().regex(/^\d+(px|%)$/)]).optional(),
        horizontal_align: align,
        vertical_align: z.enum(['top', 'center', 'bottom']).optional(),
        format: z
          .strictObject({
            precision: z.int().min(0).max(10).optional(),
            symbol: z.string().optional(),
            separator: z.boolean().optional(),
          })
          .optional(),
        date_format: z.string().optional(),
      }),
    )
    .min(1)
    .max(50),
  rows: z.array(z.record(z.string(), z.unknown())),
})

export type Table = z.infer<typeof table>

/** What is wrong with the first bad cell: 200915 for a name without a column, 200914 for a value of another type. */
export function cellProblem({ columns, rows }: Table): { code: 200914 | 200915; at: string } | undefined {
  const types = new Map(columns.map((column) => [column.name, column.data_type]))
  for (const [index, row] of rows.entries()) {
    for (const [name, value] of Object.entries(row)) {
      const type = types.get(name)
      if (!type) return { code: 200915, at: name }
      if (!cells[type].safeParse(value).success) return { code: 200914, at: `row ${index}, column ${name}` }
    }
  }
}

const person = z.union([z.string(), z.array(z.string())])
const cells: Record<(typeof cellTypes)[number], z.ZodType> = {
  text: z.string(),
  lark_md: z.string(),
  markdown: z.string(),
  number: z.number(),
  date: z.number(),
  persons: person,
  options: z.union([z.string(), z.array(z.strictObject({ text: z.string(), color: z.string().optional() }))]),
}
