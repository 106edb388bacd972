import { bold, button, buttons, type Card, fields, note, text } from '../src/chat/card.ts'

/** Posted into a group: whoever taps first has it. */
export function claimOffer(view: ClaimOfferView): Card {
  return {
    title: `抢单：${view.name}`,
    tone: 'warning',
    tags: [{ text: '公海' }, ...(view.region ? [{ text: view.region }] : [])],
    summary: `${view.name} 可以抢了`,
    blocks: [
      fields([
        ['联系人', view.contact],
        ['来源', view.source],
        ['评分', view.score ? `${view.score} 分` : null],
        ['谁发的', view.postedBy],
      ]),
      ...(view.tappable
        ? [
            note('先点先得，领到的人马上收到完整资料和以前的经过。'),
            buttons(button('领取', `${view.kind}.claim`, { [view.kind]: view.id }, { style: 'primary' })),
          ]
        : [note(`这个群里点不了按钮：私聊我发「领取 ${view.name}」，先到先得。`)]),
    ],
  }
}

export type ClaimOfferView = {
  kind: 'lead' | 'account'
  id: string
  name: string
  region?: string | null
  contact?: string | null
  source?: string | null
  score?: number | null
  postedBy?: string | null
  /** Whether cards in this group can be tapped. */
  tappable: boolean
}

/** What every copy turns into once somebody has it: who, and since when. Nothing else of it. */
export const claimTaken = (view: { name: string; owner: string; since: string; how: string }): Card => ({
  title: view.name,
  tone: 'success',
  summary: `${view.name} 由 ${view.owner} 跟进`,
  blocks: [text([bold(view.owner), ` ${view.since} ${view.how}`]), note('想看别的，私聊我发「公海」。')],
})

/** What every copy turns into once it is nobody's again, or no longer a lead. */
export const claimOver = (view: ClaimOver): Card => ({
  title: view.name,
  tone: 'plain',
  summary: `${view.name}：${view.text}`,
  blocks: [
    text(view.text),
    ...(view.free
      ? [buttons(button('领取', `${view.kind}.claim`, { [view.kind]: view.id }, { style: 'primary' }))]
      : []),
  ],
})

export type ClaimOver = {
  kind: 'lead' | 'account'
  id: string
  name: string
  text: string
  /** Anybody may claim it now. */
  free: boolean
}
