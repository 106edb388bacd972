import { button, buttons, type Card, note, text } from '../src/chat/card.ts'

/** 免打扰: until when, what still comes, and the way out of it. */
export const mutedCard = (view: MutedView): Card => ({
  title: view.until ? '免打扰已开启' : '免打扰已关闭',
  tone: view.until ? 'info' : 'success',
  summary: view.until ? `到 ${view.until} 之前不打扰你` : '推送照常',
  blocks: [
    text(
      view.until
        ? `到 ${view.until} 之前，我不主动找你。攒下的消息到时候合成一条发你。`
        : '推送照常，攒着的消息这就发你。',
    ),
    ...(view.until ? [note('你自己定了时间的提醒照样响；你问我，我随时答。')] : []),
    buttons(
      ...(view.until
        ? [
            button('2 小时', 'say', { sentence: '免打扰 2小时' }),
            button('到明天', 'say', { sentence: '免打扰 到明天' }),
            button('关闭免打扰', 'say', { sentence: '关闭免打扰' }),
          ]
        : [button('再开', 'say', { sentence: '免打扰' })]),
    ),
  ],
})

/** `until`: `明天（6月11日） 08:00`; `null` when it was switched off. */
export type MutedView = { until: string | null }
