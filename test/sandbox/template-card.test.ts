import { expect, test } from 'vitest'
import { templateCardProblem } from '../../src/sandbox/wecom/template-card.ts'

const title = { title: '拜访' }
const action = { type: 1, url: 'https://h.example' }
const options = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `o${index}`, text: '选项' }))
const notice = { card_type: 'text_notice', main_title: title, card_action: action }
const buttons = {
  card_type: 'button_interaction',
  task_id: 't-1',
  main_title: title,
  button_list: [{ text: '好', key: 'k' }],
}
const vote = {
  card_type: 'vote_interaction',
  task_id: 't-2',
  main_title: title,
  checkbox: { question_key: 'q', mode: 1, option_list: options(20) },
  submit_button: { text: '提交', key: 's' },
}
const multiple = {
  card_type: 'multiple_interaction',
  task_id: 't-3',
  main_title: title,
  select_list: [{ question_key: 'q', title: '阶段', option_list: options(10) }],
  submit_button: { text: '提交', key: 's' },
}

test.each([notice, buttons, vote, multiple])('a $card_type of the documents is right', (card) => {
  expect(templateCardProblem(card)).toBeNull()
})

test.each([
  ['an unknown type', { ...notice, card_type: 'poem' }, 42031],
  ['a notice without action', { ...notice, card_action: undefined }, 42045],
  ['an action without address', { ...notice, card_action: { type: 1 } }, 42045],
  ['a title over 36 characters', { ...notice, main_title: { title: '字'.repeat(37) } }, 40058],
  [
    'a row name over five characters',
    { ...notice, horizontal_content_list: [{ keyname: '下次跟进时间', value: 'x' }] },
    40058,
  ],
  [
    'seven rows',
    { ...notice, horizontal_content_list: Array.from({ length: 7 }, () => ({ keyname: '金额' })) },
    40058,
  ],
  ['a property of another type', { ...notice, button_list: [] }, 40058],
  ['no task', { ...buttons, task_id: undefined }, 42014],
  ['a task with a blank', { ...buttons, task_id: 'a b' }, 42014],
  ['a button over ten characters', { ...buttons, button_list: [{ text: '字'.repeat(11), key: 'k' }] }, 42038],
  ['a button without key', { ...buttons, button_list: [{ text: '好' }] }, 42039],
  [
    'one key twice',
    {
      ...buttons,
      button_list: [
        { text: '好', key: 'k' },
        { text: '坏', key: 'k' },
      ],
    },
    42039,
  ],
  [
    'seven buttons',
    { ...buttons, button_list: Array.from({ length: 7 }, (_, key) => ({ text: 'x', key: `${key}` })) },
    40058,
  ],
  ['a key over 1024 bytes', { ...buttons, button_list: [{ text: '好', key: 'k'.repeat(1025) }] }, 42039],
  ['eleven options', { ...multiple, select_list: [{ question_key: 'q', option_list: options(11) }] }, 42037],
  [
    'four selections',
    {
      ...multiple,
      select_list: Array.from({ length: 4 }, (_, key) => ({
        question_key: `${key}`,
        option_list: options(1),
      })),
    },
    42047,
  ],
  ['a menu without task', { ...notice, action_menu: { action_list: [{ text: '撤销', key: 'u' }] } }, 42014],
  [
    'a menu key twice',
    {
      ...notice,
      task_id: 't',
      action_menu: {
        action_list: [
          { text: '一', key: 'u' },
          { text: '二', key: 'u' },
        ],
      },
    },
    42051,
  ],
  ['a link on a vote', { ...vote, card_action: action }, 40058],
])('a card with %s is wrong', (_, card, code) => {
  expect(templateCardProblem(JSON.parse(JSON.stringify(card)))?.code).toBe(code)
})
