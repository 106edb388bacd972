import type { Block, FormField } from '../../chat/card.ts'
import { fitChars } from '../../chat/fit.ts'
import type { Element, Surroundings } from './element.ts'
import { markdown } from './markdown.ts'
import { buttonElement, plain, selectElement } from './render-controls.ts'

/** A form, filled in on the card and sent at once by its button. */
export function formElement(block: Block & { kind: 'form' }, around: Surroundings): Element[] {
  const fields = block.fields
    .slice(0, around.budget.controls)
    .flatMap((field) => fieldElements(field, around))
  const submit = {
    ...buttonElement({ ...block.submit, style: block.submit.style ?? 'primary' }, around),
    name: unique(`${block.name}_submit`, around.names),
    form_action_type: 'submit',
  }
  return [{ tag: 'form', name: unique(block.name, around.names), elements: [...fields, submit] }]
}

function fieldElements(field: FormField, around: Surroundings): Element[] {
  const name = unique(field.name, around.names)
  const required = field.required === true
  const placeholder = field.placeholder === undefined ? undefined : plain(fitChars(field.placeholder, 100))
  switch (field.kind) {
    case 'text':
    case 'paragraph':
      return [
        { ...inputElement(field, around.budget.chars), name, required, ...(placeholder && { placeholder }) },
      ]
    case 'select':
      return [
        caption(field),
        {
          ...selectElement(field.options, field.initial, around),
          name,
          required,
          width: 'fill',
          ...(placeholder && { placeholder }),
        },
      ]
    case 'date':
    case 'datetime':
      return [
        caption(field),
        { ...pickerElement(field), name, required, placeholder: placeholder ?? plain('请选择') },
      ]
  }
}

type TextField = FormField & { kind: 'text' | 'paragraph' }

function inputElement(field: TextField, maxChars: number): Element {
  const most = Math.min(Math.max(field.maxLength ?? 1000, 1), 1000)
  return {
    tag: 'input',
    label: plain(fitChars(field.required ? `${field.label} *` : field.label, 60)),
    label_position: 'top',
    width: 'fill',
    max_length: most,
    ...(field.initial !== undefined && { default_value: fitChars(field.initial, Math.min(most, maxChars)) }),
    ...(field.kind === 'paragraph' && { input_type: 'multiline_text', rows: 3, auto_resize: true }),
  }
}

type PickerField = FormField & { kind: 'date' | 'datetime' }

/** `initial` as `YYYY-MM-DD` or `YYYY-MM-DD HH:mm`; anything else would make Feishu refuse the card. */
function pickerElement({ kind, initial = '' }: PickerField): Element {
  const day = /^\d{4}-\d\d-\d\d$/.exec(initial)?.[0]
  const moment = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)/.exec(initial)
  if (kind === 'date') return { tag: 'date_picker', width: 'fill', ...(day && { initial_date: day }) }
  const at = moment ? `${moment[1]} ${moment[2]}` : undefined
  return { tag: 'picker_datetime', width: 'fill', ...(at && { initial_datetime: at }) }
}

/** Selections and pickers have no label of their own; this looks like that of an input. */
const caption = ({ label, required }: FormField): Element => ({
  tag: 'markdown',
  content: `${markdown(label, 60)}${required ? ' &#42;' : ''}`,
})

/** Names must be unique in the whole card; a second use gets a suffix that parsing takes off again. */
function unique(name: string, names: Set<string>): string {
  const wished = fitChars(name, 80) || 'field'
  let free = wished
  for (let n = 2; names.has(free); n += 1) free = `${wished}__${n}`
  names.add(free)
  return free
}
