import type { Arguments, Intent, Question, Ref } from './understanding.ts'

/** The one question for what is missing or fits several records. */
export function ask(intent: Intent, about: keyof Arguments, candidates: Ref[] = [], said = ''): Question {
  if (candidates.length > 1) return { about, text: `${said ? `「${said}」` : ''}是指哪一个？`, candidates }
  const [only] = candidates
  if (only && about === 'assignee') return { about, text: `「${said}」是${only.name}吗？`, candidates }
  const text = texts[`${intent}.${about}`] ?? texts[about] ?? '还差一点：具体是哪个？'
  const unknown = said && unknowns.has(about) ? `没找到「${said}」。` : ''
  return { about, text: unknown + text, candidates }
}

const unknowns = new Set<keyof Arguments>(['account', 'target', 'contact', 'assignee'])

const texts: Record<string, string> = {
  account: '这是哪个客户？说个简称就行。',
  target: '是哪一个？说个名字就行。',
  'claim.target': '要领哪一条？发名称，或者发「公海」看看有哪些。',
  'release.account': '要退回哪个客户？说个简称就行。',
  'convert_lead.target': '哪条线索要转成客户？',
  'advance_stage.target': '推进哪个商机？说客户或商机名就行。',
  'advance_stage.stage': '推进到哪个阶段？',
  'win.target': '赢的是哪个商机？',
  'lose.target': '输的是哪个商机？',
  'record_payment.account': '这笔钱是哪个客户回的？',
  'record_payment.amount': '到账多少？比如「3万」，外币折成人民币。',
  'promise_payment.dueOn': '客户答应哪天付？',
  'promise_payment.account': '是哪个客户答应付款？',
  'create_task.title': '要提醒什么事？',
  'complete_task.target': '哪个任务完成了？',
  'create_lead.company': '是哪家公司？发个公司名就行。',
  'create_opportunity.account': '这个商机是哪个客户的？',
  content: '聊得怎么样？说一句就行。',
  contact: '是哪一位联系人？',
  assignee: '派给谁？',
}
