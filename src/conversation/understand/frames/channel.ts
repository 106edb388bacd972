import type { Reading } from '../reading.ts'
import { clauses } from '../text.ts'
import type { Channel } from '../understanding.ts'

/** How it happened: the first words for a way that are about what was, not about what comes next. */
export function channelIn(reading: Reading): Channel | undefined {
  const text = reading.masked.text
  const found = cues.flatMap(({ channel, said }) =>
    Array.from(text.matchAll(said), (match) => ({
      channel,
      at: match.index,
      next: isNext(text, match.index) || planned(reading, match.index),
      length: match[0].length,
    })),
  )
  const past = found.filter((cue) => !cue.next)
  return past.sort((a, b) => a.at - b.at || b.length - a.length)[0]?.channel
}

/** After a day or a plan in the same clause it is what comes next. */
function isNext(text: string, at: number): boolean {
  const clause =
    text
      .slice(Math.max(0, at - 14), at)
      .split(/[,。;!\n]/)
      .at(-1) ?? ''
  return /(?:约|打算|准备|想|计划|安排|下次|回头|改天|到时候|再|要求|要|等|让我|希望|催|欠)[^了]{0,8}$/.test(
    clause,
  )
}

/** A day to come stands before it in the same clause: what comes next, unless it is told as done. */
function planned(reading: Reading, at: number): boolean {
  const { text, origin } = reading.masked
  const place = origin[at] ?? 0
  const clause = clauses(reading.text.plain).find((part) => part.start <= place && place < part.end)
  if (!clause || /^[^,。;!\n]{0,14}(?:了|过|完)/.test(text.slice(at))) return false
  return reading.dates.some((date) => date.days > 0 && date.start >= clause.start && date.end <= place)
}

const cues: readonly { channel: Channel; said: RegExp }[] = [
  { channel: 'demo', said: /演示|demo|路演|宣讲|试讲|样机展示|产品讲解|讲解(?:了)?产品|做了?(?:个)?展示/g },
  {
    channel: 'meeting',
    said: /视频会议|视频会|电话会议|电话会|腾讯会议|线上会|会议(?!室|屏|平板|系统)|开了?(?:个|场|次)?(?:短|长|小|线上)?会|碰头会|讨论会|评审会|沟通会|座谈|交流会|启动会|例会|协调会|推进会|对接会|zoom|teams|meeting|视频(?:里|聊|看|沟通|连线|对|了)/g,
  },
  {
    channel: 'message',
    said: /微信|发(?:来|了)?(?:条|个|一条)?(?:短信|消息|信息|邮件|语音|文字)|短信|消息|邮件|邮箱|私信|私聊|留言|语音|企微|飞书|钉钉|qq|加了我?(?:好友|微信)|回了?(?:条)?信息|发来(?:了)?(?:一?份|一?张|一?个|了)|email|mail|wechat|朋友圈|@了?我/g,
  },
  {
    channel: 'call',
    said: /打电话|电联|来电|致电|去电|电话|打给|通话|通完?了?个?话|回电|拨|call(?:ed)?|微信电话|语音通话|打了?(?:个|一通|通)|打过去|打来/g,
  },
  {
    channel: 'visit',
    said: /拜访|见了|见过|见到|见着|见完|见面|面谈|面访|走访|上门|登门|来访|到访|探访|拜会|会面|碰面|碰了面|当面|实地|现场|转了(?:一?圈|半天|转|一下)|仓库转|转悠|跑了?(?:一趟|趟)|去了|去过|到了?Ⓐ|去Ⓐ|从Ⓐ(?:出来|回来)|吃了?(?:个|顿)?饭|吃饭|喝茶|饮茶|睇铺|喝了|喝酒|饭局|请(?:他|她|Ⓒ)?吃|参观|约见|陪访|visit(?:ed)?|met|踏勘|勘察|考察|坐了(?:坐|会)|过来(?:公司|看|参观|坐)|来公司|来(?:我们|咱)(?:公司|厂|这)|登门|见Ⓒ|碰到|偶遇|遇到/g,
  },
]
