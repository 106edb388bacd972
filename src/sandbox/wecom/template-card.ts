import { z } from 'zod'

/**
 * Template cards: developer.work.weixin.qq.com/document/path/90236. The lengths are what the clients show; the
 * platform calls them recommended, here more is refused, so that nobody's words are cut off.
 */

const chars = (most: number) =>
  z.string().refine((text) => [...text].length <= most, `at most ${most} characters`)
const bytes = (most: number) =>
  z
    .string()
    .min(1)
    .refine((text) => Buffer.byteLength(text) <= most, `at most ${most} bytes`)

const source = z.strictObject({
  icon_url: z.string().optional(),
  desc: chars(20).optional(),
  desc_color: z.int().min(0).max(3).optional(),
})
const actionMenu = z.strictObject({
  desc: z.string().optional(),
  action_list: z
    .array(z.strictObject({ text: z.string().min(1), key: bytes(1024) }))
    .min(1)
    .max(3),
})
const mainTitle = z.strictObject({ title: chars(36).optional(), desc: chars(44).optional() })
const titled = z.strictObject({ title: chars(36).min(1), desc: chars(44).optional() })
const link = { url: bytes(2048).optional(), appid: z.string().optional(), pagepath: z.string().optional() }
const needsTarget = (part: { type?: number; url?: unknown; appid?: unknown }) =>
  (part.type !== 1 || part.url !== undefined) && (part.type !== 2 || part.appid !== undefined)
const quoteArea = z
  .strictObject({
    type: z.int().min(0).max(2).optional(),
    ...link,
    title: z.string().optional(),
    quote_text: z.string().optional(),
  })
  .refine(needsTarget, 'the target of the type is missing')
const horizontal = z
  .array(
    z
      .strictObject({
        type: z.int().min(0).max(3).optional(),
        keyname: chars(5).min(1),
        value: chars(30).optional(),
        url: z.string().optional(),
        media_id: z.string().optional(),
        userid: z.string().optional(),
      })
      .refine((row) => row.type !== 1 || row.url, 'url is required')
      .refine((row) => row.type !== 2 || row.media_id, 'media_id is required')
      .refine((row) => row.type !== 3 || row.userid, 'userid is required'),
  )
  .max(6)
const jumpList = z
  .array(
    z
      .strictObject({ type: z.int().min(0).max(2).optional(), title: chars(18).min(1), ...link })
      .refine(needsTarget, 'the target of the type is missing'),
  )
  .max(3)
const cardAction = z
  .strictObject({ type: z.union([z.literal(1), z.literal(2)]), ...link })
  .refine(needsTarget, 'the target of the type is missing')
/** In updates a card may say that it can no longer be clicked. */
const replaceText = { replace_text: z.string().optional() }
const taskId = z
  .string()
  .max(128)
  .regex(/^[\w\-@]+$/)

const optionsOf = (text: number, most: number, more: z.ZodRawShape = {}) =>
  z
    .array(z.strictObject({ id: bytes(128), text: chars(text).min(1), ...more }))
    .min(1)
    .max(most)
    .refine((list) => new Set(list.map((option) => option.id)).size === list.length, 'option ids repeat')
const selection = z.strictObject({
  question_key: bytes(1024),
  title: z.string().optional(),
  disable: z.boolean().optional(),
  selected_id: z.string().optional(),
  option_list: optionsOf(16, 10),
})
const submitButton = z.strictObject({ text: chars(10).min(1), key: bytes(1024) })

const textNotice = z
  .strictObject({
    card_type: z.literal('text_notice'),
    source: source.optional(),
    action_menu: actionMenu.optional(),
    task_id: taskId.optional(),
    main_title: mainTitle.optional(),
    emphasis_content: z.strictObject({ title: chars(14).optional(), desc: chars(22).optional() }).optional(),
    quote_area: quoteArea.optional(),
    sub_title_text: chars(160).optional(),
    horizontal_content_list: horizontal.optional(),
    jump_list: jumpList.optional(),
    card_action: cardAction,
  })
  .refine((card) => card.main_title?.title || card.sub_title_text, {
    path: ['main_title'],
    message: 'title is required',
  })

const newsNotice = z
  .strictObject({
    card_type: z.literal('news_notice'),
    source: source.optional(),
    action_menu: actionMenu.optional(),
    task_id: taskId.optional(),
    main_title: titled,
    card_image: z
      .strictObject({ url: z.string().min(1), aspect_ratio: z.number().min(1.3).max(2.25).optional() })
      .optional(),
    image_text_area: z
      .strictObject({
        type: z.int().min(0).max(2).optional(),
        ...link,
        title: z.string().optional(),
        desc: z.string().optional(),
        image_url: z.string().min(1),
      })
      .optional(),
    quote_area: quoteArea.optional(),
    vertical_content_list: z
      .array(z.strictObject({ title: chars(38).min(1), desc: chars(160).optional() }))
      .max(4)
      .optional(),
    horizontal_content_list: horizontal.optional(),
    jump_list: jumpList.optional(),
    card_action: cardAction,
  })
  .refine((card) => card.card_image || card.image_text_area, { path: ['card_image'], message: 'is required' })

const buttonList = z
  .array(
    z
      .strictObject({
        type: z.union([z.literal(0), z.literal(1)]).optional(),
        text: chars(10).min(1),
        style: z.int().min(1).max(4).optional(),
        key: bytes(1024).optional(),
        url: bytes(2048).optional(),
      })
      .refine((button) => button.type === 1 || button.key, { path: ['key'], message: 'is required' })
      .refine((button) => button.type !== 1 || button.url, { path: ['url'], message: 'is required' }),
  )
  .min(1)
  .max(6)

const buttonInteraction = z.strictObject({
  card_type: z.literal('button_interaction'),
  source: source.optional(),
  action_menu: actionMenu.optional(),
  task_id: taskId,
  main_title: titled,
  quote_area: quoteArea.optional(),
  sub_title_text: chars(160).optional(),
  horizontal_content_list: horizontal.optional(),
  card_action: cardAction.optional(),
  button_selection: selection.optional(),
  button_list: buttonList,
  ...replaceText,
})

const voteInteraction = z.strictObject({
  card_type: z.literal('vote_interaction'),
  source: source.optional(),
  task_id: taskId,
  main_title: titled,
  checkbox: z.strictObject({
    question_key: bytes(1024),
    disable: z.boolean().optional(),
    mode: z.union([z.literal(0), z.literal(1)]).optional(),
    option_list: optionsOf(17, 20, { is_checked: z.boolean().optional() }),
  }),
  submit_button: submitButton,
  ...replaceText,
})

const multipleInteraction = z.strictObject({
  card_type: z.literal('multiple_interaction'),
  source: source.optional(),
  task_id: taskId,
  main_title: titled,
  select_list: z.array(selection).min(1).max(3),
  submit_button: submitButton,
  ...replaceText,
})

const cards: Record<string, z.ZodType> = {
  text_notice: textNotice,
  news_notice: newsNotice,
  button_interaction: buttonInteraction,
  vote_interaction: voteInteraction,
  multiple_interaction: multipleInteraction,
}

/** What is wrong with a template card, or `null`. */
export function templateCardProblem(card: unknown): { code: number; message: string } | null {
  const type = (card as { card_type?: unknown } | null)?.card_type
  const schema = cards[String(type)]
  if (!schema) return { code: 42031, message: `invalid card_type ${String(type)}` }
  const parsed = schema.safeParse(card)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const path = (issue?.path ?? []).map(String)
    return { code: codeOf(path), message: `invalid template_card.${path.join('.')}: ${issue?.message}` }
  }
  return keysProblem(card as TemplateCard)
}

/** Two places that would send the same key. */
function keysProblem(card: TemplateCard): { code: number; message: string } | null {
  const menu = card.action_menu?.action_list.map((action) => action.key) ?? []
  if (repeats(menu)) return { code: 42051, message: 'duplicate key in action_list' }
  const buttons = card.button_list?.flatMap((button) => button.key ?? []) ?? []
  if (repeats(buttons)) return { code: 42039, message: 'duplicate key in button_list' }
  const questions = card.select_list?.map((select) => select.question_key) ?? []
  if (repeats(questions)) return { code: 42047, message: 'duplicate question_key in select_list' }
  return menu.length > 0 && !card.task_id
    ? { code: 42014, message: 'task_id is required with action_menu' }
    : null
}

const repeats = (keys: string[]) => new Set(keys).size < keys.length

/**
 * developer.work.weixin.qq.com/document/path/90313 gives 42027–42051 to the fields of cards. Those whose number
 * is not known here get 40058, the code of a wrong parameter.
 */
function codeOf(path: string[]): number {
  if (path.includes('option_list')) return 42037
  const [first, , third] = path
  if (first === 'task_id') return 42014
  if (first === 'card_action') return 42045
  if (first === 'select_list') return 42047
  const button = first === 'button_list' ? third : first === 'submit_button' ? path[1] : undefined
  if (button === 'text') return 42038
  if (button === 'key') return 42039
  return 40058
}

export const interactiveTypes = new Set(['button_interaction', 'vote_interaction', 'multiple_interaction'])

export type Selection = {
  question_key: string
  selected_id?: string
  option_list: { id: string; text: string }[]
}
/** The parts of a valid card that taps and updates look at. */
export type TemplateCard = {
  card_type: string
  task_id?: string
  action_menu?: { action_list: { text: string; key: string }[] }
  button_list?: { type?: number; text: string; key?: string }[]
  button_selection?: Selection
  select_list?: Selection[]
  checkbox?: {
    question_key: string
    mode?: number
    option_list: { id: string; text: string; is_checked?: boolean }[]
  }
  submit_button?: { text: string; key: string }
  replace_text?: string
}
