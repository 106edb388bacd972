import { useState } from 'preact/hooks'
import { html } from './html.js'
import { Icon } from './icons.js'
import { guideIsHidden, hideGuide } from './memory.js'
import { kindOf, namesFor, roleKey } from './phrases.js'
import { language, t } from './strings.js'

/**
 * @typedef {import('./state.js').State} State
 * @typedef {import('./session.js').Session} Session
 * @typedef {import('./phrases.js').Names} Names
 * @typedef {{ zh: string, en: string, say?: string | ((names: Names) => string), clock?: string,
 *   go?: 'gallery' | 'manager' | 'finance' }} Step
 *   `say`: said to the bot as it stands · `clock`: where to turn the clock
 */

/** @type {Record<string, Step[]>} */
const tours = {
  rep: [
    {
      zh: '记一次拜访',
      en: 'Log a visit',
      say: ({ account, contact }) => `拜访 ${account} 谈了报价，周五再联系${contact}`,
    },
    { zh: '去公海看看，领一条线索', en: 'Look into the pool and claim a lead', say: '公海' },
    { zh: '看看自己的客户', en: 'See your accounts', say: '我的客户' },
    {
      zh: '快进到 18:00，日榜会发到群里',
      en: 'Go to 18:00: the leaderboard is posted',
      clock: 'today-18:00',
    },
    { zh: '到明早 08:30，收早报', en: 'Go to 08:30 tomorrow for the morning brief', clock: 'tomorrow-08:30' },
    { zh: '换成主管，看他收到什么', en: 'Become a manager and see what they got', go: 'manager' },
  ],
  manager: [
    { zh: '看今天的排行榜', en: "See today's leaderboard", say: '排行榜' },
    { zh: '看团队在谈的商机', en: "See the team's open deals", say: '团队商机' },
    {
      zh: '给组里的人派个任务',
      en: 'Give one of your people a task',
      say: ({ account, colleague }) => `给${colleague}派任务 明天回访${account}`,
    },
    { zh: '看有哪些款逾期了', en: 'See what is overdue', say: '逾期' },
    {
      zh: '快进 10 天，看提醒和掉公海',
      en: 'Go 10 days ahead: reminders, recycled leads',
      clock: 'plus-10d',
    },
    { zh: '换成财务，看回款', en: 'Become finance and see the money', go: 'finance' },
  ],
  finance: [
    { zh: '看逾期应收', en: 'See overdue receivables', say: '逾期' },
    { zh: '登记一笔回款', en: 'Record a payment', say: ({ account }) => `${account} 回款 3万` },
    { zh: '记下付款承诺', en: 'Note a promise to pay', say: ({ account }) => `${account}答应周五付款` },
    { zh: '到明早，看催款提醒', en: 'Go to tomorrow morning for dunning', clock: 'tomorrow-08:30' },
    { zh: '看所有卡片', en: 'See all cards', go: 'gallery' },
  ],
  operations: [
    { zh: '看公海里有什么', en: 'See what is in the pool', say: '公海' },
    { zh: '看全公司在谈的商机', en: 'See every open deal', say: '全部商机' },
    {
      zh: '快进到 18:00，日榜会发到群里',
      en: 'Go to 18:00: the leaderboard is posted',
      clock: 'today-18:00',
    },
    {
      zh: '快进 10 天，看掉公海和催款',
      en: 'Go 10 days ahead: recycled leads, dunning',
      clock: 'plus-10d',
    },
    { zh: '看所有卡片', en: 'See all cards', go: 'gallery' },
  ],
  others: [
    { zh: '看看能说什么', en: 'See what can be said', say: '帮助' },
    {
      zh: '录一条线索，放进公海',
      en: 'Put a lead into the pool',
      say: '新线索 江南食品 王经理 13800000000 来源展会',
    },
    { zh: '看今天的排行榜', en: "See today's leaderboard", say: '今日排行榜' },
    { zh: '换成主管，看他收到什么', en: 'Become a manager and see what they got', go: 'manager' },
  ],
}

/**
 * What to try in the first two minutes, at the side of a wide window.
 * @param {{ state: State, session: Session, person: import('../view.ts').PersonView | undefined }} props
 */
export function Guide({ state, session, person }) {
  const [hidden, setHidden] = useState(guideIsHidden())
  const [done, setDone] = useState(/** @type {string[]} */ ([]))
  const toggle = () => {
    hideGuide(!hidden)
    setHidden(!hidden)
  }
  if (hidden)
    return html`<button type="button" class="guide-show" onClick=${toggle}><${Icon} name="info" size="16" />${t('guideShow')}</button>`
  const names = namesFor(person, state.world?.people ?? [])
  const said = (/** @type {Step} */ { say }) => (typeof say === 'function' ? say(names) : say)
  const take = (/** @type {Step} */ step) => {
    setDone([...done, step.zh])
    act({ ...step, say: said(step) }, state, session)
  }
  return html`
    <aside class="guide" aria-label=${t('guide')}>
      <header><h2>${t('guide')}</h2><button type="button" class="link" onClick=${toggle}>${t('guideHide')}</button></header>
      <ol>
        ${(tours[kindOf(person?.role)] ?? []).map(
          (step) => html`<li key=${step.zh} class=${done.includes(step.zh) ? 'done' : ''}>
            <button type="button" disabled=${state.forwarding} onClick=${() => take(step)}>
              <span>${step[language() === 'en' ? 'en' : 'zh']}</span>
              ${step.say && html`<q lang="zh-CN">${said(step)}</q>`}
            </button>
          </li>`,
        )}
      </ol>
    </aside>
  `
}

/** @param {Omit<Step, 'say'> & { say: string | undefined }} step @param {State} state @param {Session} session */
function act(step, state, session) {
  const { route, world, chats } = state
  if (step.clock) return session.turnClock(step.clock)
  if (step.go === 'gallery') return session.go({ view: 'gallery' })
  if (route.view !== 'chat') return
  if (step.go) {
    const other = world?.people.find(({ role }) => roleKey(role) === step.go)
    return other && session.go({ view: 'chat', platform: route.platform, person: other.id })
  }
  const bot = chats?.find(({ kind }) => kind === 'bot')
  if (!bot || !step.say) return
  session.go({ ...route, chat: bot.id })
  return session.say(bot.id, { kind: 'text', text: step.say })
}
