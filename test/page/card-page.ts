import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { openBrowser, type Visit, visit } from './browser.ts'
import { type Fixture, startFixture } from './fixture-server.ts'

/** The chat of one platform with every card of its fixtures, opened anew for each test of a describe. */
export function cardPage(platform: 'feishu' | 'wecom', cardClass: string): Opened {
  const opened = {} as Opened & { browser: Browser }
  beforeAll(async () => {
    opened.browser = await openBrowser()
    opened.fixture = await startFixture()
    opened.open = await visit(opened.browser, 'about:blank')
    opened.page = opened.open.page
  })
  afterAll(async () => {
    await opened.browser?.close()
    await opened.fixture?.close()
  })
  beforeEach(async () => {
    const { fixture, open, page } = opened
    fixture.reset()
    open.complaints.length = 0
    await page.goto('about:blank')
    await page.goto(`${fixture.url}/#/chat/${platform}/E1001/bot`)
    await page.waitForSelector(cardClass)
  })
  return opened
}

type Opened = { fixture: Fixture; open: Visit; page: Page }
