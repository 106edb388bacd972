/** Every text of the page itself. What is in messages and cards comes from the service and is shown as it is. */
const texts = {
  product: ['聊单', 'Liaodan'],
  sandbox: ['沙盒', 'Sandbox'],
  chat: ['聊天', 'Chat'],
  gallery: ['卡片库', 'Card gallery'],
  platform: ['平台', 'Platform'],
  feishu: ['飞书', 'Feishu'],
  wecom: ['企业微信', 'WeCom'],
  switchLanguage: ['English', '中文'],
  theme: ['外观', 'Appearance'],
  themeAuto: ['跟随系统', 'Match system'],
  themeLight: ['浅色', 'Light'],
  themeDark: ['深色', 'Dark'],
  skip: ['跳到对话', 'Skip to the conversation'],

  changePerson: ['换一个人', 'Change person'],
  searchPeople: ['搜姓名、职务、部门', 'Search name, title, department'],
  nobodyFound: ['没有找到「{0}」，换个词试试。', 'Nobody matches "{0}". Try another word.'],
  rep: ['销售', 'Sales reps'],
  manager: ['销售主管', 'Sales managers'],
  director: ['总监', 'Directors'],
  finance: ['财务', 'Finance'],
  operations: ['销售运营', 'Sales operations'],
  marketing: ['市场', 'Marketing'],
  success: ['客户成功', 'Customer success'],
  admin: ['管理员', 'Administrators'],
  others: ['其他', 'Others'],

  chats: ['会话', 'Chats'],
  noChats: ['还没有会话。先给机器人发一句「帮助」。', 'No chats yet. Say 帮助 to the bot first.'],
  groupOf: ['{0} 人', '{0} people'],
  bot: ['机器人', 'Bot'],
  botApp: ['应用', 'App'],
  unread: ['{0} 条未读', '{0} unread'],
  unreadSome: ['有未读', 'Unread'],
  back: ['返回', 'Back'],
  pickChat: ['选一个会话开始', 'Pick a chat to start'],
  emptyBotTitle: ['跟聊单说第一句话', 'Say the first words to Liaodan'],
  emptyBot: [
    '直接打字，就像跟同事说话一样。不知道说什么？从这里挑一句：',
    'Just type, as to a colleague. Not sure what? Pick one:',
  ],
  emptyGroup: [
    '群里还没有消息。日榜、喜报和待领线索会发到这里。',
    'Nothing here yet. Leaderboards, wins and open leads are posted to this group.',
  ],
  emptyGroupTry: ['快进到 18:00 看看今天的榜单', "Fast-forward to 18:00 to see today's leaderboard"],
  messages: ['消息', 'Messages'],
  newMessages: ['有新消息', 'New messages'],
  today: ['今天', 'Today'],
  typing: ['正在回复…', 'is replying…'],
  slow: [
    '还没有回复。可以再等等，或看看服务的日志。',
    "No answer yet. Wait a little, or look at the service's log.",
  ],
  failed: ['没有发出去：{0}', 'Not sent: {0}'],
  retry: ['重发', 'Send again'],
  reload: ['重试', 'Try again'],
  lost: ['连接断开了，正在重连…', 'Connection lost, reconnecting…'],
  down: ['连不上聊单服务', 'Cannot reach the Liaodan service'],
  downHint: ['确认 npm start 还在运行，然后重试。', 'Check that npm start is still running, then try again.'],
  couldNotLoad: ['没有读到内容：{0}', 'Could not load: {0}'],
  saysNew: ['{0}：{1}', '{0}: {1}'],
  you: ['我', 'Me'],

  compose: ['输入消息', 'Message'],
  composeTo: ['发给 {0}', 'Message {0}'],
  send: ['发送', 'Send'],
  sendHint: ['Enter 发送，Shift+Enter 换行', 'Enter to send, Shift+Enter for a new line'],
  attach: ['发图片、文件、位置、表情', 'Send a picture, file, location or sticker'],
  picture: ['图片（名片）', 'Picture (a business card)'],
  file: ['文件', 'File'],
  location: ['位置', 'Location'],
  sticker: ['表情', 'Sticker'],
  botMenu: ['机器人菜单', 'Bot menu'],
  mentionHint: ['飞书群里要 @ 机器人它才会回', 'In Feishu groups the bot answers when mentioned'],
  wecomGroupHint: [
    '企业微信的机器人看不到群消息，有事请到单聊里找它。',
    'WeCom bots do not see group messages. Talk to it in its own chat.',
  ],
  quickPhrases: ['快捷短语', 'Quick phrases'],

  businessTime: ['业务时间', 'Business time'],
  clockHint: [
    '快进会触发提醒、榜单、催款和掉公海',
    'Fast-forwarding fires reminders, boards, dunning and lead recycling',
  ],
  plusHour: ['+1 小时', '+1 h'],
  today18: ['到今天 18:00', 'To 18:00 today'],
  tomorrow830: ['明早 08:30', '08:30 tomorrow'],
  plusDay: ['+1 天', '+1 day'],
  plusTenDays: ['+10 天', '+10 days'],
  forwarding: ['快进中…', 'Fast-forwarding…'],
  clockFailed: ['没能快进：{0}', 'Could not fast-forward: {0}'],
  openClock: ['调整时间', 'Change the time'],

  confirm: ['确定', 'Confirm'],
  cancel: ['取消', 'Cancel'],
  more: ['更多', 'More'],
  pleaseFill: ['请填写这一项', 'Please fill this in'],
  pleaseChoose: ['请选择', 'Please choose'],
  formIncomplete: ['还有必填项没填', 'Some required fields are empty'],
  submitted: ['已提交', 'Submitted'],
  details: ['查看详情', 'Details'],
  previousPage: ['上一页', 'Previous page'],
  nextPage: ['下一页', 'Next page'],
  noRows: ['没有数据', 'No rows'],
  unknownElement: ['这里还不会显示的元素', 'Element that this page cannot show'],
  unknownMessage: ['这里还不会显示的消息', 'Message that this page cannot show'],
  picturePlace: ['图片', 'Picture'],
  opensOutside: ['会在 {0} 里打开：{1}', '{0} would open {1}'],
  member: ['成员', 'member'],
  everyone: ['所有人', 'everyone'],
  tapFailed: ['没有成功：{0}', 'That failed: {0}'],

  galleryLead: [
    '聊单发的每一张卡片，两个平台并排看。按钮可以点，但不会真的提交。',
    'Every card Liaodan sends, on both platforms. Buttons react here but call nothing.',
  ],
  filterCards: ['筛选卡片', 'Filter cards'],
  showJson: ['显示 JSON', 'Show JSON'],
  darkCards: ['深色', 'Dark'],
  wecomDirect: ['企业微信 · 单聊', 'WeCom · direct'],
  wecomGroup: ['企业微信 · 群', 'WeCom · group'],
  feishuBoth: ['飞书', 'Feishu'],
  noCards: ['没有叫「{0}」的卡片。', 'No card is called "{0}".'],
  noCardsYet: ['这里还没有卡片。', 'There are no cards here yet.'],
  noneHere: ['这里不发', 'Not sent here'],
  cardCount: ['{0} 张', '{0} cards'],
  wouldSend: ['会回传：{0}', 'Would send: {0}'],

  guide: ['两分钟上手', 'Two-minute tour'],
  guideHide: ['收起', 'Hide'],
  guideShow: ['两分钟上手', 'Two-minute tour'],
}

/** @typedef {keyof typeof texts} Key */
/** @typedef {'zh' | 'en'} Language */

const storageKey = 'liaodan.language'

/** @type {Language} */
let current = 'zh'

export const language = () => current

/** `?lang=` wins, then what was chosen before, then Chinese. */
export function startLanguage() {
  const asked = new URLSearchParams(location.search).get('lang') ?? localStorage.getItem(storageKey)
  useLanguage(asked?.startsWith('en') ? 'en' : 'zh')
}

/** @param {Language} next */
export function useLanguage(next) {
  current = next
  localStorage.setItem(storageKey, next)
  document.documentElement.lang = next === 'en' ? 'en' : 'zh-CN'
  document.title = t('product')
}

/**
 * The text in the reader's language, with `{0}`, `{1}` … filled in.
 * @param {Key} key
 * @param {...(string | number)} values
 */
export function t(key, ...values) {
  const [chinese, english] = texts[key]
  const text = /** @type {string} */ (current === 'en' ? english : chinese)
  return text.replace(/\{(\d)\}/g, (_, index) => String(values[Number(index)]))
}

/** @param {string} key @returns {key is Key} */
export const isKey = (key) => Object.hasOwn(texts, key)
