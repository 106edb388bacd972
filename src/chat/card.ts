/**
 * Cards as data. A card says what people see; each platform's `render` says how it looks there.
 * Plain strings are always shown as they are: markup in a customer's name stays text on every platform.
 */
export type Card = {
  title: string
  tone?: Tone
  /** Small labels beside the title, three at most. */
  tags?: { text: string; tone?: Tone }[]
  /** The line in the chat list and in notifications; the title if left out. */
  summary?: string
  blocks: Block[]
}

export type Tone = 'plain' | 'info' | 'success' | 'warning' | 'danger'

export type Text = string | Span[]
export type Span = string | { bold: string } | { tone: Tone; text: string }

/** What a tap means: a name that a command has declared, with its arguments. */
export type Act = { act: string; args?: Record<string, string> }

export type Button = {
  label: string
  style?: 'default' | 'primary' | 'danger'
  /** Asked before the tap counts, on platforms that can ask. */
  confirm?: string
} & (Act | { url: string })

export type Block =
  | { kind: 'text'; text: Text }
  /** `asked`: the card's form asks for the same, filled in; where the form is shown they are left out. */
  | { kind: 'fields'; fields: { label: string; value: Text }[]; asked?: true }
  | { kind: 'list'; items: ListItem[]; numbered?: boolean }
  | { kind: 'table'; columns: Column[]; rows: Record<string, string | number>[] }
  | { kind: 'chart'; chart: Chart }
  | { kind: 'choice'; name: string; label: string; options: Option[]; selected?: string; act: Act }
  | { kind: 'form'; name: string; fields: FormField[]; submit: Button; instead: Button }
  | { kind: 'buttons'; buttons: Button[] }
  | { kind: 'note'; text: Text }
  | { kind: 'divider' }

/** `rank` stands in place of the bullet or the number; those who tie share one. */
export type ListItem = { rank?: number; title: Text; detail?: Text; button?: Button }
export type Column = { key: string; label: string; kind?: 'text' | 'number' | 'money'; width?: string }
export type Option = { label: string; value: string }
/** Horizontal bars, longest first as given. `unit` is written behind each figure. */
export type Chart = { kind: 'bar'; title: string; unit: string; bars: { label: string; value: number }[] }

export type FormField = { name: string; label: string; required?: boolean; placeholder?: string } & (
  | { kind: 'text' | 'paragraph'; initial?: string; maxLength?: number }
  | { kind: 'select'; options: Option[]; initial?: string }
  | { kind: 'date' | 'datetime'; initial?: string }
)

export const text = (text: Text): Block => ({ kind: 'text', text })
export const note = (text: Text): Block => ({ kind: 'note', text })
export const divider = (): Block => ({ kind: 'divider' })
export const bold = (text: string): Span => ({ bold: text })
export const toned = (tone: Tone, text: string): Span => ({ tone, text })

/** Rows of label and value; those without a value are left out. */
export const fields = (rows: [label: string, value: Text | null | undefined][]): Block => ({
  kind: 'fields',
  fields: rows.flatMap(([label, value]) => (value ? [{ label, value }] : [])),
})

/** What a form of the card holds already, for platforms whose cards take no text. */
export const asked = (rows: [label: string, value: Text | null | undefined][]): Block => ({
  ...(fields(rows) as Block & { kind: 'fields' }),
  asked: true,
})

export const list = (items: ListItem[], options: { numbered?: boolean } = {}): Block => ({
  kind: 'list',
  items,
  ...options,
})

export const table = (columns: Column[], rows: Record<string, string | number>[]): Block => ({
  kind: 'table',
  columns,
  rows,
})

export const buttons = (...buttons: (Button | false | undefined)[]): Block => ({
  kind: 'buttons',
  buttons: buttons.filter((button) => button !== false && button !== undefined),
})

export const button = (
  label: string,
  act: string,
  args: Record<string, string> = {},
  look: Pick<Button, 'style' | 'confirm'> = {},
): Button => ({ label, act, args, ...look })

/** A selection that acts at once. The chosen value arrives in `Tap.values` under `name`. */
export const choice = (
  name: string,
  label: string,
  options: Option[],
  act: Act,
  selected?: string,
): Block => ({
  kind: 'choice',
  name,
  label,
  options,
  act,
  ...(selected === undefined ? {} : { selected }),
})

/**
 * A form in the card. `instead` is the button shown by platforms whose cards take no text: tapping it makes
 * the bot ask, and the next message is the answer.
 */
export const form = (name: string, fields: FormField[], submit: Button, instead: Button): Block => ({
  kind: 'form',
  name,
  fields,
  submit,
  instead,
})
