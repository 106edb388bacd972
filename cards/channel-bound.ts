import { type Card, fields, note } from '../src/chat/card.ts'

/** What will be told in this group from now on. */
export const channelBound = (view: ChannelBound): Card => ({
  title: `这个群归${view.department}`,
  tone: 'success',
  summary: `已绑定${view.department}`,
  blocks: [
    fields([
      ['会发什么', view.topics],
      ['谁绑的', view.by],
    ]),
    note('不想要了就发「解绑群」；只要其中几样，发「绑定群 部门名 战报 喜报」。'),
  ],
})

export type ChannelBound = { department: string; topics: string; by: string }
