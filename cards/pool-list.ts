import {
  bold,
  button,
  buttons,
  type Card,
  choice,
  type ListItem,
  list,
  note,
  text,
  toned,
} from '../src/chat/card.ts'

/** A page of the public pool: numbered, so that `领取 3` means a row. Contacts are masked. */
export function poolList(view: PoolListView): Card {
  const { search, from, rows } = view
  const page = (start: number) => ({ ...search, from: String(start) })
  if (rows.length === 0) return emptyPool(view)
  return {
    title: '公海',
    tone: 'info',
    tags: [{ text: `共 ${view.total}` }, ...Object.values(search).map((word) => ({ text: word }))],
    summary: `公海里有 ${view.total} 条可以看`,
    blocks: [
      list(
        rows.map((row) => shown(row, view.mayClaim ? page(from) : null)),
        { numbered: true },
      ),
      note(
        view.mayClaim
          ? '点「领取」，或者回复「领取 序号」。领取之后才看得到完整的联系方式。'
          : '销售和主管可以领。',
      ),
      ...(view.mayOffer ? [offer(rows)] : []),
      buttons(
        from > 0 && button('上一页', 'pool.page', page(Math.max(0, from - view.perPage))),
        view.hasMore && button('更多', 'pool.page', page(from + rows.length)),
      ),
    ],
  }
}

export type PoolListView = {
  search: { keyword?: string; region?: string }
  from: number
  perPage: number
  total: number
  hasMore: boolean
  rows: PoolRow[]
  /** Sales take leads; the others only look. */
  mayClaim: boolean
  /** Managers and sales operations post a lead into a group. */
  mayOffer: boolean
}
export type PoolRow = {
  kind: 'lead' | 'account'
  id: string
  name: string
  /** 苏州 · 展会 · 张** 138****0001 */
  detail: string
  score: number
  /** Until when nobody may claim it. */
  claimableAt: string | null
}

/** `page`: where the list goes on after a claim; without it the row is only opened. */
function shown(row: PoolRow, page: Record<string, string> | null): ListItem {
  const detail = [
    row.detail,
    row.detail && ' · ',
    toned(row.score >= 80 ? 'success' : 'plain', `${row.score} 分`),
  ]
  if (row.claimableAt)
    return { title: [bold(row.name)], detail: [...detail, toned('warning', ` · ${row.claimableAt} 起可领`)] }
  return {
    title: [bold(row.name)],
    detail,
    button: page
      ? button('领取', `${row.kind}.claim`, { [row.kind]: row.id, ...page })
      : button('看', `${row.kind}.show`, { [row.kind]: row.id }),
  }
}

const offer = (rows: PoolRow[]) =>
  choice(
    'prospect',
    '发到群里让大家抢',
    rows.map(({ kind, id, name }) => ({ label: name, value: `${kind}:${id}` })),
    { act: 'pool.offer' },
  )

function emptyPool({ search, from }: PoolListView): Card {
  const words = Object.values(search).join(' ')
  return {
    title: '公海',
    tone: 'plain',
    blocks: [
      text(from > 0 ? '后面没有了。' : words ? `公海里没有「${words}」相关的线索。` : '公海现在是空的。'),
      note('换个词再搜，比如「公海 物业」「公海 苏州」；手上有新客户，就说「新线索 公司名 联系人 电话」。'),
      buttons(words || from > 0 ? button('看全部', 'pool.page', { from: '0' }) : undefined),
    ],
  }
}
