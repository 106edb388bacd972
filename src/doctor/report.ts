import type { Check } from '../chat/check.ts'
import type { Section } from './examine.ts'

/** The findings as an administrator reads them: one line each, below it how to mend what needs it. */
export function reportOf(sections: Section[]): string {
  const parts = sections.map(({ title, checks }) => [title, ...checks.flatMap(linesOf)].join('\n'))
  return [...parts, verdict(sections)].join('\n\n')
}

export const isBroken = (sections: Section[]): boolean => count(sections, 'broken') > 0

const marks = { fine: '✓', broken: '✗', advice: '！' } as const

function linesOf({ state, topic, found, mend, code }: Check): string[] {
  const line = `  ${marks[state]} ${topic}：${found}${code ? `（${code}）` : ''}`
  return mend ? [line, `    → ${mend}`] : [line]
}

function verdict(sections: Section[]): string {
  const broken = count(sections, 'broken')
  const advice = count(sections, 'advice')
  if (broken > 0) return `${broken} 处要修，修好再跑一次 npm run doctor。`
  return advice > 0 ? `可以用，${advice} 处请留意。` : '一切正常。'
}

const count = (sections: Section[], state: Check['state']): number =>
  sections.flatMap(({ checks }) => checks).filter((check) => check.state === state).length
