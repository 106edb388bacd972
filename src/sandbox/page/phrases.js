/**
 * What a newcomer could say, by role. Said to the bot as they are, so they stay Chinese in both languages.
 * `fill`: put into the box to be finished instead of being sent.
 * @typedef {{ text: string, fill?: boolean }} Phrase
 */

/** @type {Phrase[]} */
const forReps = [
  { text: '帮助' },
  { text: '公海' },
  { text: '我的客户' },
  { text: '拜访 华联超市 谈了报价，周五再联系张总', fill: true },
  { text: '我的任务' },
  { text: '推进 华联超市 商务谈判', fill: true },
  { text: '排行榜' },
]

/** @type {Record<string, Phrase[]>} */
const byRole = {
  manager: [
    { text: '帮助' },
    { text: '排行榜' },
    { text: '公海' },
    { text: '逾期' },
    { text: '给小王派任务 明天回访华联超市', fill: true },
    { text: '绑定群 华东区', fill: true },
  ],
  finance: [
    { text: '帮助' },
    { text: '逾期' },
    { text: '华联 回款 3万', fill: true },
    { text: '华联答应周五付款', fill: true },
  ],
  operations: [
    { text: '帮助' },
    { text: '公海' },
    { text: '排行榜' },
    { text: '逾期' },
    { text: '绑定群 华东区', fill: true },
  ],
}

/** @param {string | undefined} role @returns {Phrase[]} */
export const phrasesFor = (role) => byRole[roleKey(role)] ?? forReps

/**
 * The menu under the bot's chat, by platform; the key travels in the menu event.
 * @type {{ label: string, key: string }[]}
 */
export const botMenu = [
  { label: '我的客户', key: 'my-accounts' },
  { label: '公海', key: 'pool' },
  { label: '我的任务', key: 'my-tasks' },
  { label: '排行榜', key: 'leaderboard' },
  { label: '帮助', key: 'help' },
]

/**
 * One word per role whatever the service calls its variants (`sales_ops`, `SALES-OPS`, `operations` …).
 * @param {string | undefined} role
 */
export function roleKey(role = '') {
  const word = role.toLowerCase()
  const known = [
    ['operations', /op(s|eration)|quality|运营|销管|质检/],
    ['finance', /financ|财务/],
    ['marketing', /market|市场/],
    ['success', /success|客户成功/],
    ['director', /director|executive|总监|总经理/],
    ['manager', /manager|lead|主管|经理/],
    ['admin', /admin/],
    ['rep', /rep|sales|销售/],
  ]
  return /** @type {string} */ (
    known.find(([, words]) => /** @type {RegExp} */ (words).test(word))?.[0] ?? 'others'
  )
}
