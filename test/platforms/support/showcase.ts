import {
  bold,
  button,
  buttons,
  type Card,
  choice,
  divider,
  fields,
  form,
  list,
  note,
  table,
  text,
  toned,
} from '../../../src/chat/card.ts'

/** A card with every kind of block. */
export const showcase: Card = {
  title: '华联超市',
  tone: 'warning',
  tags: [{ text: 'A 级' }, { text: '快掉公海', tone: 'danger' }],
  summary: '华联超市 3 天后掉公海',
  blocks: [
    text('上次拜访是 8 天前。'),
    text(['最大的一单 ', bold('冷柜 20 台'), ' 还差 ', toned('danger', '¥36,000'), ' 没谈拢']),
    fields([
      ['负责人', '李雷'],
      ['联系人', [bold('张总'), ' 138****0000']],
      ['下一步', '周五送样，顺便把二期的排期和安装队一起定下来'],
      ['竞品', null],
    ]),
    list(
      [
        {
          title: '送样品',
          detail: '周五 18:00 · 李雷',
          button: button('完成', 'task.done', { taskId: 't1' }),
        },
        {
          title: [bold('催合同'), ' 已逾期 2 天'],
          detail: [toned('danger', '昨天 18:00')],
          button: button('完成', 'task.done', { taskId: 't2' }),
        },
      ],
      { numbered: true },
    ),
    list([{ title: '3 月 1 日 拜访：谈了报价' }, { title: '2 月 20 日 电话：约下周' }]),
    table(
      [
        { key: 'rank', label: '名次', kind: 'number' },
        { key: 'name', label: '姓名' },
        { key: 'amount', label: '签约', kind: 'money' },
      ],
      [
        { rank: 1, name: '李雷', amount: '320000' },
        { rank: 2, name: '韩梅梅', amount: '128000.50' },
      ],
    ),
    {
      kind: 'chart',
      chart: {
        kind: 'bar',
        title: '本周签约',
        unit: '万元',
        bars: [
          { label: '李雷', value: 32 },
          { label: '韩梅梅', value: 12.8 },
        ],
      },
    },
    choice(
      'stage',
      '推进到',
      [
        { label: '方案报价', value: 'quote' },
        { label: '商务谈判', value: 'negotiate' },
      ],
      { act: 'deal.advance', args: { dealId: 'd1' } },
      'negotiate',
    ),
    form(
      'more',
      [
        {
          kind: 'text',
          name: 'amount',
          label: '金额',
          required: true,
          placeholder: '比如 3万',
          maxLength: 20,
        },
        { kind: 'paragraph', name: 'content', label: '聊了什么' },
        {
          kind: 'select',
          name: 'channel',
          label: '方式',
          required: true,
          options: [
            { label: '拜访', value: 'visit' },
            { label: '电话', value: 'call' },
          ],
          initial: 'visit',
        },
        { kind: 'date', name: 'nextOn', label: '下次联系', initial: '2026-03-06' },
        { kind: 'datetime', name: 'at', label: '提醒', initial: '2026-03-06 09:30' },
      ],
      button('记下来', 'visit.more', { visit: 'v1' }),
      button('补充', 'visit.ask-more', { visit: 'v1' }),
    ),
    divider(),
    buttons(
      button('看客户', 'account.show', { account: 'a1' }, { style: 'primary' }),
      button(
        '退回公海',
        'account.release',
        { account: 'a1' },
        { style: 'danger', confirm: '退回后别人可以领走，确定吗？' },
      ),
      { label: '地图', url: 'https://map.example/a1' },
    ),
    note('3 天内再跟进一次就不会掉。'),
  ],
}

/** What a rep sees most: short, with something to tap. */
export const shortCard: Card = {
  title: '已记录：华联超市',
  tone: 'success',
  tags: [{ text: '拜访' }],
  blocks: [
    text('谈了报价'),
    fields([
      ['联系人', '张总'],
      ['下一步', [bold('周五'), ' 送样']],
    ]),
    buttons(
      button('看客户', 'account.show', { account: 'a1' }),
      button('撤销', 'undo', { of: 'i1' }, { style: 'danger' }),
    ),
  ],
}

export const quietCard: Card = {
  title: '李雷已领取',
  tone: 'success',
  blocks: [text('华联超市 由李雷在 10:02 领取'), fields([['来源', '官网']])],
}

export const questionCard: Card = {
  title: '是哪个客户？',
  tone: 'info',
  blocks: [
    list(
      ['华联超市', '华联商厦'].map((title, index) => ({
        title,
        button: button('选这个', 'answer', { about: 'account', value: `a${index}` }),
      })),
      { numbered: true },
    ),
    note('点一下，或者回复序号、名字。'),
  ],
}

export const poolCard: Card = {
  title: '公海里有 14 条线索',
  blocks: [
    list(
      Array.from({ length: 14 }, (_, index) => ({
        title: `${['华联超市', '永辉便利', '大润发生鲜'][index % 3]} ${index + 1} 店`,
        detail: '上海 · 官网 · 2 天前',
        button: button('领取', 'lead.claim', { leadId: `lead-${index + 1}` }),
      })),
    ),
    buttons(button('下一页', 'pool.page', { page: '2' })),
  ],
}
