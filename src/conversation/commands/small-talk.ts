import type { Phrase } from '../phrase.ts'
import { sayLine } from '../turn.ts'
import { help } from './help.ts'

/** 你好；谢谢 — as long as no question is open, which it might answer */
export const smallTalk: Phrase = {
  pattern:
    /^(?:(?<thanks>谢谢|多谢|感谢|谢谢你|辛苦了?|太好了|不错)|你好|您好|hi|hello|嗨|在吗|在不在|早|早上好|上午好|中午好|下午好|晚上好)[呀啊了哈啦哦~～！!。.，,\s]*$/iu,
  fits: ({ memory }) => memory.pending === null,
  async command(turn, { groups }) {
    if (groups?.thanks) return sayLine(turn, '不客气，有事随时叫我。')
    await help.run(turn, {})
  },
}
