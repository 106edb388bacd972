import { dropsDue, showDrops } from '../extension-taps.ts'
import type { Phrase } from '../phrase.ts'

/** 哪家快掉公海了. Who has nothing that drops soon, or leads those who have, gets the list of customers. */
export const aboutToDrop: Phrase = {
  pattern:
    /^(?:看看|查查|我)?(?:还有)?(?:哪些|哪几[个家]|哪[个家]|有没有|谁)(?:我的)?(?:客户|线索)?(?:是)?(?:快要?|即将|马上)(?:就?要|会)?(?:被)?掉(?:到|进|回)?(?:公海)?里?[了的]?[?？。!！]*$/u,
  fits: async (turn) => (await dropsDue(turn)).count > 0,
  command: showDrops,
}
