import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'

/** Words of a text in order; all of it, so that positions can be counted. `guess`: also words no dictionary has. */
export const segment = (text: string, guess = true): string[] => jieba().cut(text, guess)

/** Words with their part of speech (`n`, `v`, `nr` person, `ns` place …). */
export const tagged = (text: string): { word: string; tag: string }[] => jieba().tag(text, true)

export const isWord = (word: string): boolean =>
  jieba().cut(word, false).length === 1 && /^[\p{Script=Han}]+$/u.test(word)

let loaded: Jieba | undefined

/** Loading takes 0.1 s and 50 MB, so only who reads sentences pays for it. */
function jieba(): Jieba {
  loaded ??= Jieba.withDict(dict)
  return loaded
}
