import { describe, expect, test } from 'vitest'
import { noBrowser } from './browser.ts'
import { cardPage } from './card-page.ts'
import { everyElement, visitLogged } from './fixtures/feishu-cards.ts'

describe.skipIf(noBrowser)('Feishu cards on the page', () => {
  const opened = cardPage('feishu', '.fs-card')

  const card = (title: string) =>
    opened.page.locator('.fs-card', { has: opened.page.locator('.fs-title', { hasText: title }) })
  const taps = () =>
    opened.fixture.posted.filter(({ path }) => path === '/actions').map(({ body }) => body.action)

  test('a card has its header colour, subtitle, tags and icon', async () => {
    const header = card('已记下拜访').locator('.fs-header')
    expect(await header.getAttribute('class')).toContain('c-green')
    expect(await header.textContent()).toContain('华联超市 · 今天 10:12')
    expect(await header.locator('.text-tag').allInnerTexts()).toEqual(['重点客户', '方案报价'])
    expect(await header.locator('svg').count()).toBe(1)
  })

  test('every element is drawn, and an unknown one is named', async () => {
    const all = card('所有元素')
    const parts = [
      '.markdown h1, .markdown .h1',
      'ul ul',
      'ol',
      'blockquote',
      '.markdown table',
      'del',
      'code',
      '.text-tag.c-red',
      '.fs-table',
      '.fs-chart svg',
      '.fs-columns',
      '.backed',
      '.fs-image img',
      '.fs-person',
      '.fs-panel',
      '.fs-area',
      '.fs-select select',
      'input.fs-control',
      '.fs-checker',
      '.fs-button.laser',
      '.fs-button:disabled',
      '.fs-icon',
    ]
    for (const part of parts) expect(await all.locator(part).count(), part).toBeGreaterThan(0)
    expect(await all.locator('.fs-unknown').allInnerTexts()).toEqual([
      expect.stringContaining('sankey'),
      expect.stringContaining('hologram'),
    ])
    expect(opened.open.complaints).toEqual([])
  })

  test('markdown shows colours, mentions by name, links that open outside, and entities as characters', async () => {
    const logged = card('已记下拜访')
    expect(await logged.locator('.ink.c-red').textContent()).toBe('价格还要再谈')
    expect(await logged.locator('.mention-mark').textContent()).toBe('@王建国')
    expect(await logged.locator('a.link').getAttribute('rel')).toBe('noopener noreferrer')
    expect(await card('所有元素').textContent()).toContain('字面的 **不加粗** <b> <b>标签</b>')
  })

  test('markup and scripts in a card stay text', async () => {
    const all = card('所有元素')
    expect(await all.textContent()).toContain('<script>window.hacked=1</script>')
    expect(await all.textContent()).toContain('<img src=x onerror="window.hacked=1">')
    expect(await all.locator('a', { hasText: '坏链接' }).count()).toBe(0)
    expect(await opened.page.evaluate("'hacked' in window")).toBe(false)
  })

  test('a table formats figures, names people and turns its pages', async () => {
    const table = card('所有元素').locator('.fs-table')
    expect(await table.locator('tbody tr').first().textContent()).toContain('¥12,345.50')
    expect(await table.locator('tbody tr').first().textContent()).toContain('王建国')
    await table.getByRole('button', { name: '下一页' }).click()
    expect(await table.locator('tbody tr').count()).toBe(2)
    expect(await table.textContent()).toContain('2 / 2')
  })

  test('charts are read out with their figures', async () => {
    const names = await card('所有元素')
      .locator('.fs-chart svg')
      .evaluateAll((charts) => charts.map((chart) => chart.getAttribute('aria-label')))
    expect(names).toEqual([
      expect.stringContaining('五 21'),
      expect.stringContaining('回款 华东 420,000'),
      expect.stringContaining('官网 45'),
    ])
  })

  test('a tap sends the value of the button, is busy until the answer, and shows the toast', async () => {
    const answer = Promise.withResolvers<void>()
    opened.fixture.behaviour.hold = answer.promise
    opened.fixture.behaviour.toast = { type: 'success', content: '可以补充了' }
    const button = card('已记下拜访').getByRole('button', { name: '补充内容' })
    await button.click()
    await expect.poll(() => button.getAttribute('aria-busy')).toBe('true')
    await button.click()
    answer.resolve()
    await opened.page.locator('.toast.success', { hasText: '可以补充了' }).waitFor()
    expect(await button.getAttribute('aria-busy')).toBe('false')
    expect(taps()).toEqual([{ platform: 'feishu', tag: 'button', value: { act: 'visit.edit', id: '42' } }])
  })

  test('a button with a question acts only after a yes', async () => {
    const button = card('已记下拜访').getByRole('button', { name: '撤销' })
    await button.click()
    await opened.page
      .locator('dialog', { hasText: '撤销这次拜访？' })
      .getByRole('button', { name: '取消' })
      .click()
    expect(taps()).toEqual([])
    await button.click()
    await opened.page.locator('dialog').getByRole('button', { name: '确定' }).click()
    await expect.poll(taps).toEqual([{ platform: 'feishu', tag: 'button', value: { act: 'undo', id: '42' } }])
  })

  test('selections, the overflow menu, inputs and checkers call back outside of forms', async () => {
    const all = card('所有元素')
    await all.locator('.fs-select select').selectOption('negotiation')
    await expect.poll(() => taps().length).toBe(1)
    await all.getByPlaceholder('回车就发').fill('明天带样机')
    await all.getByPlaceholder('回车就发').press('Enter')
    await expect.poll(() => taps().length).toBe(2)
    await all.getByLabel('完成：给张总发报价').check()
    await expect.poll(() => taps().length).toBe(3)
    await card('已记下拜访').getByRole('button', { name: '更多' }).click()
    await opened.page.getByRole('menuitem', { name: '改成会议' }).click()
    await expect.poll(() => taps().length).toBe(4)
    expect(taps()).toEqual([
      {
        platform: 'feishu',
        tag: 'select_static',
        value: { act: 'deal.advance', id: '3' },
        option: 'negotiation',
      },
      {
        platform: 'feishu',
        tag: 'input',
        name: 'quick',
        value: { act: 'note.add' },
        inputValue: '明天带样机',
      },
      { platform: 'feishu', tag: 'checker', value: { act: 'task.done', id: '5' }, checked: true },
      { platform: 'feishu', tag: 'overflow', value: { act: 'visit.channel' }, option: 'meeting' },
    ])
  })

  test('a form without its required fields says so and sends nothing', async () => {
    const form = card('补充跟进')
    await form.getByRole('button', { name: '保存' }).click()
    expect(await form.locator('.fs-error').count()).toBe(2)
    expect(await opened.page.evaluate('document.activeElement.tagName')).toBe('TEXTAREA')
    await opened.page.locator('.toast.warning').waitFor()
    expect(taps()).toEqual([])
  })

  test('a form sends all of its fields in the words of the platform', async () => {
    const form = card('补充跟进')
    await form.getByPlaceholder('一句话就好').fill('谈了报价')
    await form.locator('select').selectOption('visit')
    await form.getByRole('button', { name: '谈到的产品' }).click()
    await form.getByLabel('打印机').check()
    await form.getByLabel('会议屏').check()
    await opened.page.keyboard.press('Escape')
    await form.locator('input[type=date]').fill('2025-10-17')
    await form.getByRole('button', { name: '保存' }).click()
    await expect.poll(taps).toEqual([
      {
        platform: 'feishu',
        tag: 'button',
        name: 'save',
        value: { act: 'visit.save', id: '42' },
        formValue: {
          content: '谈了报价',
          contact: '张总',
          channel: 'visit',
          products: ['printer', 'screen'],
          next_on: '2025-10-17 +0800',
          next_time: '09:30 +0800',
          meet_at: '2025-10-20 14:00 +0800',
          remind: true,
        },
      },
    ])
  })

  test('reset brings back what the form started with', async () => {
    const form = card('补充跟进')
    await form.getByLabel('联系人').fill('李总')
    await form.getByRole('button', { name: '重填' }).click()
    expect(await form.getByLabel('联系人').inputValue()).toBe('张总')
  })

  test('an update changes the card in its place', async () => {
    const message = opened.page.locator('.message', { has: card('已记下拜访') })
    const id = (await message.getAttribute('data-id')) as string
    const before = opened.fixture.behaviour.messages.feishu.find((view) => view.id === id)
    opened.fixture.push('update', {
      ...before,
      body: {
        kind: 'feishu-card',
        card: {
          ...visitLogged,
          header: {
            ...visitLogged.header,
            title: { tag: 'plain_text', content: '已撤销' },
            template: 'grey',
          },
        },
      },
    })
    await opened.page.locator(`[data-id="${id}"] .fs-header.c-grey`, { hasText: '已撤销' }).waitFor()
    expect(await opened.page.locator(`[data-id="${id}"]`).count()).toBe(1)
  })

  test('what is typed into a card survives the arrival of other messages', async () => {
    await card('补充跟进').getByPlaceholder('一句话就好').fill('写到一半')
    opened.fixture.push(
      'message',
      opened.fixture.message('bot', { kind: 'bot', name: '聊单' }, { kind: 'text', text: '打断一下' }),
    )
    await opened.page.locator('.bubble', { hasText: '打断一下' }).waitFor()
    expect(await card('补充跟进').getByPlaceholder('一句话就好').inputValue()).toBe('写到一半')
  })

  test('an address of the app is named instead of followed, a panel unfolds, an area is tapped by key', async () => {
    const all = card('所有元素')
    await all.getByText('打开网页').click()
    await opened.page.locator('.toast', { hasText: 'lark://client/x' }).waitFor()
    await all.getByRole('button', { name: '展开看历史跟进' }).click()
    await all.getByText('10月9日 电话：约了周五拜访').waitFor()
    await all.locator('.fs-area').press('Enter')
    await expect
      .poll(taps)
      .toEqual([
        { platform: 'feishu', tag: 'interactive_container', value: { act: 'account.show', id: '9' } },
      ])
    expect(everyElement.body.elements.length).toBeGreaterThan(15)
  })
})
