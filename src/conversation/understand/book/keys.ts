import { plainWord } from '../text.ts'
import { placeAtStart } from './regions.ts'
import { sound, soundings, spellings } from './syllables.ts'
import { isTrade, legalSuffix, spokenFor, tradesAtEnd } from './trades.ts'

/** Everything a record may be called by. */
export type Keys = {
  /** As its people call it, and the full name. */
  called: string[]
  /** Shortened from the full name. */
  derived: string[]
  /** Joined syllables of the better known forms, for homophones. */
  sounds: string[]
  /** Initials and full spelling. */
  latin: string[]
}

export function companyKeys(name: string, aliases: readonly string[]): Keys {
  const called = unique([name, ...aliases].map(plainWord))
  const short = shortForms(plainWord(name).replace(/[()\s·]/g, ''))
  const derived = short.filter((form) => !called.includes(form))
  const heard = unique([...aliases.map(plainWord), ...short.filter((form) => !placeAtStart(form))])
  const spoken = heard.filter((form) => isHan(form) && form.length <= 7)
  return {
    called,
    derived,
    sounds: [...new Set(spoken.flatMap(soundings))],
    latin: unique(spoken.flatMap(spellings)),
  }
}

export function personKeys(name: string, aliases: readonly string[]): Keys {
  const called = unique([name, ...aliases].map(plainWord))
  const plain = plainWord(name)
  const given = /^\p{Script=Han}{3}$/u.test(plain) ? [plain.slice(1)] : plain.split(' ').slice(0, 1)
  return {
    called,
    derived: given.filter((form) => form.length >= 2 && !called.includes(form)),
    sounds: called.filter((form) => isHan(form) && form.length >= 2).map(sound),
    latin: [],
  }
}

export function thingKeys(name: string, aliases: readonly string[]): Keys {
  const called = unique([name, ...aliases].map(plainWord)).filter((form) => form.length >= 2)
  const derived = unique(called.map((form) => form.replace(/(?:项目|商机|单子|合同|\d.*)$/, ''))).filter(
    (form) => form.length >= 3 && !called.includes(form),
  )
  return { called, derived, sounds: called.filter(isHan).map(sound), latin: [] }
}

/** 北京华联超市有限公司 → 北京华联超市, 华联超市, 华联, 北京华联. */
export function shortForms(name: string): string[] {
  const whole = name.replace(legalSuffix, '')
  const forms = new Set([whole])
  let core = whole
  let place = ''
  for (let cut = placeAtStart(core); cut && core.length - cut >= 2; cut = placeAtStart(core)) {
    if (isTrade(core.slice(cut))) break
    place = core.slice(0, cut)
    core = core.slice(cut)
    forms.add(core)
  }
  for (const [official, spoken] of spokenFor)
    if (official.test(core)) forms.add(core.replace(official, spoken))
  for (const form of shortened(core)) {
    forms.add(form)
    if (form.length < core.length) core = form
  }
  if (place) forms.add(place.replace(/[省市区县]$/, '') + core)
  return [...forms].filter((form) => form.length >= 2 && form !== name)
}

/** The name less its trades, one after the other: the last is the shortest. */
function shortened(name: string): string[] {
  const found = new Set<string>()
  const rest = [name]
  for (let form = rest.shift(); form && found.size < 6; form = rest.shift()) {
    for (const cut of tradesAtEnd(form)) rest.push(form.slice(0, -cut))
    for (const short of rest) found.add(short)
  }
  return [...found].sort((a, b) => b.length - a.length)
}

const isHan = (text: string): boolean => /^\p{Script=Han}+$/u.test(text)
const unique = (list: string[]): string[] => [...new Set(list)].filter((form) => form.length >= 2)
