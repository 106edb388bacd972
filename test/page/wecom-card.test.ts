import { describe, expect, test } from 'vitest'
import { noBrowser } from './browser.ts'
import { cardPage } from './card-page.ts'

describe.skipIf(noBrowser)('WeCom cards on the page', () => {
  const opened = cardPage('wecom', '.wc-card')

  const taps = () =>
    opened.fixture.posted.filter(({ path }) => path === '/actions').map(({ body }) => body.action)

  test('a text notice has all of its parts', async () => {
    const card = opened.page.locator('.wc-card.text_notice')
    const parts = [
      '.wc-source .desc-3',
      '.wc-titles h3',
      '.wc-emphasis strong',
      'a.wc-quote',
      '.wc-sub',
      'dl dt',
      'dl a',
      'a.wc-jump',
      'a.wc-opener',
    ]
    for (const part of parts) expect(await card.locator(part).count(), part).toBeGreaterThan(0)
    expect(await card.textContent()).toContain('已逾期 6 天')
    expect(opened.open.complaints).toEqual([])
  })

  test('the corner menu sends the key of what was chosen', async () => {
    await opened.page.getByRole('button', { name: '更多操作' }).click()
    await opened.page.getByRole('menuitem', { name: '明天再说' }).click()
    await expect.poll(taps).toEqual([{ platform: 'wecom', key: 'later' }])
  })

  test('a news notice shows pictures of this server only', async () => {
    const card = opened.page.locator('.wc-card.news_notice')
    expect(
      await card.locator('img').evaluateAll((images) => images.map((image) => image.getAttribute('src'))),
    ).toEqual(['/sandbox/api/media/chart-1'])
    expect(await card.locator('.wc-thumb.placeholder').count()).toBe(1)
    expect(await card.locator('.wc-verticals').textContent()).toContain('6 家新客户')
  })

  test('a button sends its key with what the selection says', async () => {
    const card = opened.page.locator('.wc-card.button_interaction').first()
    expect(
      await card.locator('.wc-button').evaluateAll((buttons) => buttons.map((button) => button.className)),
    ).toEqual(['wc-button style-1', 'wc-button style-2', 'wc-button style-3', 'wc-button style-4'])
    await card.getByLabel('推进到').selectOption('intent')
    await card.getByRole('button', { name: '领取' }).click()
    await expect
      .poll(taps)
      .toEqual([
        { platform: 'wecom', key: 'claim:3', selected: [{ question: 'stage', options: ['intent'] }] },
      ])
  })

  test('a card whose buttons were replaced says so and takes no tap', async () => {
    const card = opened.page.locator('.wc-card.button_interaction').nth(1)
    expect(await card.locator('button').allInnerTexts()).toEqual(['已领取'])
    expect(await card.locator('button').isDisabled()).toBe(true)
    expect(await card.locator('select').isDisabled()).toBe(true)
  })

  test('a vote sends all that is ticked, and nothing can be sent with nothing ticked', async () => {
    const card = opened.page.locator('.wc-card.vote_interaction')
    await card.getByLabel('打印机').uncheck()
    expect(await card.getByRole('button', { name: '提交' }).isDisabled()).toBe(true)
    await card.getByLabel('会议屏').check()
    await card.getByLabel('碎纸机').check()
    await card.getByRole('button', { name: '提交' }).click()
    await expect.poll(taps).toEqual([
      {
        platform: 'wecom',
        key: 'products:42',
        selected: [{ question: 'products', options: ['screen', 'shredder'] }],
      },
    ])
  })

  test('several selections are sent together', async () => {
    const card = opened.page.locator('.wc-card.multiple_interaction')
    await card.getByLabel('方式').selectOption('call')
    await card.getByLabel('下次联系').selectOption('d5')
    await card.getByRole('button', { name: '保存' }).click()
    await expect.poll(taps).toEqual([
      {
        platform: 'wecom',
        key: 'visit.save:42',
        selected: [
          { question: 'channel', options: ['call'] },
          { question: 'next', options: ['d5'] },
        ],
      },
    ])
  })

  test('markdown has the three colours and names people, texts have links, text cards their lines', async () => {
    const markdown = opened.page.locator('.wecom-markdown')
    expect(await markdown.locator('.wc-info').textContent()).toBe('李晓雯')
    expect(await markdown.locator('.wc-warning').textContent()).toBe('王建国')
    expect(await markdown.locator('.wc-comment').textContent()).toBe('较昨日')
    expect(await markdown.locator('.mention-mark').textContent()).toBe('@王建国')
    expect(await opened.page.locator('.wecom-text a', { hasText: '这里' }).getAttribute('href')).toBe(
      'https://example.com/t',
    )
    expect(await opened.page.locator('.textcard .line-highlight').textContent()).toBe('已逾期 6 天')
    expect(await opened.page.locator('.news .article').count()).toBe(2)
  })
})
