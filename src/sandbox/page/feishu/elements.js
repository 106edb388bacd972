import { html } from '../html.js'
import { Markdown } from '../markdown.js'
import { t } from '../strings.js'
import { Button } from './button.js'
import { Chart } from './chart.js'
import { Checker } from './checker.js'
import { Form } from './form.js'
import { Input } from './input.js'
import { CollapsiblePanel, ColumnSet, InteractiveContainer } from './layout.js'
import { Image, ImageSet, People } from './media.js'
import { Picker } from './picker.js'
import { MultiSelect, Overflow, Select } from './select.js'
import { Table } from './table.js'
import { Div, textStyle, WithIcon } from './text.js'

/** @typedef {Record<string, any>} Json */

/** One component per tag; a new element is one line here. @type {Record<string, (props: { element: Json }) => any>} */
const components = {
  markdown: ({ element }) =>
    html`<${WithIcon} icon=${element.icon}><div class=${textStyle(element)}><${Markdown} text=${element.content} /></div><//>`,
  div: Div,
  plain_text: ({ element }) => html`<div class=${textStyle(element)}>${element.content}</div>`,
  lark_md: ({ element }) => html`<${Markdown} text=${element.content} />`,
  hr: () => html`<hr class="fs-hr" />`,
  img: Image,
  img_combination: ImageSet,
  person: People,
  person_list: People,
  table: Table,
  chart: Chart,
  column_set: ColumnSet,
  collapsible_panel: CollapsiblePanel,
  interactive_container: InteractiveContainer,
  form: Form,
  input: Input,
  select_static: Select,
  select_person: Select,
  multi_select_static: MultiSelect,
  multi_select_person: MultiSelect,
  overflow: Overflow,
  date_picker: Picker,
  picker_time: Picker,
  picker_datetime: Picker,
  checker: Checker,
  button: Button,
}

/** @param {{ elements: unknown }} props */
export function Elements({ elements }) {
  if (!Array.isArray(elements)) return null
  return html`${elements.map((element, index) => html`<${Element} key=${element?.element_id ?? index} element=${element ?? {}} />`)}`
}

/** @param {{ element: Json }} props */
export function Element({ element }) {
  const component = Object.hasOwn(components, element.tag) ? components[element.tag] : Unknown
  return html`<${component} element=${element} />`
}

/** @param {{ element: Json }} props */
const Unknown = ({ element }) =>
  html`<div class="fs-unknown" role="note">${t('unknownElement')}: <code>${String(element.tag)}</code></div>`
