import { useState } from 'preact/hooks'
import { html } from './html.js'
import { Icon } from './icons.js'
import { guideIsHidden, hideGuide } from './memory.js'
import { roleKey } from './phrases.js'
import { language, t } from './strings.js'

/**
 * @typedef {import('./state.js').State} State
 * @typedef {import('./session.js').Session} Session
 * @typedef {{ zh: string, en: string, say?: string, clock?: string, go?: 'gallery' | 'manager' | 'finance' }} Step
 *   `say`: said to the bot as it stands · `clock`: where to turn the clock
 */

/** @type {Record<string, Step[]>} */
const tours = {
  rep: [
    { zh: '记一次拜访', en: 'Log a visit', say: '拜访 华联超市 谈了报价，周五再联系张总' },
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
    { zh: '看今天的排行榜', en: 'See today’s leaderboard', say: '排行榜' },
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
    { zh: '登记一笔回款', en: 'Record a payment', say: '华联 回款 3万' },
    { zh: '到明早，看催款提醒', en: 'Go to tomorrow morning for dunning', clock: 'tomorrow-08:30' },
    { zh: '看所有卡片', en: 'See all cards', go: 'gallery' },
  ],
}

/**
 * What to try in the first two minutes, at the side of a wide window.
 * @param {{ state: State, session: Session, role: string | undefined }} props
 */
export function Guide({ state, session, role }) {
  const [hidden, setHidden] = useState(guideIsHidden())
  const [done, setDone] = useState(/** @type {string[]} */ ([]))
  const toggle = () => {
    hideGuide(!hidden)
    setHidden(!hidden)
  }
  if (hidden)
    return html`<button type="button" class="guide-show" onClick=${toggle}><${Icon} name="info" size="16" />${t('guideShow')}</button>`
  const take = (/** @type {Step} */ step) => {
    setDone([...done, step.zh])
    act(step, state, session)
  }
  return html`
    <aside class="guide" aria-label=${t('guide')}>
      <header><h2>${t('guide')}</h2><button type="button" class="link" onClick=${toggle}>${t('guideHide')}</button></header>
      <ol>
        ${(tours[roleKey(role)] ?? tours.rep ?? []).map(
          (step) => html`<li key=${step.zh} class=${done.includes(step.zh) ? 'done' : ''}>
            <button type="button" disabled=${state.forwarding} onClick=${() => take(step)}>
              <span>${step[language() === 'en' ? 'en' : 'zh']}</span>
              ${step.say && html`<q lang="zh-CN">${step.say}</q>`}
            </button>
          </li>`,
        )}
      </ol>
    </aside>
  `
}

/** @param {Step} step @param {State} state @param {Session} session */
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
