import { z } from 'zod'

/** The small parts that many elements of card JSON 2.0 share. Unknown properties are errors there. */

export const px = z.string().regex(/^-?\d+px( -?\d+px){0,3}$/)
export const spacing = z.union([
  z.enum(['small', 'medium', 'large', 'extra_large']),
  z.string().regex(/^\d+px$/),
])
export const elementId = z.string().regex(/^[A-Za-z]\w{0,19}$/)

const languages = z.partialRecord(
  z.enum([
    ...(['zh_cn', 'en_us', 'ja_jp', 'zh_hk', 'zh_tw', 'id_id', 'vi_vn', 'th_th', 'pt_br', 'es_es'] as const),
    ...(['ko_kr', 'de_de', 'fr_fr', 'it_it', 'ru_ru', 'ms_my'] as const),
  ]),
  z.string(),
)
export const i18n = { i18n_content: languages.optional() }

export const plainText = z.strictObject({ tag: z.literal('plain_text'), content: z.string(), ...i18n })
export const eitherText = z.strictObject({
  tag: z.enum(['plain_text', 'lark_md']),
  content: z.string(),
  ...i18n,
})
export const divText = z.strictObject({
  tag: z.enum(['plain_text', 'lark_md']),
  content: z.string(),
  ...i18n,
  element_id: elementId.optional(),
  text_size: z.string().optional(),
  text_color: z.string().optional(),
  text_align: z.enum(['left', 'center', 'right']).optional(),
  lines: z.int().min(1).optional(),
})

export const icon = z.discriminatedUnion('tag', [
  z.strictObject({
    tag: z.literal('standard_icon'),
    token: z.string().min(1),
    color: z.string().optional(),
    size: z.string().optional(),
  }),
  z.strictObject({ tag: z.literal('custom_icon'), img_key: z.string().min(1), size: z.string().optional() }),
])

export const confirm = z.strictObject({ title: plainText, text: plainText })

const url = z.string().min(1)
export const behaviors = z.array(
  z.discriminatedUnion('type', [
    // A string is legal there, but the vendor's SDKs take objects only (200671 in the field).
    z.strictObject({ type: z.literal('callback'), value: z.record(z.string(), z.unknown()) }),
    z.strictObject({
      type: z.literal('open_url'),
      default_url: url,
      pc_url: url.optional(),
      ios_url: url.optional(),
      android_url: url.optional(),
    }),
  ]),
)

export const common = { element_id: elementId.optional(), margin: px.optional() }

export const layout = {
  direction: z.enum(['vertical', 'horizontal']).optional(),
  padding: px.optional(),
  horizontal_spacing: spacing.optional(),
  horizontal_align: z.enum(['left', 'center', 'right']).optional(),
  vertical_spacing: spacing.optional(),
  vertical_align: z.enum(['top', 'center', 'bottom']).optional(),
}
