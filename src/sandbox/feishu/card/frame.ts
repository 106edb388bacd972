import { z } from 'zod'
import { eitherText, icon, layout, plainText, px } from './texts.ts'

const templates = [
  ...([
    'blue',
    'wathet',
    'turquoise',
    'green',
    'yellow',
    'orange',
    'red',
    'carmine',
    'violet',
    'purple',
  ] as const),
  ...(['indigo', 'grey', 'default'] as const),
]
const tagColors = [
  ...([
    'neutral',
    'blue',
    'turquoise',
    'lime',
    'orange',
    'violet',
    'indigo',
    'wathet',
    'green',
    'yellow',
  ] as const),
  ...(['red', 'purple', 'carmine'] as const),
]
const textTag = z.strictObject({
  tag: z.literal('text_tag'),
  element_id: z.string().optional(),
  text: plainText,
  color: z.enum(tagColors).optional(),
})

/** Everything of a card but its elements, which `problem.ts` walks. */
export const frame = z.strictObject({
  schema: z.literal('2.0'),
  config: z
    .strictObject({
      streaming_mode: z.boolean().optional(),
      streaming_config: z.record(z.string(), z.unknown()).optional(),
      summary: z
        .strictObject({ content: z.string(), i18n_content: z.record(z.string(), z.string()).optional() })
        .optional(),
      locales: z.array(z.string()).optional(),
      enable_forward: z.boolean().optional(),
      enable_forward_interaction: z.boolean().optional(),
      update_multi: z.literal(true).optional(),
      width_mode: z.enum(['default', 'compact', 'fill']).optional(),
      use_custom_translation: z.boolean().optional(),
      style: z
        .strictObject({
          text_size: z.record(z.string(), z.record(z.string(), z.string())).optional(),
          color: z.record(z.string(), z.record(z.string(), z.string())).optional(),
        })
        .optional(),
    })
    .optional(),
  card_link: z
    .strictObject({
      url: z.string().optional(),
      pc_url: z.string().optional(),
      ios_url: z.string().optional(),
      android_url: z.string().optional(),
    })
    .optional(),
  header: z
    .strictObject({
      title: eitherText,
      subtitle: eitherText.optional(),
      template: z.enum(templates).optional(),
      icon: icon.optional(),
      padding: px.optional(),
      text_tag_list: z.array(textTag).max(3).optional(),
      i18n_text_tag_list: z.record(z.string(), z.array(textTag).max(3)).optional(),
    })
    .optional(),
  body: z.strictObject({ ...layout, elements: z.array(z.unknown()) }).optional(),
})
