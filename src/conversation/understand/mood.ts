import type { Intent } from './understanding.ts'

/**
 * Whether words do what they say. A sentence may only mention an act: ask about it, deny it, imagine it, tell
 * what somebody else said. All is decided on the masked sentence, around the place where a rule matched.
 */
export type Mood = 'meant' | 'denied' | 'imagined' | 'asked' | 'heard'

export function moodAt(masked: string, start: number, end: number, intent: Intent): Mood {
  const force = forces[intent]
  if (!force) return talkedOnly(masked, intent) === 'heard' ? 'heard' : 'meant'
  const talk = talkedOnly(masked, intent)
  if (intent === 'win' && notWon.test(masked)) return 'denied'
  if (nearly[intent]?.test(masked)) return 'imagined'
  if (intent === 'promise_payment' && brokenPromise.test(masked)) return 'denied'
  if (talk) return talk
  if (force === 'account' && /^\s*Ⓟ[,:]/.test(masked)) return 'heard'
  if (force === 'account') return asksAtEnd.test(masked) && !told.test(masked) ? 'asked' : 'meant'
  const before = clauseBefore(masked, start)
  const act = masked.slice(start, end)
  const clause = before + act
  if (denied.test(before) && !undenied.test(before)) return 'denied'
  if (deniedInside.test(act)) return 'denied'
  if (
    forbidding.test(masked.slice(0, start)) ||
    (intent !== 'release' && forbiddingAfter.test(masked.slice(start)))
  )
    return 'denied'
  if (imagined(masked, start, end)) return 'imagined'
  if (yesOrNo.test(masked)) return 'asked'
  if (force === 'fact' && wished.test(before)) return 'imagined'
  if (hearsay.test(masked.slice(0, end)) && !reported.test(before)) return 'heard'
  if (intent === 'create_task')
    return asksAtEnd.test(masked) && !polite.test(masked) && !toAsk.test(masked.slice(start))
      ? 'asked'
      : 'meant'
  if (isAsked(masked, end, clause) && !(force === 'order' && polite.test(masked))) return 'asked'
  return 'meant'
}

/** Intents that write. An order may be wished (我想领), a fact must have happened; an account of a talk holds what it likes. */
const forces: Partial<Record<Intent, 'order' | 'fact' | 'account'>> = {
  log_follow_up: 'account',
  create_lead: 'order',
  claim: 'order',
  release: 'order',
  convert_lead: 'order',
  create_opportunity: 'order',
  advance_stage: 'order',
  create_task: 'order',
  win: 'fact',
  lose: 'fact',
  complete_task: 'fact',
  record_payment: 'fact',
  promise_payment: 'order',
  undo: 'order',
}

/** A sentence that as a whole is about what might be, what others said, or what is not to be done. */
function talkedOnly(masked: string, intent: Intent): Mood | undefined {
  return talk.find(({ said, but }) => said.test(masked) && !but?.test(masked) && !(intent === 'undo'))?.mood
}

const opening =
  '^\\s*(?:唉|哎|诶|哈|嗯|话说|那个|其实|我说|你说|说实话|讲真|说真的|不瞒你说|老实说|反正|[,\\s]){0,3}'
const boss =
  '(?:我们?|咱们?)?(?:的)?(?:老板|领导|同事|总监|经理|主管|老大|上司|上面|上头|总部|公司|部门|组长|大老板|财务|行政|人事|运营|市场部|Ⓟ|Ⓖ|朋友|同学|老婆|媳妇|老公|我妈|我爸|家里|对象|隔壁组|隔壁|群里|网上|大家|大伙|有人|别人|他们|她们|他|她|谁)'
const lately =
  '(?:们|刚才?|昨天|昨晚|今天|今早|早上|上午|下午|Ⓓ|又|也|还|老是|老|总是|总|一直|天天|在群里|在会上|开会|跟我|和我|对我|都|上周|之前|以前|突然|居然|那边|在|正|里|就|非|硬|特地){0,4}'
const talk: readonly { said: RegExp; but?: RegExp; mood: Mood }[] = [
  {
    said: /Ⓒ[^,。]{0,8}(?:结婚|生日|生了|添丁|当爸|当妈|升职了|退休了|住院|去世|离婚|订婚|满月)/,
    but: /[ⒶⓄ]|说|谈|聊|合同|方案|换|接手|交接|没人管|退|忘|提醒|记得/,
    mood: 'imagined',
  },
  {
    said: /(?:怕是|恐怕|估计|感觉|看样子|八成|十有八九)[^,。]{0,6}(?:悬|没戏|够呛|要黄|要丢|要输|黄了|丢了|凉)|(?:有点|比较|很|挺|怕是)?(?:悬了|够呛|玄乎)\s*[!。]*$/,
    but: /Ⓒ[^,。]{0,8}(?:说|讲)/,
    mood: 'imagined',
  },
  {
    said: /^\s*Ⓒ(?:那个|这个|这|那)?(?:人|性格|脾气|酒量|长得|这人)?(?:真|真的|挺|很|太|特别|超|好|非常|还|也){0,2}(?:不错|好|逗|难搞|牛|可爱|漂亮|帅|靠谱|奇葩|有意思|厉害|大方|抠门?|凶|难缠)(?:的|了|啊|呀)?\s*[!。~]*$/,
    mood: 'imagined',
  },
  {
    said: /我(?:真|才|也|可|实在)?(?:不想去|不去|懒得|不敢去|没空去)|(?:居然|竟然|原来|还|就|也)?是我(?:的)?(?:校友|同学|老乡|亲戚|邻居|朋友|发小|前同事|师兄|师姐|学长|学姐)|(?:看|有点|感觉)悬|(?:居然|竟然)是/,
    but: /[ⒶⒸ][^,。]{0,10}(?:说|讲|要|问)|Ⓠ|我(?:接|领|来跟|去跟|要)/,
    mood: 'imagined',
  },
  {
    said: new RegExp(`${opening}(?:等|等到|等着|就等)(?:[ⒶⓁⓄⒸ我他她这那]|哪天|有一天|什么时候)`),
    but: /提醒|记得|叫我|喊我/,
    mood: 'imagined',
  },
  {
    said: /[ⒶⓁⓄ](?:那个|这个|那边|这边|那家|这家|那条|我|,|\s){0,2}(?:先|暂时|暂|还是|可|你)?(?:不|别|不要|先不要|先别|甭|不用)(?:急着?|给我|帮我)?(?:退|放|领|推|转|动|丢|改|抢|捞|释放|标|登记|录)(?!费|货|款|账|钱)/,
    but: /Ⓒ|他们|客户|撤/,
    mood: 'denied',
  },
  {
    said: /(?:都|全)(?:丢|输|黄|退|赢)了?(?:算了|得了|拉倒)|(?:算了|拉倒)[^,]{0,4}不(?:领|要|抢|退|推)了?|心累|我不干了|转行|辞职/,
    but: /Ⓒ/,
    mood: 'imagined',
  },
  {
    said: new RegExp(
      `${opening}(?:如果|要是|假如|假设|假使|万一|倘若|若是|要不是|哪天|哪一天|早知道|等哪天|有朝一日|除非|就算|即使|哪怕|一旦|换作|换成我)`,
    ),
    mood: 'imagined',
  },
  {
    said: new RegExp(
      `${opening}(?:我|我们|咱)?(?:也|真的?|好|多|很|特别|最|就|还|挺|有点|一直)?(?:怕|担心|希望|但愿|祈祷|盼|巴不得|恨不得|梦想|幻想|害怕|生怕|唯恐|求求|保佑|祝|愿|羡慕|嫉妒|好奇|纠结|犹豫|怀疑|猜|打赌|赌)`,
    ),
    mood: 'imagined',
  },
  {
    said: /(?:听听|说说|笑笑|看看)(?:就|也就)?(?:算|行|得|罢|好|过)(?:了|去)|(?:说说|嘴上说|吹吹牛?|口嗨)而已|耳旁风|耳边风|听个响|别(?:往心里去|信)[。!了啊]*$/,
    mood: 'heard',
  },
  {
    said: /(?:就好了|该多好|多好啊|多好[!。]?$|才怪|做梦(?:呢|吧)?[!。]?$|想得美|开玩笑(?:的|呢|啦)?[!。]?$|逗你|骗你的|吓死|笑死|气死|烦死|愁死)/,
    but: /Ⓠ|[ⒶⒸ][^。]{0,20}(?:说|讲|问|要|见|聊|谈|电话|微信)/,
    mood: 'imagined',
  },
  {
    said: new RegExp(
      `${opening}(?:我)?(?:刚才?|刚刚|昨天|今天|昨晚|早上|又|也)?(?:听说|据说|传闻|有传言|听[^,。]{1,6}?[说讲]|看新闻|网传)`,
    ),
    mood: 'heard',
  },
  {
    said: new RegExp(
      `${opening}${boss}${lately}(?:说(?!好(?!像|多|几|久)|定|妥)|问|讲|让我|叫我|要我|催我|想让|想|觉得|认为|以为|打算|提|怀疑|吐槽|抱怨|念叨|骂|夸|嚷|建议|告诉|传|聊|议论|八卦|要求我|逼我|盯|关心|惦记|知道)`,
    ),
    but: /提醒我|设个|记一下|记个/,
    mood: 'heard',
  },
  {
    said: /(?:^|[,。;!\s])(?:你|请|先|暂时|千万|都|可|就|还是|也|再|以后|今后|往后|下次|暂且|Ⓓ){0,3}(?:别|不要|不用|甭|勿|不必|不许|不准|用不着|不需要|先不)(?!人|家|的|墅|忘|让我忘|[ⒶⓁ]了|急着要|了)(?:给我|帮我|替我|把|再|急着|着急|随便|乱|真)?[^,。;]{0,8}(?:记|领|退|推|转|建|提醒|派|改|动|登记|录|抢|捞|放|释放|标|设|发|报|删|算|赢|输|催|安排|分配|叫|喊)/,
    but: /Ⓒ[^。]{0,14}(?:说|讲|让|叫|要|别|不要|先不)|[ⒶⒸ](?:那边|他们)?(?:说|讲|让|叫)|(?:当|就当)我没说|撤|删掉?$/,
    mood: 'denied',
  },
  { said: /我(?:可|又|并|也|从来|压根|根本|真)?没(?:有)?(?:说|打算|想|让|叫|准备|要)/, mood: 'denied' },
  {
    said: /(?:要不要|该不该|是不是该|是不是要|能不能|会不会|何时|什么时候|啥时候|几时)[^。]{0,20}(?:呢|啊|好|呀|才|吗|[?]|纠结|犹豫|愁)/,
    but: /[ⒶⒸ][^。]{0,16}(?:问|说|讲|想知道|咨询|打听|关心)|帮我|给我|替我|客户(?:问|说)/,
    mood: 'asked',
  },
  {
    said: /谁(?:在|来|去|能|会|知道|跟|想|要|领|负责|管|有|认识|见过|帮)/,
    but: /[ⒶⒸ][^。]{0,16}(?:问|说|讲|想知道)|谁(?:想|爱|愿意|要)(?:要|跟|领)?谁/,
    mood: 'asked',
  },
]
/** Words of the customer, whose questions are worth a note. */
const told =
  /[ⒶⒸ][^。]{0,24}(?:问|说|讲|想知道|咨询|打听|关心|让|催|要)|客户(?:问|说|讲)|(?:问|说)(?:能不能|可不可以|有没有|是不是)/

function clauseBefore(masked: string, start: number): string {
  const from = Math.max(...[...',。;!?\n'].map((stop) => masked.lastIndexOf(stop, start - 1))) + 1
  return masked.slice(from, start)
}

function imagined(masked: string, start: number, end: number): boolean {
  const head = masked.slice(Math.max(0, start - 40), end)
  return (
    (conditional.test(head) && !/没人[^,。]{0,4}的话/.test(head)) ||
    conditionAfter.test(masked.slice(end, end + 14))
  )
}

const isAsked = (masked: string, end: number, clause: string): boolean => {
  const rest = masked.slice(end, end + 30)
  return (
    questionEnd.test(rest) || openQuestion.test(clause) || openQuestion.test(rest.split(/[,。;!\n]/)[0] ?? '')
  )
}

const denied =
  /(?:别|不要|不用|先不|甭|勿|没打算|没想|不想|不打算|还没|尚未|从没|从来没|并没|并未|不能|不可以|不准|不许|不敢|无法|没法|暂不|暂时不|没有|未能|用不着|没必要|不是|不会|没说|没让|没叫)[^,。]{0,5}$/
/** 瓯江可别分给我: between the name and the act. */
const deniedInside =
  /(?:可|千万|先|都|就|您|你|请)别(?!人|家|的|处|墅)|(?:不要|甭|勿)(?=再?(?:分|派|领|转|退回|放回|推|标|建|设|改))/
const undenied =
  /(?:能不能|可不可以|会不会|不能不|不得不|不是(?:不|没)|要不要|没有?问题|没意见|没异议|有没有)[^,。]{0,5}$/
const forbidding =
  /(?:^|[,。;!\s])(?:你)?(?:先|千万|可|暂时|都)?(?:别|不要|不用|甭|勿|不准|不许|请勿)(?:给我|帮我|替我|急着|着急|把|再|随便|乱|真的?|去)?[^,。;]{0,12}$/
const forbiddingAfter =
  /^[^。\n]{0,24}(?:先别|别急|别动|先不急|暂时不|先不要|先缓缓|等等再|再说吧|算了吧?[,。!]|还早|我(?:没|不)(?:打算|想|说要)|开玩笑|骗你|逗你|假的|做梦|才怪|就好了|该多好|多好啊?)/
const conditional =
  /(?:如果|要是|假如|假设|假使|万一|倘若|若是|若能|要不是|除非|哪天|哪怕|就算|即使|一旦|只要|只有|的话|等到|等我|等他|等她|等Ⓐ|等Ⓒ|早知道|早知|恨不得|梦见|梦到|做梦|幻想|想象|打赌|赌|据说|假装|比方说|比如|例如|举个例子|譬如|好比)/
const conditionAfter = /^[^,。\n]{0,10}(?:的话|就好了|该多好|怎么办|咋办|怎么整|会怎样|会咋样|再说)/
const wished =
  /(?:希望|但愿|祈祷|保佑|盼着?|争取|力争|想要?|打算|准备|计划|能不能|可不可以|有望|快要?|即将|马上|差点儿?|差一点|险些|本来|原本|以为|要不要|该不该|是不是|可能|也许|说不定|没准儿?|估计|恐怕|怕|担心|应该|大概|预计|下次|下回|下一个|什么时候|啥时候|何时|怎么|如何|为什么|为啥|凭什么|目标是|一定要|必须|非要|得|加油|冲|尽快|赶紧|抓紧|等着|就等|就差|只差|迟早|早晚|总有一天|会|能|要)[^,。]{0,8}$/
const hearsay =
  /(?:听说|据说|听[^,。]{0,4}(?:说|讲)|传说|传闻|谣传|有人(?:说|讲|问|在|想|要|都)|(?:^|[,。\s])(?:老板|领导|总部|同事|上司|经理|主管|总监|我妈|我爸|媳妇|老婆|老公|朋友|隔壁|群里|大家|他们|她们|他|她|谁|别人|人家|Ⓟ|Ⓖ)[^,。]{0,6}(?:说(?!好(?!像|多|几|久)|定|妥)|问|讲|想|让我|叫我|要我|催我|提|念叨|嚷嚷|吹|吐槽|怀疑|觉得|建议|打听|聊到|提到|宣布|发消息说|群里说|跟我说|告诉我|以为))/
/** Not quite: it almost was, is not yet, or is only guessed. */
const outcome =
  /差点|差一点(?=就|没|被|把|丢|输|赢|黄|签)|险些|几乎|差不多(?:快|要|就|算|能|可以)?(?:签|定|拿|成|赢|中|谈|搞)|(?:就|只|还|光)(?:差|等|剩|缺)(?:最后|他们|客户|对方|个|一个|走|领导|老板)?[^,。]{0,4}(?:盖章|签字|合同|流程|用印|审批|点头|临门|一步|一脚|双签|付款|走完)|(?:赢|输|丢|黄|签|拿下|搞定|中标?)了?[,]?我(?:就|请|去|给|要|得|肯定|一定)|[输赢]面/
/** About to be, which is not yet. */
const soon =
  '(?<!只|需|主|重|不)(?:要|快|快要|将|马上|即将|准备|可以|该|眼看|眼瞅着|搞不好|弄不好|恐怕|八成)(?:就|能|会|要|得)?'
const aboutToWin = new RegExp(
  `[赢签拿]不(?:了|下)|(?<!拿捏)稳了|十拿九稳|Ⓓ(?:之?前|再|就|能|会|可以|准备|去|必须|要)?(?:签(?![了的下完好成掉]|[约单字]了)|定(?![了下]))|(?:Ⓦ|赢单?|成交|签约?|中标)(?:了|的)?(?:给我|帮我)?(?:撤|取消|改回|退回|不算|作废)|${outcome.source}|${soon}(?:签|签约|签字|拿下|成交|中标|搞定)了?(?=[,。!吧\\s]|$)`,
)
const aboutToLose = new RegExp(
  `(?:Ⓕ|[输丢]单?|没中)(?:了|的)?(?:给我|帮我)?(?:撤[回销了掉]|取消|改回|不算|作废)|${outcome.source}|${soon}(?:丢|黄|飞|凉|跑|输|泡汤|吹)(?:单|掉)?了?(?=[,。!吧\\s]|$)|再不[^,。]{1,10}(?:丢|黄|飞|凉|跑|输)|[丢输跑黄飞败凉]不了|没签呢?[。!\\s]*$`,
)
const nearly: Partial<Record<Intent, RegExp>> = {
  win: aboutToWin,
  lose: aboutToLose,
  claim:
    /Ⓛ(?:那个|这个|那家|那条|线索|客户|,|\s){0,3}(?:我|咱|我们)?(?:就|可|都)?(?:不要|不领|不抢|不想|不跟|不接|没兴趣|看不上)(?![^。]*我(?:要|领|来|收|接))|废了|跟?黄了|跟丢|没戏|(?:都|先|就)算了吧?\s*$|Ⓛ[^,。]{0,6}(?:归|给|派给|分给|划给|转给|让给|交给)Ⓟ/,
  release:
    /Ⓒ[^,。]{0,6}放弃|放弃了?(?:这个|那个|这次|整个)?(?:项目|单子?|采购|方案|计划|招标)|(?:款|钱|货|票|合同|样品|样机|定金|押金|保证金|快递|邮件|报价单?|标书|资料|函|单据)[^,。Ⓐ]{0,3}(?:被|给|又|已|已经|都|全)?退(?:回|了|掉)|退(?:款|货|钱|票|税|押金|定金|保证金|订)|(?:打|转|付|汇|发|寄)(?:错|多|重)|退(?:回去?|了|还)[^,。]{0,3}(?:Ⓜ|\d)|退(?:回|掉|了|还)?[^,。]{0,2}[ⒶⓁ](?:的|那[批台个])[^,。]{0,4}(?:样|货|机|合同|设备|订单|押金|票|款|资料|标书)/,
  convert_lead: /转不(?:了|成|动)|(?:不能|不够格|够不上|不让|没法)转/,
  record_payment:
    /[ⒶⓄⒸ](?:他们|那边|那笔|这笔|上次|上周|上个?月|之前|昨天|前天|Ⓓ|[的那这个,\s]){0,4}Ⓜ(?:块?钱?|的)?(?:[就都也]|其实|应该)?(?:[走用付]的)?是(?:[走用])?(?:银行|商业)?(?:承兑|汇票|支票|电汇|转账|现金|预付|定金|订金|押金|保证金|质保金)|[付打回给结走用]的(?:就|都|也)?是(?:银行|商业)?(?:承兑|汇票|支票|电汇|现金)|打了?(?:个)?[一二三四五六七八九\d.]{1,3}折|折扣|优惠|退款|退钱|退(?:了|回|给)[^,。]{0,4}(?:Ⓜ|款|钱)|(?:打|转|付|汇)错|(?:款|钱)[^,。]{0,3}(?:被|又|已)?退|冲红|借方|罚款|赔(?:了|款|偿)/,
  advance_stage: /(?:还没|尚未|没有?|未)(?:到|进|推|走)|差点|卡在|停在|(?:还|仍|依旧|一直)(?:是|在|处于|停)/,
  promise_payment: /(?:估计|应该|大概|可能|也许|八成|说不定)[^,。]{0,10}(?:付|打|回|结|汇|转|还)/,
}

/** 不签了 holds 签了. */
const notWon =
  /(?:不|没|未|难|甭|别|莫)(?:打算|准备|想|能|会|肯|愿意|愿|再|给我们|跟我们|一定|可能)?(?:签|赢|成交|中标|定下|下单|拿下|谈成|续|买)/
const brokenPromise =
  /(?:到现在|至今|到今天|结果|然后|还是|又|也)[^,。]{0,6}(?:没动静|没影|没消息|没付|没到|没打|没来|没给|没见|食言|爽约|放鸽子)/
/** What a contact told counts as the customer's word. */
const reported = /Ⓒ[^,。]{0,12}$/
const asksAtEnd =
  /(?:[吗么嘛][?。!\s]*|[聊谈说跟](?:过|了)?(?:些|点)?(?:啥|什么)|[?]\s*|(?:了没|没有|没|是不是|咋办|怎么办|是谁|在哪|哪里人|哪儿人|什么来头|啥来头|还没[^,。]{1,8}吧|怎么样了|咋样了|会不会[^,。]{1,8}|(?:应该|估计|可能|大概)会?(?:回款|付款|打款)[^,。]{0,6})[?\s]*)$/
/** 提醒我问下合同签了没有: what is to be asked, not asked now. */
const toAsk =
  /(?:提醒|叫|喊|让|通知|派|安排|记得|别忘)[^,。?]{0,12}(?:问|看|确认|打听|核实|核对|催|查|了解|试|摸)/
/** 签不签, 要不要退. */
const yesOrNo = /([签要退领推做报接去赢跟转])不\1[^,。]{0,3}[?。!\s]*$/
const questionEnd = /^[^。!\n]{0,24}(?:[吗么嘛]\s*[?。!]*\s*$|[?]\s*$|(?:没有|没|不|了没|了吗)\s*[?]*$)/
const openQuestion =
  /(?:谁|怎么|咋|为什么|为啥|什么时候|啥时候|何时|哪天|要不要|该不该|是不是|是否|能不能|可不可以|能否|有没有|会不会|多少|几点|哪个|哪家|(?<!没|没有|那个)(?:啥|什么))/
const polite = /(?:能不能|能|可以|可不可以|可否|麻烦|劳驾|帮忙)[^,。]{0,4}(?:帮|给|替|把|让|请)/

/** Text that gives the machine orders about itself or about rights. */
export const isInjection = (masked: string): boolean => injections.some((pattern) => pattern.test(masked))

const injections = [
  /(?:作为|身为|我是|这里是|本人是)(?:你的)?(?:超级|系统|最高|后台)?(?:管理员|系统|超管|开发者|开发人员|工程师|admin|root)|我(?:现在)?(?:命令|授权|要求)你|^(?:管理员|系统)?(?:指令|命令)[:]/,
  /(?:忽略|无视|忘记|忘掉|抛开|跳过|绕过|绕开|覆盖|不用管|别管|不要管|不用遵守|不要遵守)[^。]{0,10}(?:之前|以上|上面|前面|先前|所有|一切|系统|规则|指令|提示|限制|权限|校验|检查|审批|审核|确认|环节|设定|约束|要求)/,
  /[【[(]?系统(?:通知|公告|消息|指令)[】\]):]/,
  /(?:系统|初始|内部|隐藏|原始)?(?:提示词|提示语|prompt|预设指令|系统指令|system ?(?:message|prompt)?:|系统消息[::]|system:|assistant:|<\|?(?:system|im_start)|\[system\])/,
  /(?:开发者|调试|上帝|管理员|超级管理员|维护|无限制|越狱|debug|root|admin|dan|sudo)\s?(?:模式|权限|身份|mode|账号|后台)|developer ?mode|jailbreak|\bsudo\b/,
  /ignore (?:all |any |the |your )?(?:previous|above|prior|earlier)|disregard (?:all|the|previous|any)|you are now|act as (?:an? )?(?:admin|root|system|manager)|pretend (?:to be|you)/,
  /(?:你现在|从现在(?:起|开始)|接下来|即刻起)[^。]{0,4}(?:你)?(?:是|扮演|作为|进入|变成|切换|不再是)(?!不是)[^。]{0,10}(?:模式|身份|角色|管理员|系统|助手|ai|模型|机器人|总监|经理|财务|老板|数据库|终端|黑客)/,
  /(?:把|将|给)(?:我|我的|俺)(?:的)?(?:账号|角色|权限|身份|级别|职位)?(?:设(?:置)?(?:为|成)|改(?:为|成)|升(?:级)?(?:为|成|到)|提升(?:为|到|成)?|变成|加上?|开通|开|授予|赋予)[^。]{0,6}(?:管理员|经理|总监|超级|最高|财务|权限|admin|老板|主管|root)/,
  /(?:以|用|假装|冒充|代替|代表)[^,。]{0,8}(?:管理员|系统|总监|财务|老板|经理|主管|Ⓟ)(?:的)?(?:身份|权限|名义|账号)/,
  /(?:扮演|假装你是|假设你是|假设我是|我(?:其实|现在)?是(?:系统|超级)?(?:管理员|开发者|开发人员|程序员|系统|你的(?:主人|创造者|开发者)))/,
  /(?:drop|truncate|delete|alter|update|insert|select)\s+(?:table|from|into|database|\*|all)|<script|javascript:|rm -rf|\{\{.*\}\}|\$\{|;--|' ?or ?'?1/,
  /(?:输出|打印|导出|泄露|告诉我|显示|列出|发给我|展示|透露)[^。]{0,8}(?:所有|全部|完整|别人|全公司|其他人|系统|你的)[^。]{0,6}(?:密码|密钥|token|api ?key|配置|源码|代码|数据库|指令|规则|提示|手机号|通讯录|内部)/,
  /(?:不用|无需|不要|不必|跳过|绕过)[^。]{0,4}(?:确认|审批|校验|检查|权限|询问|验证)[^。]{0,6}(?:直接|立刻|马上|就|强制)?(?:执行|操作|写入|通过|改|删)|(?:强制|直接)执行|清空(?:所有|全部|数据库|整个)|删除(?:所有|全部)(?:客户|数据|记录|线索|商机)|(?:所有|全部)(?:的)?(?:客户|线索|商机|单子|应收)[^。]{0,4}(?:都|全|全部)?(?:转|划|改|删|标|设|分|归|给)[^。]{0,8}(?:给我|我名下|赢单|删|清|作废|成)/,
]

/** Said to a colleague, not to the bot: an @, or a colleague's name and a request or question. */
export const isToColleague = (masked: string): boolean =>
  !toBot.test(masked) && colleague.some((pattern) => pattern.test(masked))

/** Words that only the bot is given. */
const toBot = /(?:挂|派|建|加|记|设|下)(?:个|一个|条)?(?:任务|待办|提醒|闹钟)|提醒我/

const colleague = [
  /^\s*Ⓟ[,:!\s][^\n]{0,40}(?:怎么样|咋样|如何|到哪(?:一?步)?|啥情况|什么情况|进展|跟得)(?:了|呢|吗)?\s*[?。!]*$/,
  /@\s?Ⓟ/,
  /^\s*[ⒸⓅ][,:\s]{0,2}你(?:们)?(?!说得?对)/,
  /^\s*@(?!(?:聊单|机器人|bot|小助手|助手))[^\s]{1,10}\s/,
  /^\s*@所有人/,
  /^\s*Ⓟ[,:!\s][^\n]{0,60}(?:[?]|[吗么呢嘛吧呗没不]\s*[。!]*$|发我|交给我|报给我|拿给我|告诉我|回我|给我看|发给我|借我|帮我看|你(?:那|看|觉得|知道|有|手上|认识|今天|明天|在|去|还|啥|什么|昨)|谢谢|辛苦|恭喜|牛|厉害|多谢|救我|等我|一起|吃饭|下班)/,
  /^\s*Ⓟ(?:你)?(?:在吗|在不在|有空吗|吃了吗|忙吗|借|帮我看|来一下|过来|发我|把[^,。]{1,20}(?:发我|给我看|发给我|发群|传我|转我))/,
  /^\s*Ⓟ[^,。]{0,20}[?]\s*$/,
]
