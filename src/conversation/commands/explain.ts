import { z } from 'zod'
import { explainedCard } from '../../../cards/explained.ts'
import { fitChars } from '../../characters.ts'
import type { Card } from '../../chat/card.ts'
import type { Message } from '../../chat/message.ts'
import { type ClockStory, explainClock } from '../../crm/explain-clock.ts'
import { type Explained, explainPush, explainRule } from '../../crm/explain-rules.ts'
import type { Prospect } from '../../crm/pool/prospect.ts'
import type { Command } from '../command.ts'
import { reasonLabels } from '../labels.ts'
import { lastRefusal } from '../refusals.ts'
import { say, type Turn } from '../turn.ts'
import { isProspect } from '../wanted.ts'
import { dayLabel, momentLabel } from '../when.ts'

/** 为什么；华联为什么掉公海 */
export const explain: Command = {
  intent: 'explain',
  async run(turn, { target, account }) {
    const about = [target, account].flatMap((named) => named?.record ?? named?.candidates ?? [])
    const prospect = about.find(isProspect)
    say(turn, prospect ? await clockCard(turn, prospect) : await latestCard(turn, target?.text ?? ''))
  },
  taps: {
    async explain(turn, { args }) {
      const { account } = z.object({ account: z.uuid() }).parse(args)
      say(turn, await clockCard(turn, { kind: 'account', id: account }))
    },
  },
}

async function clockCard(turn: Turn, prospect: Prospect): Promise<Card> {
  const story = await explainClock(turn.tx, turn, { kind: prospect.kind, id: prospect.id })
  const { held, reason, lastValid, last, history } = story
  return explainedCard({
    title: held.name,
    answer: answerOf(turn, story),
    facts: [
      ...(reason ? [{ label: '规则', value: reason }] : []),
      { label: '最后有效跟进', value: lastValid ? dayLabel(lastValid, turn) : '还没有' },
      ...(last && !last.valid
        ? [{ label: '最近一次跟进', value: `${dayLabel(last.at, turn)}（太短，不算有效）` }]
        : []),
      ...(held.dropsAt
        ? [{ label: '到期', value: momentLabel({ at: held.dropsAt, allDay: false }, turn) }]
        : []),
    ],
    history: history.map((stretch) => stretchLine(turn, stretch)),
    waiver: held.dropsAt ? explainPush('lead-recycling', turn.rules)?.waiver : undefined,
    buttons: held.inPool ? [{ label: '看公海', sentence: '公海' }] : [],
  })
}

function answerOf(turn: Turn, { held, history }: ClockStory): string {
  if (held.signedAt) return `${dayLabel(held.signedAt, turn)} 已签约，不计时，不会掉公海。`
  if (held.inPool) {
    const dropped = history.find(({ ended }) => ended !== null && ended !== 'undo')
    if (!dropped?.to || !dropped.ended) return '一直在公海，还没有人跟过。'
    return `${dayLabel(dropped.to, turn)} ${reasonLabels[dropped.ended]}，现在在公海。`
  }
  if (!held.dropsAt) return '没有在计时。'
  return `不再跟进的话，${dayLabel(held.dropsAt, turn)} 掉公海。记一次有效跟进就重新计时。`
}

function stretchLine(turn: Turn, stretch: ClockStory['history'][number]): string {
  const until = stretch.to ? `到 ${dayLabel(stretch.to, turn)}` : '至今'
  const end = stretch.ended ? `，${reasonLabels[stretch.ended]}` : ''
  const note = stretch.note ? `（${stretch.note}）` : ''
  return `${stretch.member ?? '公海'}：${dayLabel(stretch.from, turn)} ${until}${end}${note}`
}

/** Nothing named: the last thing that we refused this person or sent them, whichever is newer. */
async function latestCard(turn: Turn, words: string): Promise<Card> {
  const [refused, pushed] = [await lastRefusal(turn), await lastPush(turn)]
  if (refused && (!pushed || refused.at >= pushed.at))
    return ruleCard('刚才为什么不行', refused.text, explainRule(refused.rule, turn.rules))
  if (pushed) {
    const sent = momentLabel({ at: pushed.at, allDay: false }, turn)
    const answer = `${sent} 推送给你的${pushed.title ? `「${pushed.title}」` : ''}。`
    return ruleCard('为什么收到这条', answer, pushed.why)
  }
  return explainedCard({
    title: '想问哪一个？',
    answer: `${/^(为|怎么|凭)/u.test(words) || !words ? '' : `「${fitChars(words, 20)}」我没对上号。`}带上客户名再问一次，比如「华联为什么掉公海」。`,
    facts: [],
    history: [],
    buttons: [{ label: '我的客户', sentence: '我的客户' }],
  })
}

const ruleCard = (title: string, answer: string, explained: Explained | null): Card =>
  explainedCard({
    title,
    answer,
    facts: explained ? [{ label: '规则', value: explained.rule }] : [],
    history: [],
    waiver: explained?.waiver,
    buttons: [],
  })

/** The last message that came to this person without their asking; a slot begins with its schedule's name. */
async function lastPush({ tx, member, now, rules }: Turn): Promise<Pushed | null> {
  const delivery = await tx.delivery.findFirst({
    where: { memberId: member.id, kind: 'push', createdAt: { lte: now }, status: { in: ['queued', 'sent'] } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  })
  if (!delivery) return null
  const message = delivery.message as Message
  const schedule = delivery.slot?.split(':')[0]
  return {
    at: delivery.createdAt,
    title: 'card' in message ? message.card.title : null,
    why: schedule ? explainPush(schedule, rules) : await causedBy(tx, delivery.inboundId),
  }
}

type Pushed = { at: Date; title: string | null; why: Explained | null }

/** A colleague did something that concerns the reader. */
async function causedBy(tx: Turn['tx'], inboundId: string | null): Promise<Explained> {
  const act = inboundId
    ? await tx.audit.findFirst({ where: { inboundId, memberId: { not: null } }, orderBy: { id: 'asc' } })
    : null
  const who = act?.memberId ? await tx.member.findUnique({ where: { id: act.memberId } }) : null
  return {
    rule: `${who?.name ?? '同事'}做了一件和你有关的事：你是负责人、执行人、派单人或者主管，所以告诉你。`,
    waiver: '不想马上看到，发「免打扰」，攒着一起看',
  }
}
