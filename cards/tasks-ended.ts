import { bold, button, buttons, type Card, list, note } from '../src/chat/card.ts'

/** Told to who gave tasks that ended with an account: it is in the pool again. */
export const tasksEnded = (view: TasksEndedView): Card => ({
  title: view.rows.length === 1 ? '你派的任务没人做了' : `你派的 ${view.rows.length} 件任务没人做了`,
  tone: 'warning',
  summary: `${view.rows[0]?.account} 回公海了，任务已取消：${view.rows[0]?.title}`,
  blocks: [
    list(
      view.rows.slice(0, 6).map(({ title, account, assignee }) => ({
        title: [bold(title)],
        detail: `${assignee} · ${account} 已回公海`,
      })),
    ),
    note('客户回了公海，任务就取消了。还要做的话，等有人领了再派一次，或者派给别人。'),
    buttons(button('公海', 'say', { sentence: '公海' })),
  ],
})

export type TasksEndedView = { rows: { title: string; account: string; assignee: string }[] }
