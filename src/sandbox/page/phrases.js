/**
 * What a newcomer could say, by role. Said to the bot as they are, so they stay Chinese in both languages.
 * `fill`: put into the box to be finished instead of being sent.
 * @typedef {{ text: string, fill?: boolean }} Phrase
 * @typedef {import('../view.ts').PersonView} PersonView
 */

/** @type {Record<string, (names: Names) => Phrase[]>} */
const byRole = {
  rep: ({ account, contact }) => [
    { text: '帮助' },
    { text: '公海' },
    { text: '我的客户' },
    { text: `拜访 ${account} 谈了报价，周五再联系${contact}`, fill: true },
    { text: '我的任务' },
    { text: `推进 ${account} 商务谈判`, fill: true },
    { text: '排行榜' },
  ],
  manager: ({ account, colleague, team }) => [
    { text: '帮助' },
    { text: '排行榜' },
    { text: '团队商机' },
    { text: '公海' },
    { text: '逾期' },
    { text: `给${colleague}派任务 明天回访${account}`, fill: true },
    { text: `绑定群 ${team}`, fill: true },
  ],
  finance: ({ account }) => [
    { text: '帮助' },
    { text: '逾期' },
    { text: '应收' },
    { text: `${account} 回款 3万`, fill: true },
    { text: `${account}答应周五付款`, fill: true },
  ],
  operations: () => [
    { text: '帮助' },
    { text: '公海' },
    { text: '排行榜' },
    { text: '全部商机' },
    { text: '逾期' },
    { text: '绑定群 华东区', fill: true },
  ],
  others: ({ account }) => [
    { text: '帮助' },
    { text: '公海' },
    { text: '排行榜' },
    { text: `看看 ${account}`, fill: true },
    { text: '新线索 江南食品 王经理 13800000000 来源展会', fill: true },
  ],
}

/** @param {PersonView | undefined} person @param {PersonView[]} people */
export const phrasesFor = (person, people) => byRole[kindOf(person?.role)]?.(namesFor(person, people)) ?? []

/**
 * Names that this person can use as they stand: a customer of their own, else of one of their people; one of
 * their people; their department.
 * @typedef {{ account: string, contact: string, colleague: string, team: string }} Names
 * @param {PersonView | undefined} person @param {PersonView[]} people
 * @returns {Names}
 */
export function namesFor(person, people) {
  const rep = people.find((one) => isRep(one) && one.department === person?.department && one.example)
  const someone = rep ?? people.find((one) => isRep(one) && one.example)
  const leads = kindOf(person?.role) === 'manager'
  // What a manager gives out is about the customer of whoever is to do it.
  const { account = '华联超市', contact = '张总' } =
    (leads ? null : person?.example) ?? someone?.example ?? {}
  return {
    account,
    contact,
    colleague: someone?.name ?? '小王',
    team: person?.department.split('、')[0] ?? '华东区',
  }
}

/** Which set of phrases and which tour fit a role. */
export function kindOf(/** @type {string | undefined} */ role) {
  const key = roleKey(role)
  if (key === 'director') return 'manager'
  return Object.hasOwn(byRole, key) ? key : 'others'
}

/** @param {PersonView} person */
const isRep = ({ role }) => roleKey(role) === 'rep'

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
