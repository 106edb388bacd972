import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { noBrowser, openBrowser, type Visit, visit } from './browser.ts'
import { faintTexts } from './contrast.ts'
import { type Fixture, startFixture } from './fixture-server.ts'
import { hostile } from './fixtures/world.ts'

describe.skipIf(noBrowser)('the chat page', () => {
  let browser: Browser
  let fixture: Fixture
  let visits: Visit[]

  beforeAll(async () => {
    browser = await openBrowser()
    fixture = await startFixture()
  })
  afterAll(async () => {
    await browser?.close()
    await fixture?.close()
  })
  beforeEach(() => {
    fixture.reset()
    visits = []
  })
  afterEach(async () => {
    for (const { context } of visits) await context.close()
  })

  const open = async (path = '/', look?: Parameters<typeof visit>[2]): Promise<Page> => {
    const opened = await visit(browser, path === 'about:blank' ? path : fixture.url + path, look)
    visits.push(opened)
    return opened.page
  }
  const said = () => fixture.posted.filter(({ path }) => path === '/messages').map(({ body }) => body)
  const box = (page: Page) => page.getByRole('textbox', { name: '输入消息' })

  test('a newcomer lands in the bot chat of a rep, with nothing to complain about', async () => {
    const page = await open()
    await page.waitForSelector('.messages .message')
    expect(page.url()).toContain('#/chat/feishu/E1001/bot')
    expect(await page.locator('.picker-face').textContent()).toContain('李晓雯')
    expect(visits[0]?.complaints).toEqual([])
  })

  test('Enter sends, Shift+Enter makes a line, and the answer follows the dots', async () => {
    const page = await open('/#/chat/feishu/E1001/bot')
    await box(page).fill('公海')
    await box(page).press('Shift+Enter')
    await box(page).pressSequentially('上海')
    await box(page).press('Enter')
    await page.locator('.dots').waitFor()
    await page.locator('.message:not(.mine) .bubble', { hasText: '收到' }).waitFor()
    expect(await page.locator('.dots').count()).toBe(0)
    expect(await page.locator('.mine .bubble', { hasText: '公海' }).count()).toBe(1)
    expect(said()).toEqual([
      { platform: 'feishu', person: 'E1001', chat: 'bot', say: { kind: 'text', text: '公海\n上海' } },
    ])
  })

  test('what the page offers to say fits who says it: their customer, their people, their role', async () => {
    const offered = async (id: string) => {
      const page = await open(`/#/chat/feishu/${id}/bot`)
      await page.waitForSelector('.phrases .chip')
      return `${await page.locator('.phrases').textContent()} ${await page.locator('.guide').textContent()}`
    }
    expect(await offered('E1002')).toContain('拜访 东海水产 谈了报价，周五再联系陆敏')
    expect(await offered('E2001')).toContain('给王建国派任务 明天回访东海水产')
    expect(await offered('E4001')).not.toContain('拜访')
    expect(await offered('E5001')).toContain('团队商机')
  })

  test('who reads further up is told of news, and sees their own words at once', async () => {
    const page = await open('/#/chat/feishu/E1001/bot', { viewport: { width: 1280, height: 420 } })
    await page.waitForSelector('.messages .message')
    const top = "document.querySelector('.messages').scrollTop"
    const fromEnd =
      "(box => box.scrollHeight - box.scrollTop - box.clientHeight)(document.querySelector('.messages'))"
    await page.evaluate(`${top} = 0`)
    await box(page).fill('公海')
    await box(page).press('Enter')
    await expect.poll(() => page.evaluate(fromEnd)).toBeLessThan(80)
    await page.locator('.message:not(.mine) .bubble', { hasText: '收到' }).waitFor()
    await page.evaluate(`${top} = 0`)
    // The page hears of the scrolling with the next frame.
    await page.evaluate('new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))')
    const news = { kind: 'text' as const, text: '早报来了' }
    fixture.push('message', fixture.message('bot', { kind: 'bot', name: '聊单' }, news))
    await page.getByRole('button', { name: '有新消息' }).click()
    await expect.poll(() => page.evaluate(fromEnd)).toBeLessThan(80)
    await expect.poll(() => page.getByRole('button', { name: '有新消息' }).count()).toBe(0)
  })

  test('chips send, or wait in the box to be finished', async () => {
    const page = await open('/#/chat/wecom/E1001/bot')
    await page.getByRole('button', { name: '我的客户', exact: true }).click()
    await expect.poll(() => said().length).toBe(1)
    await page.locator('.chip.fill').first().click()
    expect(await box(page).inputValue()).toContain('拜访 东海水产')
    expect(said()).toHaveLength(1)
  })

  test('a place, a file, a picture, a sticker and the bot menu can be sent', async () => {
    const page = await open('/#/chat/wecom/E1001/bot')
    for (const name of [
      '上海市徐汇区漕溪北路 398 号 汇智大厦',
      '华联超市-报价单.xlsx',
      '图片（名片）',
      '表情',
    ]) {
      await page.getByRole('button', { name: '发图片、文件、位置、表情' }).click()
      await page.getByRole('menuitem', { name }).click()
    }
    await page.getByRole('button', { name: '机器人菜单' }).click()
    await page.getByRole('menuitem', { name: '公海' }).click()
    await expect
      .poll(() => said().map(({ say }) => (say as { kind: string }).kind))
      .toEqual(['location', 'file', 'image', 'sticker', 'menu'])
  })

  test('in a Feishu group the bot is mentioned unless one turns it off, in a WeCom group a line explains', async () => {
    const page = await open('/#/chat/feishu/E1001/east')
    await box(page).fill('排行榜')
    await box(page).press('Enter')
    await page.getByRole('button', { name: '@聊单' }).click()
    await box(page).fill('大家好')
    await box(page).press('Enter')
    await expect
      .poll(() => said().map(({ say }) => say))
      .toEqual([
        { kind: 'text', text: '排行榜', mention: true },
        { kind: 'text', text: '大家好', mention: false },
      ])
    await page.goto(`${fixture.url}/#/chat/wecom/E1001/east`)
    await page.getByText('企业微信的机器人看不到群消息').waitFor()
    expect(await page.getByRole('button', { name: '@聊单' }).count()).toBe(0)
  })

  test('a message that could not be sent says why and can be sent again', async () => {
    const page = await open('/#/chat/feishu/E1001/bot')
    await page.waitForSelector('.message')
    fixture.behaviour.failWith = 503
    await box(page).fill('公海')
    await box(page).press('Enter')
    await page.locator('.failed-line', { hasText: '服务正在重启' }).waitFor()
    fixture.behaviour.failWith = 0
    await page.getByRole('button', { name: '重发' }).click()
    await page.locator('.bubble', { hasText: '收到' }).waitFor()
    expect(await page.locator('.mine .bubble', { hasText: '公海' }).count()).toBe(1)
    expect(await page.locator('.failed-line').count()).toBe(0)
  })

  test('a person is found by department and picked by keyboard', async () => {
    const page = await open('/#/chat/wecom/E1001/bot')
    await page.locator('.picker-face').press('Enter')
    await page.keyboard.type('财务')
    expect(await page.locator('.person').allInnerTexts()).toEqual([expect.stringContaining('何静')])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.url()).toContain('#/chat/wecom/E3001/bot')
    expect(await page.locator('.picker-face').textContent()).toContain('何静')
  })

  test('news in another chat is counted until it is read', async () => {
    const page = await open('/#/chat/feishu/E1001/bot')
    await page.waitForSelector('.message')
    const board = { kind: 'markdown', text: '今日榜单出来了' } as const
    fixture.push('message', fixture.message('wins', { kind: 'bot', name: '聊单' }, board))
    fixture.push('message', fixture.message('wins', { kind: 'bot', name: '聊单' }, board))
    const row = page.locator('.chat', { hasText: '喜报群' })
    await row.getByRole('img', { name: '2 条未读' }).waitFor()
    expect(await row.textContent()).toContain('今日榜单出来了')
    expect(await page.locator('[aria-live=polite].unseen').textContent()).toContain('聊单：今日榜单出来了')
    await row.click()
    await expect.poll(() => row.getByRole('img').count()).toBe(0)
  })

  test('after a lost connection the page comes back by itself and reads what it missed', async () => {
    const page = await open('/#/chat/feishu/E1001/bot')
    await page.waitForSelector('.message')
    fixture.behaviour.messages.feishu.push(
      fixture.message('bot', { kind: 'bot', name: '聊单' }, { kind: 'text', text: '断线时说的' }),
    )
    fixture.dropStreams()
    await page.locator('.strip', { hasText: '正在重连' }).waitFor()
    await page.locator('.bubble', { hasText: '断线时说的' }).waitFor({ timeout: 15_000 })
    expect(await page.locator('.strip').count()).toBe(0)
  })

  test('a recalled message goes away', async () => {
    const page = await open('/#/chat/feishu/E1001/bot')
    await page.locator('[data-id=m1]').waitFor()
    fixture.push('recall', { id: 'm1' })
    await page.locator('[data-id=m1]').waitFor({ state: 'detached' })
  })

  test('the clock shows business time, is busy while it turns, and tells when it cannot', async () => {
    const page = await open('/#/chat/feishu/E1001/bot')
    const clock = page.getByRole('group', { name: '业务时间' })
    await clock.getByText('10月16日 周四').last().waitFor()
    const turned = Promise.withResolvers<void>()
    fixture.behaviour.hold = turned.promise
    await clock.getByRole('button', { name: '+1 小时' }).click()
    await clock.getByText('快进中').waitFor()
    expect(await clock.getByRole('button', { name: '+1 天', exact: true }).isDisabled()).toBe(true)
    turned.resolve()
    await clock.getByText('11:30').last().waitFor()
    fixture.behaviour.failWith = 500
    await clock.getByRole('button', { name: '+10 天' }).click()
    await page.locator('.toast.error', { hasText: '没能快进' }).waitFor()
    expect(fixture.posted.map(({ body }) => body.to)).toEqual(['plus-1h'])
  })

  test('business time passes on the page while nothing happens', async () => {
    const page = await open('about:blank')
    await page.clock.install()
    await page.goto(`${fixture.url}/#/chat/feishu/E1001/bot`)
    const clock = page.getByRole('group', { name: '业务时间' })
    await clock.getByText('10:30').last().waitFor()
    await page.clock.runFor(5.5 * 60_000)
    await clock.getByText('10:35').last().waitFor()
  })

  test('a window of a phone shows the list, then the chat, and the way back', async () => {
    const page = await open('/', { viewport: { width: 390, height: 780 } })
    await page.locator('.chat', { hasText: '聊单' }).waitFor()
    expect(await page.locator('.conversation').isVisible()).toBe(false)
    await page.locator('.chat').first().click()
    await page.locator('.message').first().waitFor()
    expect(await page.locator('.side').isVisible()).toBe(false)
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    const edges = await page
      .locator('.fs-card')
      .evaluateAll((cards) => cards.map((card) => card.getBoundingClientRect().right))
    expect(Math.max(...edges)).toBeLessThanOrEqual(390)
    await page.getByRole('button', { name: '返回' }).click()
    await page.locator('.chat').first().waitFor()
  })

  test('English is chosen by a button and remembered, or by the address', async () => {
    const page = await open()
    await page.getByRole('button', { name: 'English' }).click()
    await page
      .getByText('Two-minute tour')
      .or(page.getByRole('button', { name: '08:30 tomorrow' }))
      .first()
      .waitFor()
    expect(await page.evaluate('document.documentElement.lang')).toBe('en')
    await page.reload()
    await page.getByRole('button', { name: '中文' }).waitFor()
    const other = await open('/?lang=en#/gallery')
    await other.getByRole('heading', { name: 'Card gallery' }).waitFor()
  })

  test('names and messages of strangers stay text', async () => {
    const page = await open('/#/chat/feishu/E9001/bot')
    await page.locator('.picker-face').getByText(hostile).waitFor()
    await page.locator('.bubble', { hasText: hostile }).waitFor()
    expect(await page.evaluate("'hacked' in window")).toBe(false)
  })

  test('without the service the page says so and tries again', async () => {
    fixture.behaviour.failWith = 502
    const page = await open()
    await page.getByRole('alert').getByText('连不上聊单服务').waitFor()
    fixture.behaviour.failWith = 0
    await page.getByRole('button', { name: '重试' }).click()
    await page.locator('.message').first().waitFor()
  })

  test('the gallery filters, shows JSON, darkens and reacts without calling', async () => {
    const page = await open('/#/gallery')
    await page.getByRole('searchbox', { name: '筛选卡片' }).fill('visit')
    expect(await page.locator('.exhibit').count()).toBe(1)
    await page.getByText('显示 JSON').click()
    expect(await page.locator('.exhibit-json').first().textContent()).toContain('"schema": "2.0"')
    await page.getByText('深色', { exact: true }).click()
    const scheme = "getComputedStyle(document.querySelector('.gallery-cards')).colorScheme"
    expect(await page.evaluate(scheme)).toBe('dark')
    await page.getByRole('button', { name: '补充内容' }).click()
    await page.locator('.toast', { hasText: 'visit.edit' }).waitFor()
    expect(fixture.posted).toEqual([])
  })

  test('menus open, move and close by keys, and give the focus back', async () => {
    const page = await open('/#/chat/feishu/E1001/bot')
    const trigger = page.getByRole('button', { name: '机器人菜单' })
    await trigger.press('Enter')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('End')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('帮助')
    await page.keyboard.press('Escape')
    expect(await page.getByRole('menu').count()).toBe(0)
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('机器人菜单')
  })

  test.each([
    ['light', 'feishu'],
    ['dark', 'feishu'],
    ['light', 'wecom'],
    ['dark', 'wecom'],
  ] as const)(
    'in %s every text of the %s chat and of the gallery stands out enough',
    async (colorScheme, platform) => {
      const page = await open(`/#/chat/${platform}/E1001/bot`, { colorScheme })
      await page.waitForSelector('.message')
      expect(await faintTexts(page)).toEqual([])
      await page.goto(`${fixture.url}/#/gallery`)
      await page.waitForSelector('.exhibit')
      expect(await faintTexts(page)).toEqual([])
    },
  )
})
