import { ZodError } from 'zod'
import { SendFailure } from './platform.ts'

/** One thing that was looked at in a real tenant or on this machine, told to an administrator. */
export type Check = {
  /** `advice`: it works, but mind it. */
  state: 'fine' | 'broken' | 'advice'
  topic: string
  found: string
  /** How to mend it: where to click, which variable to set. */
  mend?: string
  /** The platform's own. */
  code?: string
}

export const fine = (topic: string, found: string): Check => ({ state: 'fine', topic, found })

export const advice = (topic: string, found: string, mend: string): Check => ({
  state: 'advice',
  topic,
  found,
  mend,
})

export const broken = (topic: string, found: string, mend: string, code?: string): Check => ({
  state: 'broken',
  topic,
  found,
  mend,
  ...(code === undefined ? {} : { code }),
})

/** By code: what was found, and how to mend it. */
export type Mends = Record<string, readonly [found: string, mend: string] | undefined>

/** Looks; what the platform refuses becomes a broken check in words that say what to do. */
export async function looked(topic: string, mends: Mends, look: () => Promise<Check[]>): Promise<Check[]> {
  try {
    return await look()
  } catch (failure) {
    if (!(failure instanceof SendFailure || failure instanceof ZodError)) throw failure
    const { code, message } = failure instanceof SendFailure ? failure : unreadable
    const [found, mend] = mends[code] ?? [`没有答应：${message}`, '拿错误码到平台的「全局错误码」文档里查。']
    const address = /from ip (\S+)\)/.exec(message)?.[1]
    return [broken(topic, address ? `${found}：${address}` : found, mend, code)]
  }
}

const unreadable = { code: 'unreadable', message: '' }
