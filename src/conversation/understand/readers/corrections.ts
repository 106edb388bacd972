import { matchesOf, type Span } from './span.ts'

/** 哦不对, 说岔了, 更正一下: what comes after takes the place of the same kind before. */
export const readCorrections = (text: string): Correction[] =>
  matchesOf(text, marks).map((found) => ({ start: found.index, end: found.index + found[0].length }))

export type Correction = Span

const marks =
  /(?:[-—…\s,。;!~]|哦|噢|喔|啊|呃|额|诶|哎|不)*(?:不对|说错了?|说岔了?|讲错了?|打错了?|写错了?|记错了?|搞错了?|记岔了?|口误|更正(?:一下)?|纠正(?:一下)?|改口|我记混了?|记混了?|看错了?|应该是|(?<!还|也|要|是|么)不是(?=Ⓓ|周|下|这|\d)|准确(?:地)?说|不,|不是不是|错了)(?:[-—…\s,。;!~]|哦|啊|是|应该)*/g
