/**
 * How promising a lead looks before anybody has worked on it, 0–100: somebody to ask for, a way to reach them,
 * and a source that tends to buy. What won and lost deals teach comes on top of this later.
 */
export function firstScore(lead: Scored): number {
  const source = sources.find(({ words }) => words.test(lead.source ?? ''))?.points ?? 5
  const mobile = /^1\d{10}$/.test(lead.phone ?? '') ? 30 : lead.phone ? 20 : 0
  return Math.min(100, 20 + source + mobile + (lead.contact ? 10 : 0) + (lead.note ? 10 : 0))
}

type Scored = { contact: string | null; phone: string | null; source: string | null; note: string | null }

const sources = [
  { words: /转介绍|介绍|老客户|推荐/, points: 30 },
  { words: /官网|询盘|来电|热线|咨询/, points: 25 },
  { words: /展会|活动|会议|沙龙/, points: 20 },
  { words: /抖音|小红书|公众号|广告|百度|推广/, points: 10 },
]
