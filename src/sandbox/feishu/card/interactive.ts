import { z } from 'zod'
import { behaviors, common, confirm, eitherText, icon, plainText, px } from './texts.ts'

/** Elements that people tap or fill in. */

const placeholder = z.strictObject({ ...plainText.shape, content: z.string().max(100) })
const width = z.string().optional()

const field = {
  ...common,
  name: z.string().min(1).max(100).optional(),
  required: z.boolean().optional(),
  disabled: z.boolean().optional(),
  disabled_tips: plainText.optional(),
  placeholder: placeholder.optional(),
  width,
  behaviors: behaviors.optional(),
  confirm: confirm.optional(),
}

const options = z
  .array(z.strictObject({ text: plainText, value: z.string().min(1), icon: icon.optional() }))
  .refine((list) => new Set(list.map((option) => option.value)).size === list.length, 'option values repeat')
const people = z.array(z.strictObject({ value: z.string().min(1) })).optional()
const selectLook = { type: z.enum(['default', 'text']).optional() }

const date = z.string().regex(/^\d{4}-\d\d-\d\d$/)
const time = z.string().regex(/^\d\d:\d\d$/)
const dateTime = z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d$/)

/** Pickers need words to show while nothing is chosen. */
const picker = <Tag extends string, Key extends string>(tag: Tag, key: Key, value: z.ZodString) =>
  z
    .strictObject({ tag: z.literal(tag), ...field, [key]: value.optional() })
    .refine(
      (element) => element.placeholder || key in element,
      'placeholder is required without initial value',
    )

export const button = z.strictObject({
  tag: z.literal('button'),
  ...common,
  name: z.string().min(1).max(100).optional(),
  text: plainText.optional(),
  type: z
    .enum([
      ...(['default', 'primary', 'danger', 'text', 'primary_text', 'danger_text'] as const),
      ...(['primary_filled', 'danger_filled', 'laser'] as const),
    ])
    .optional(),
  size: z.enum(['tiny', 'small', 'medium', 'large']).optional(),
  width,
  icon: icon.optional(),
  hover_tips: plainText.optional(),
  disabled: z.boolean().optional(),
  disabled_tips: plainText.optional(),
  confirm: confirm.optional(),
  behaviors: behaviors.optional(),
  form_action_type: z.enum(['submit', 'reset']).optional(),
})

export const interactiveElements = {
  button,
  input: z.strictObject({
    tag: z.literal('input'),
    ...field,
    default_value: z.string().optional(),
    max_length: z.int().min(1).max(1000).optional(),
    input_type: z.enum(['text', 'multiline_text', 'password']).optional(),
    show_icon: z.boolean().optional(),
    rows: z.int().min(1).optional(),
    max_rows: z.int().min(1).optional(),
    auto_resize: z.boolean().optional(),
    label: plainText.optional(),
    label_position: z.enum(['top', 'left']).optional(),
  }),
  select_static: z.strictObject({
    tag: z.literal('select_static'),
    ...field,
    ...selectLook,
    options,
    initial_option: z.string().optional(),
    initial_index: z.int().optional(),
  }),
  multi_select_static: z.strictObject({
    tag: z.literal('multi_select_static'),
    ...field,
    ...selectLook,
    options,
    selected_values: z.array(z.string()).optional(),
  }),
  select_person: z.strictObject({
    tag: z.literal('select_person'),
    ...field,
    ...selectLook,
    options: people,
    initial_option: z.string().optional(),
  }),
  multi_select_person: z.strictObject({
    tag: z.literal('multi_select_person'),
    ...field,
    ...selectLook,
    options: people,
    selected_values: z.array(z.string()).optional(),
  }),
  date_picker: picker('date_picker', 'initial_date', date),
  picker_time: picker('picker_time', 'initial_time', time),
  picker_datetime: picker('picker_datetime', 'initial_datetime', dateTime),
  checker: z.strictObject({
    tag: z.literal('checker'),
    ...common,
    padding: px.optional(),
    name: z.string().min(1).max(100).optional(),
    checked: z.boolean().optional(),
    disabled: z.boolean().optional(),
    disabled_tips: plainText.optional(),
    hover_tips: plainText.optional(),
    text: eitherText.optional(),
    overall_checkable: z.boolean().optional(),
    checked_style: z
      .strictObject({ show_strikethrough: z.boolean().optional(), opacity: z.number().optional() })
      .optional(),
    button_area: z
      .strictObject({
        pc_display_rule: z.enum(['always', 'on_hover']).optional(),
        buttons: z.array(button).max(3),
      })
      .optional(),
    confirm: confirm.optional(),
    behaviors: behaviors.optional(),
  }),
  overflow: z.strictObject({
    tag: z.literal('overflow'),
    ...common,
    width,
    options: z
      .array(
        z.strictObject({
          text: plainText,
          value: z.string().optional(),
          multi_url: z.record(z.string(), z.string()).optional(),
        }),
      )
      .min(1),
    behaviors: behaviors.optional(),
    confirm: confirm.optional(),
  }),
}
