import { z } from 'zod'
import { claimOffer } from '../../../cards/claim-offer.ts'
import { poolList } from '../../../cards/pool-list.ts'
import type { Card } from '../../chat/card.ts'
import { viewProspect } from '../../crm/leads/view-lead.ts'
import { type Coverage, coverageOf, covers } from '../../crm/organisation/regions.ts'
import { browsePool as browse, type PoolEntry } from '../../crm/pool/browse-pool.ts'
import { mayHold } from '../../crm/pool/claim.ts'
import { timeLabel } from '../../crm/pool/labels.ts'
import type { Prospect } from '../../crm/pool/prospect.ts'
import { viewOne, withinViews } from '../../crm/pool/views.ts'
import type { Channel } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { Ask } from '../ask.ts'
import type { Command, Tapped } from '../command.ts'
import { argOf, forBoth, prospectIn, subjectOf } from '../prospects.ts'
import { say, sayLine, show, type Turn, toast } from '../turn.ts'
import { historyCardOf, mayOffer, prospectCardOf } from '../views/lead.ts'

/** 公海；公海 物业；看看苏州的公海线索 */
export const browsePool: Command = {
  intent: 'browse_pool',
  async run(turn, known) {
    const search = { keyword: known.keyword, region: known.region }
    say(turn, await listCard(turn, { ...search, from: 0 }))
  },
  taps: {
    'pool.page': (turn, { args }) => refreshList(turn, args),
    'pool.offer': offer,
    async 'lead.show'(turn, { args }) {
      const prospect = prospectIn(args)
      await viewOne(turn.tx, turn, prospect)
      say(turn, await prospectCardOf(turn, prospect), subjectOf(prospect))
    },
    ...forBoth('history', async (turn, prospect, { args }) => {
      const { from } = z.object({ from: z.coerce.number().int().min(0).max(1000) }).parse(args)
      const card = await historyCardOf(turn, prospect, from)
      // The first page comes beside the lead's own card, further pages turn over in place.
      if (from <= 3) say(turn, card)
      else show(turn, card)
    }),
  },
}

/** The tapped list again, as it is now; its numbers are what `领取 3` means from here on. */
export async function refreshList(turn: Turn, args: Record<string, string>): Promise<void> {
  show(turn, await listCard(turn, page.parse(args)))
}

const perPage = 6
const page = z.object({
  keyword: z.string().max(50).optional(),
  region: z.string().max(50).optional(),
  from: z.coerce.number().int().min(0).max(10_000).default(0),
})

async function listCard(turn: Turn, { from, ...search }: z.infer<typeof page>): Promise<Card> {
  const coverage = mayHold(turn.member.role) ? await coverageOf(turn.tx, turn.member.id) : null
  if (search.region && coverage && !covers(coverage, search.region)) throw elsewhere(search.region, coverage)
  const { entries: found, ...pool } = await browse(turn.tx, {
    ...search,
    coverage,
    offset: from,
    size: perPage,
  })
  const entries = await withinViews(turn.tx, turn, found)
  if (entries.length > 0) turn.memory.lastList = entries.map(({ kind, id, name }) => ({ kind, id, name }))
  return poolList({
    search: {
      ...(search.keyword ? { keyword: search.keyword } : {}),
      ...(search.region ? { region: search.region } : {}),
    },
    from,
    perPage,
    ...pool,
    rows: entries.map((entry) => row(turn, entry)),
    mayClaim: mayHold(turn.member.role),
    mayOffer: mayOffer(turn),
  })
}

const elsewhere = (region: string, { regions }: Coverage) =>
  new Refusal(
    'region',
    `${region}不归你们部门跟（你们负责：${regions.join('、')}）。发「公海」看你们区域的。`,
  )

const row = ({ now, zone }: Turn, entry: PoolEntry) => ({
  kind: entry.kind,
  id: entry.id,
  name: entry.name,
  detail: [entry.region, entry.source, [entry.contact, entry.phone].filter(Boolean).join(' ')]
    .filter(Boolean)
    .join(' · '),
  score: entry.score,
  claimableAt: entry.claimableAt > now ? timeLabel(entry.claimableAt, now, zone) : null,
})

/** Posts a lead into a group of the speaker's departments, as a card on which the first tap wins. */
export async function offer(turn: Turn, tapped: Tapped): Promise<void> {
  if (!mayOffer(turn)) throw new Refusal('offer-not-your-role', '往群里发抢单卡，要主管或销管来。')
  const prospect = offered(tapped)
  const { held, contact, phone, source } = await viewProspect(
    turn.tx,
    { ...turn, member: stranger(turn) },
    prospect,
  )
  if (!held.inPool) throw new Refusal('not-in-pool', `${held.name} 已经不在公海了。发「公海」看看别的。`)
  const channel = await theChannel(turn, prospect, tapped.known?.name)
  const lead = prospect.kind === 'lead' ? await turn.tx.lead.findUnique({ where: { id: held.id } }) : null
  const card = claimOffer({
    ...prospect,
    name: held.name,
    region: held.region,
    contact: [contact, phone].filter(Boolean).join(' ') || null,
    source,
    score: lead?.score ?? null,
    postedBy: turn.member.name,
    tappable: channel.via === 'chat',
  })
  const to = { kind: 'channel' as const, channelId: channel.id }
  turn.outbox.push({ message: { card }, to, subject: subjectOf(prospect) })
  if (turn.inbound.content.kind === 'tap') toast(turn, 'success', `已发到 ${channel.name}`)
  else sayLine(turn, `已发到 ${channel.name}。`)
}

/** A group reads it: nobody's privilege unmasks the contact. */
const stranger = ({ member }: Turn) => ({ ...member, role: 'rep' as const })

/** From a button, or from the list's selection. */
function offered({ args, values }: Tapped): Prospect {
  const [kind, id] = String(values.prospect ?? '').split(':')
  return prospectIn(kind && id ? { [kind]: id } : args)
}

async function theChannel(turn: Turn, prospect: Prospect, named: string | undefined): Promise<Channel> {
  const { reach } = turn.member
  const within = reach === 'all' ? {} : { departmentId: { in: reach.departmentIds } }
  const channels = await turn.tx.channel.findMany({
    where: { status: 'active', departmentId: { not: null }, ...within },
    orderBy: { name: 'asc' },
    take: 6,
  })
  const channel = channels.length === 1 ? channels[0] : channels.find(({ name }) => name === named)
  if (channel) return channel
  if (channels.length === 0)
    throw new Refusal('no-channel', '还没有绑定群。把我拉进群，在群里 @我 发「绑定群 部门名」就行。')
  throw new Ask({
    intent: 'claim',
    known: {},
    about: 'name',
    text: '发到哪个群？',
    options: channels.map(({ name }) => name),
    answers: { act: 'pool.offer', args: argOf(prospect) },
  })
}
