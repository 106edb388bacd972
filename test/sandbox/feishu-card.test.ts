import { describe, expect, test } from 'vitest'
import { cardProblem } from '../../src/sandbox/feishu/card/problem.ts'

const plain = (content: string) => ({ tag: 'plain_text', content })
const problemOf = (...elements: unknown[]) => cardProblem({ schema: '2.0', body: { elements } })
const submit = { tag: 'button', name: 'ok', text: plain('好'), form_action_type: 'submit' }
const form = (...elements: unknown[]) => ({ tag: 'form', name: 'f', elements: [...elements, submit] })
const line = { tag: 'markdown', content: 'x' }

describe('a card of JSON 2.0', () => {
  test('may use all that the documents show', () => {
    const card = {
      schema: '2.0',
      config: { update_multi: true, width_mode: 'fill', summary: { content: 'Q3 report' } },
      header: {
        title: { tag: 'plain_text', content: 'Q3', i18n_content: { zh_cn: '三季度' } },
        template: 'turquoise',
        text_tag_list: [{ tag: 'text_tag', text: plain('draft'), color: 'orange' }],
      },
      body: {
        elements: [
          { tag: 'markdown', element_id: 'intro', content: 'Owner <at id=ou_u1></at>' },
          {
            tag: 'table',
            page_size: 5,
            columns: [
              { name: 'n', display_name: 'Item', data_type: 'text' },
              { name: 'v', data_type: 'number', format: { precision: 2, separator: true } },
            ],
            rows: [{ n: 'A', v: 12.5 }],
          },
          { tag: 'chart', aspect_ratio: '16:9', chart_spec: { type: 'bar', data: { values: [] } } },
          {
            tag: 'column_set',
            flex_mode: 'none',
            columns: [
              { tag: 'column', width: 'weighted', weight: 1, elements: [{ tag: 'div', text: plain('x') }] },
            ],
          },
          {
            tag: 'collapsible_panel',
            expanded: false,
            header: { title: plain('Details') },
            elements: [line],
          },
          form(
            { tag: 'input', name: 'title', required: true, max_length: 200, placeholder: plain('Title') },
            { tag: 'select_static', name: 'prio', options: [{ text: plain('High'), value: 'high' }] },
            { tag: 'picker_datetime', name: 'at', placeholder: plain('When') },
          ),
        ],
      },
    }
    expect(cardProblem(card)).toBeNull()
  })

  test.each([
    ['a property that does not exist', { ...line, colour: 'red' }, 200621],
    ['an element that does not exist', { tag: 'marquee' }, 200621],
    ['an element of 1.0', { tag: 'action', actions: [] }, 200861],
    ['a note', { tag: 'note', elements: [] }, 200861],
    ['a column outside a column set', { tag: 'column', elements: [] }, 200621],
    ['a chart without a type', { tag: 'chart', chart_spec: {} }, 200550],
    ['a picker without words', { tag: 'date_picker', name: 'd' }, 200621],
    ['an element id that starts with a digit', { ...line, element_id: '1a' }, 200621],
    [
      'a string as callback value',
      { ...submit, form_action_type: undefined, behaviors: [{ type: 'callback', value: 'x' }] },
      200621,
    ],
    [
      'a row value without its column',
      { tag: 'table', columns: [{ name: 'n', data_type: 'text' }], rows: [{ m: '1' }] },
      200915,
    ],
    [
      'a text in a number column',
      { tag: 'table', columns: [{ name: 'n', data_type: 'number' }], rows: [{ n: '1' }] },
      200914,
    ],
    [
      'a form in a panel',
      { tag: 'collapsible_panel', header: { title: plain('x') }, elements: [form()] },
      200621,
    ],
    ['a form without a submit button', { tag: 'form', name: 'f', elements: [line] }, 200621],
    ['a field without a name', form({ tag: 'input' }), 200530],
    ['a name used twice', form({ tag: 'input', name: 'a' }, { tag: 'input', name: 'a' }), 200621],
    ['a multiple selection outside a form', { tag: 'multi_select_static', name: 'm', options: [] }, 200621],
    ['a submit button outside a form', submit, 200621],
    [
      'a placeholder over 100 characters',
      form({ tag: 'input', name: 'a', placeholder: plain('x'.repeat(101)) }),
      200621,
    ],
  ])('may not have %s', (_, element, code) => {
    expect(problemOf(element)?.code).toBe(code)
  })

  test('tells where it is wrong', () => {
    expect(problemOf(line, form({ tag: 'input', name: 'a', lines: 3 }))?.path).toBe(
      'ROOT -> body -> elements -> [1](tag: form) -> elements -> [0](tag: input)',
    )
  })

  test('may not be of 1.0, exclusive, or full of tags', () => {
    expect(cardProblem({ elements: [] })?.code).toBe(200621)
    expect(cardProblem({ schema: '2.0', config: { update_multi: false } })?.code).toBe(200621)
    const tagged = (count: number) => ({
      title: plain('x'),
      text_tag_list: Array.from({ length: count }, () => ({ tag: 'text_tag', text: plain('x') })),
    })
    expect(cardProblem({ schema: '2.0', header: tagged(3) })).toBeNull()
    expect(cardProblem({ schema: '2.0', header: tagged(4) })?.code).toBe(200621)
  })

  test('has at most 200 elements with their texts, five tables, five levels', () => {
    expect(problemOf(...Array.from({ length: 200 }, () => line))).toBeNull()
    expect(problemOf(...Array.from({ length: 201 }, () => line))?.code).toBe(11310)
    expect(problemOf(...Array.from({ length: 101 }, () => ({ tag: 'div', text: plain('x') })))?.code).toBe(
      11310,
    )
    const table = { tag: 'table', columns: [{ name: 'n', data_type: 'text' }], rows: [] }
    expect(problemOf(...Array.from({ length: 5 }, () => table))).toBeNull()
    expect(problemOf(...Array.from({ length: 6 }, () => table))?.code).toBe(11310)
    const nested = (depth: number): unknown =>
      depth === 0
        ? line
        : { tag: 'collapsible_panel', header: { title: plain('x') }, elements: [nested(depth - 1)] }
    expect(problemOf(nested(5))).toBeNull()
    expect(problemOf(nested(6))?.code).toBe(11310)
  })

  test('mentions only people of the tenant', () => {
    const known = { person: (id: string) => id === 'ou_li' }
    const at = (id: string) => ({
      schema: '2.0',
      body: { elements: [{ tag: 'markdown', content: `<at id=${id}></at>` }] },
    })
    expect(cardProblem(at('ou_li'), known)).toBeNull()
    expect(cardProblem(at('all'), known)).toBeNull()
    expect(cardProblem(at('ou_x'), known)?.code).toBe(100290)
  })
})
