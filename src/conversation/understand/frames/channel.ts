import { matchesOf } from '../readers/span.ts'
import type { Reading } from '../reading.ts'
import { clauses } from '../text.ts'
import type { Channel } from '../understanding.ts'

/** How it happened: the first words for a way that are about what was, not about what comes next. */
export function channelIn(reading: Reading): Channel | undefined {
  const text = reading.masked.text
  const found = cues.flatMap(({ channel, said }) =>
    matchesOf(text, said).map((match) => ({
      channel,
      at: match.index,
      next: !/[了过完]/.test(match[0]) && (isNext(text, match.index) || planned(reading, match.index)),
      length: match[0].length,
    })),
  )
  const past = found.filter((cue) => !cue.next)
  const plain = past.filter((cue) => !merely.test(text.slice(cue.at, cue.at + cue.length)))
  return (plain.length ? plain : past).sort((a, b) => a.at - b.at || b.length - a.length)[0]?.channel
}

/** Where it was, not how: 现场演示 is a demo, 在外地打高尔夫 says nothing. */
const merely = /^(?:现场|实地|当面|打高尔夫)$/

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

/** Words for a way, in pieces; of two that begin at one place the longer counts. */
const cues: readonly { channel: Channel; said: RegExp }[] = [
  {
    channel: 'demo',
    said: any(
      '(?<!收到|看了|看完|发来?的?)演示(?!视频|文件|账号|环境|版|稿|样|资料)|demo|路演|宣讲|试讲|样机展示|产品讲解|讲解(?:了)?产品|做了?(?:个)?展示',
      '(?:讲|过|放)了?(?:一遍|一下)?(?:产品|ppt)',
    ),
  },
  {
    channel: 'meeting',
    said: any(
      '(?:视频|电话|腾讯|线上|远程|技术|碰头|讨论|评审|沟通|交流|启动|协调|推进|对接|协议|答疑|论证|专题|复盘|澄清)(?:会议|会)(?!员)',
      '会议(?!室|屏|平板|系统|纪要|视频|链接|资料|邀请|号|记录|一体|终端|设备)|(?<!在|正|去|要|没)开[了完]?(?:个|场|次)?(?:短|长|小|线上)?会|开过.{0,6}会|会(?:开|刚开)[完了过]|座谈|例会|zoom|teams|meeting|webex',
      '视频(?:里|聊|看|沟通|连线|对|通话|了(?=一|半|个|会)|过了)|(?<=[跟和与][^,。]{1,10})视频了|连了?(?:个)?线',
    ),
  },
  {
    channel: 'message',
    said: any(
      '微信|wechat|(?<![a-z])(?:wx|vx|im|dm|sms)(?![a-z])|v信|薇信|威信|whatsapp|线上聊|短信|消息|邮件|邮箱|私信|私聊|留言|语音|企微|飞书|钉钉|qq|email|mail|朋友圈|@了?我|line上',
      '发(?:来|了|过来)?(?:条|个|一条)?(?:短信|消息|信息|邮件|语音|文字|照片|图片?|截图|文件)|发了?[^,。]{1,10}(?:照片|图片|截图|图纸|清单|文件|资料|视频)(?:过来|给我)?',
      '加(?:了我?|我)(?:好友|微信|了)|回了?(?:条)?信息|发来(?:了)?(?:一?份|一?张|一?个|了)',
    ),
  },
  {
    channel: 'call',
    said: any(
      '打电话|电联|来电|致电|去电|电话|打给|通话|通完?了?个?话|回过?了?个?电(?!子|商|器|缆|脑)|拨|call(?:ed)?|微信电话|语音通话|打了?(?:个|一通|通)|打过[去来]|打来|[去来挂]了?(?:一?[个通]|几[个通])电话|phone|座机|关机|没人接|占线|无人接听|打了[一两三四五六几\\d]+[遍次]|(?<!取)接通',
    ),
  },
  {
    channel: 'visit',
    said: any(
      '拜访|陌拜|见了|见过|见到|见着|见完|见的|见面|面谈|面访|走访|上门|登门|来访|到访|探访|拜会|会面|碰面|碰了面|当面|实地|现场|约见|陪访|见Ⓒ|碰到|偶遇|遇到|met|visit(?:ed)?|蹲到|堵到|堵着|在Ⓐ(?:泡|待|蹲|呆|坐|耗)|打高尔夫',
      '[转走逛绕](?:了|完)(?:一?圈|半天|转|一下|一遍|一趟)|跑(?:完|到|遍)了?|从[^,。]{1,8}(?:工地|现场|厂里?|车间|店里?|项目|公司|办公室|仓库|猪场|学校)(?:刚)?(?:出来|回来)|(?:领|带|陪)(?:着)?(?:我们?|咱们?)[^,。]{0,2}[上下进到去]|仓库转|转悠|兜了?(?:一?圈)|巡了?(?:一?圈|店|场|检)|跑了?(?:一趟|趟)|去了(?!(?:一?[个通封条份]|几[个通封条份])?(?:电话|信|邮件|微信|消息|短信|函))|去过|(?:专程|特意|顺路)去|跑Ⓐ|去的Ⓐ|都跑了|碰了?个头|(?:领|带|陪)(?:着)?我们?(?:看|转|参|走)|[去到]Ⓐ|到了Ⓐ|从Ⓐ(?:出来|回来)|踏勘|勘察|考察|验厂|量了?尺寸',
      '一[块起](?:吃|喝)|(?:吃|喝)了?(?:个|顿|餐)?(?:饭|早茶|茶|酒|咖啡|早点|夜宵|火锅|烧烤)|饭局|酒局|请(?:他|Ⓒ)?吃|打了(?:场|次)?(?:球|高尔夫|羽毛球|牌|麻将)|钓鱼|坐了(?:坐|会|一|半|个|大半|两|Ⓓ)|(?:那儿|那里|办公室|家里?|单位|厂里?|店里?)坐|蹲了|守了|泡了',
      '参观|过来(?:公司|看|参观|坐)|来公司|来(?:我们|咱们?)(?:公司|厂|这|展厅)|到(?:我们|咱们?)(?:公司|厂|这|展厅)|来(?:看|验)(?:样机|机|货|厂|样)|(?:到|去|进)(?:了)?(?:他们)?(?:厂里?|车间|工地|门店|店里|院里|公司|仓库)|前台|保安|门口|没让进|装机|调试完|派工程师',
    ),
  },
]

function any(...parts: readonly string[]): RegExp {
  return new RegExp(parts.join('|'), 'g')
}
