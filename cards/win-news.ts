import { bold, type Card, fields, text } from '../src/chat/card.ts'

/** 喜报: a win, told to the groups. */
export function winNews(view: WinNews): Card {
  const amount = view.amount ? `，${view.amount}` : ''
  return {
    title: `喜报：${view.owner} 赢单`,
    tone: 'success',
    ...(view.department ? { tags: [{ text: view.department, tone: 'success' as const }] } : {}),
    summary: `喜报：${view.owner} 拿下 ${view.account}${amount}`,
    blocks: [
      text(['恭喜 ', bold(view.owner), ' 拿下 ', bold(view.account), `！${cheer(view)}`]),
      fields([
        ['商机', view.name],
        ['金额', view.amount && [bold(view.amount)]],
        ['用时', view.days],
        ['本月累计', view.month],
      ]),
    ],
  }
}

export type WinNews = {
  owner: string
  department?: string | null
  account: string
  name: string
  amount?: string | null
  /** How long it took. */
  days: string
  /** The owner's won amount of the month so far. */
  month: string
  first: boolean
}

/** In place of the news, when the win was taken back. */
export const winTakenBack = (owner: string): Card => ({
  title: '喜报已撤回',
  blocks: [text(`${owner} 的这条赢单登记有误，已经撤回。`)],
})

const cheer = ({ first }: WinNews): string => (first ? '又多了一家新客户。' : '老客户再下一单。')
