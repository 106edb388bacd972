import { z } from 'zod'
import { askCard } from '../../cards/ask.ts'
import type { Content, Tap } from '../chat/inbound.ts'
import { Prisma } from '../db/types.ts'
import { Refusal } from '../errors.ts'
import { amendmentIn, nothingToAmend } from './amend.ts'
import { isShown, resumed } from './answer.ts'
import { Ask, type Asked } from './ask.ts'
import type { Command, TapHandler } from './command.ts'
import { groupReachable } from './commands/bind-channel.ts'
import { commands } from './commands/index.ts'
import { exampleNames } from './example-names.ts'
import { keptTaps } from './kept-taps.ts'
import { rememberAlone, rememberShown } from './memory.ts'
import { phraseOf } from './menu.ts'
import { secondReading } from './model/second-reading.ts'
import { phraseIn } from './phrases.ts'
import { writingIntents } from './proposal-line.ts'
import { agrees, isProposal, proposalTaps, propose, readLines } from './proposals.ts'
import { keepRefusal } from './refusals.ts'
import { isInGroup, say, sayLine, type Turn, toast } from './turn.ts'
import { understand } from './understand/index.ts'
import type { Arguments, Intent, Understanding } from './understand/understanding.ts'

/**
 * Finds what to do with one inbound and does it. Throws `Ask` and `Refusal`, which `explainFailure` turns
 * into an answer after the transaction was rolled back.
 */
export async function route(turn: Turn): Promise<void> {
  const { lastList, account } = turn.memory
  await follow(turn)
  if (isInGroup(turn)) await rememberShown(turn, { lastList, account })
}

async function follow(turn: Turn): Promise<void> {
  const { content } = turn.inbound
  switch (content.kind) {
    case 'text':
      return content.toBot ? hear(turn, content.text) : undefined
    case 'tap':
      return tapped(turn, content)
    case 'menu':
      return hear(turn, phraseOf(content.key))
    case 'bot-added':
      await groupReachable(turn, true)
      return run(turn, 'help', { scope: 'group' })
    case 'bot-removed':
      return groupReachable(turn, false)
    case 'image':
    case 'file':
    case 'location':
    case 'unsupported':
      return friendly(turn, content)
    case 'entered':
      return turn.memory.isNew ? run(turn, 'help', {}) : undefined
    case 'directory-changed':
      return undefined
  }
}

/** Answers what a command threw: a question is asked and remembered, a refusal is said. */
export async function explainFailure(turn: Turn, failure: Ask | Refusal): Promise<void> {
  if (failure instanceof Refusal) {
    await keepRefusal(turn, failure)
    const isTap = turn.inbound.content.kind === 'tap'
    if (!isTap && aboutTheGroup.has(failure.rule)) return sayLine(turn, failure.message)
    return toast(turn, 'warning', failure.message)
  }
  const asked = { ...failure.question, of: turn.inbound.id }
  const pending = { pending: asked, pendingUntil: minutesFrom(turn.now, turn.rules.questionMinutes) }
  // A question names records: in a group it goes to who has to answer, and so does the answer.
  if (isInGroup(turn)) await rememberAlone(turn, pending)
  else Object.assign(turn.memory, pending)
  say(turn, askCard(asked))
}

/** What concerns the group itself may be said in it; everything else may name records. */
const aboutTheGroup = new Set([
  'no-department',
  'no-such-department',
  'several-departments',
  'no-group-here',
  'not-your-department',
  'no-channel',
  'join-in-group',
])

async function hear(turn: Turn, sentence: string): Promise<void> {
  const open = turn.memory.pending
  if (open && cancels(sentence)) return forget(turn)
  if (open && isProposal(open) && agrees(sentence)) return resume(turn, open, open.known)
  const pending = isProposal(open) ? null : open
  const phrase = await phraseIn(turn, sentence)
  if (phrase) {
    // A proposal waits while other things are said.
    if (pending) turn.memory.pending = null
    return phrase()
  }
  const lines = readLines(turn, sentence)
  if (lines) return proposed(turn, lines)
  const said = pending && understand(sentence, turn.context)
  if (pending && said && (await answered(turn, pending, sentence, said))) return
  if (pending) turn.memory.pending = null
  await begin(turn, sentence, said)
}

/** Whether the words answer the open question. The same question comes twice, then what was said is something new. */
async function answered(turn: Turn, pending: Asked, sentence: string, said: Understanding): Promise<boolean> {
  const known = resumed(pending, sentence, { said, context: turn.context })
  if (!known) return false
  try {
    await resume(turn, pending, known)
    return true
  } catch (failure) {
    if (!(failure instanceof Ask) || !isSame(failure.question, pending)) throw failure
    if (pending.again) return false
    throw new Ask({ ...failure.question, again: true })
  }
}

/** The answer has led nowhere: nothing is offered now that was not before. */
const isSame = (asked: Asked, before: Asked): boolean =>
  asked.intent === before.intent &&
  asked.about === before.about &&
  asked.answers?.act === before.answers?.act &&
  (asked.candidates ?? []).every(({ id }) => before.candidates?.some((one) => one.id === id))

/** `said`: how it reads, where it has been read already. */
async function begin(turn: Turn, sentence: string, said: Understanding | null): Promise<void> {
  const amendment = await amendmentIn(turn, sentence)
  if (amendment) return amendment()
  const understanding = said ?? understand(sentence, turn.context)
  if (understanding.amends) throw nothingToAmend()
  const second = secondReading(turn, sentence, understanding)
  if (second) return modelled(turn, second)
  const { intent, arguments: known, question } = understanding
  // Several fit: which one is asked at once. What is missing the command asks itself, it knows the answers.
  if (question && question.candidates.length > 0) throw new Ask({ intent, known, ...question })
  if (intent === 'none') return run(turn, 'help', { content: sentence })
  return run(turn, intent, known)
}

/** Beyond a follow-up, what only a model has read is written at a tap; and it takes nothing back. */
async function modelled(turn: Turn, reading: Understanding): Promise<void> {
  const { intent, arguments: known } = reading
  if (intent === 'undo') return run(turn, 'help', { content: textOf(turn) })
  if (intent !== 'log_follow_up' && writingIntents.has(intent)) propose(turn, [reading], '是这个意思吗？')
  else await run(turn, intent, known)
}

const textOf = ({ inbound: { content } }: Turn): string => (content.kind === 'text' ? content.text : '')

function proposed(turn: Turn, readings: Understanding[]): void {
  if (readings.length === 0) sayLine(turn, nothingInTalk)
  else propose(turn, readings, `看到 ${readings.length} 条可以记`)
}

const nothingInTalk = '这段聊天里没看到要记的事。想记哪条，用一句话告诉我，比如「拜访 华联超市 谈了报价」。'

function resume(turn: Turn, pending: Asked, known: Arguments): Promise<void> {
  const { answers } = pending
  if (!isProposal(pending)) turn.memory.pending = null
  if (!answers) return run(turn, pending.intent, known)
  return handlerOf(answers.act)(turn, { args: answers.args ?? {}, values: {}, known })
}

function forget(turn: Turn): void {
  turn.memory.pending = null
  sayLine(turn, '好的，不记了。')
}

async function run(turn: Turn, intent: Intent, known: Arguments): Promise<void> {
  const command = byIntent.get(intent)
  if (!command) throw new Refusal('not-yet', '这件事我还不会做。发「帮助」看看我会什么。')
  turn.did = intent
  await command.run(turn, known)
}

async function tapped(turn: Turn, tap: Tap): Promise<void> {
  if (tap.act === 'answer') return answerTapped(turn, tap)
  if (tap.act === 'say') return sayTapped(turn, tap)
  await handlerOf(tap.act)(turn, { args: tap.args, values: tap.values })
}

/** Arguments come from outside: what cannot be read, or is gone by now, is refused and not tried again. */
function handlerOf(act: string): TapHandler {
  const handler = byAct.get(act)
  if (!handler) throw oldCard()
  return async (turn, tap) => {
    turn.did = act
    try {
      await handler(turn, tap)
    } catch (error) {
      if (error instanceof z.ZodError) throw oldCard()
      const code = error instanceof Prisma.PrismaClientKnownRequestError ? error.code : ''
      if (code === 'P2025') throw new Refusal('gone', '这条记录已经不在了，换一条看看。')
      throw error
    }
  }
}

const oldCard = () => new Refusal('old-card', '这张卡片太旧了，请重新发一次命令。')

/** A button that stands for a sentence: 公海, 我的客户. It begins something new. */
function sayTapped(turn: Turn, tap: Tap): Promise<void> {
  if (!isProposal(turn.memory.pending)) turn.memory.pending = null
  return hear(turn, tap.args.sentence ?? '')
}

/** A button under the open question: the same as typing the answer. Cards of earlier versions name no question. */
async function answerTapped(turn: Turn, { args: { of, value = '' } }: Tap): Promise<void> {
  const { pending } = turn.memory
  const known =
    pending && of && pending.of === of && isShown(pending, value) ? resumed(pending, value, null) : null
  if (!pending || !known) throw new Refusal('question-over', '这个问题已经过期了，请重新说一遍。')
  await resume(turn, pending, known)
}

/**
 * What it cannot use gets one line, with a sentence that would do. In a group only what was meant for us: pictures
 * and files reach us from there with a mention only.
 */
async function friendly(turn: Turn, content: Content & { kind: keyof typeof instead }): Promise<void> {
  if (content.kind === 'unsupported' && !content.toBot) return
  const { account, contact } = await exampleNames(turn)
  sayLine(turn, instead[content.kind](`拜访 ${account} 谈了报价，周五再联系${contact}`))
}

const instead = {
  image: () =>
    '图片我还看不了。要是名片，把公司、姓名、电话用一句话告诉我就行：「新线索 江南食品 王经理 13800000000」。',
  file: (visit: string) => `文件我还打不开。里面要记的，用一句话告诉我就行，比如「${visit}」。`,
  location: (visit: string) => `位置我还用不上。到客户那儿了，用一句话告诉我就行：「${visit}」。`,
  unsupported: (visit: string) => `这种消息我还看不懂。要记什么，用一句话告诉我就行，比如「${visit}」。`,
}

const cancels = (sentence: string): boolean => /^(取消|算了|不用了|不记了)[。！!]?$/u.test(sentence.trim())
const minutesFrom = (at: Date, minutes: number): Date => new Date(at.getTime() + minutes * 60_000)

const byIntent = new Map<Intent, Command>(commands.map((command) => [command.intent, command]))
/** Every act that a button may name. */
export const byAct: ReadonlyMap<string, TapHandler> = new Map([
  ...commands.flatMap((command) => Object.entries(command.taps ?? {})),
  ...Object.entries(proposalTaps(run)),
  ...Object.entries(keptTaps),
])
