import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
)

/** Where there is no browser the page's tests are skipped, and this line says so. */
export const noBrowser = executablePath === undefined
if (noBrowser)
  console.warn('The chat page is NOT tested: no chromium at /usr/bin/chromium (apt-get install chromium)')

/** One browser per test file; each page has a context, and so a memory, of its own. */
export function openBrowser(): Promise<Browser> {
  const quiet = [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
  ]
  return chromium.launch({
    ...(executablePath && { executablePath }),
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', ...quiet],
  })
}

export type Visit = { page: Page; complaints: string[]; context: BrowserContext }

/** Opens an address of the page; `complaints` gathers what the browser complains about, policy breaches included. */
export async function visit(
  browser: Browser,
  url: string,
  look: Parameters<Browser['newContext']>[0] = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'zh-CN',
    ...look,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (line) => {
    if (line.type() === 'error') complaints.push(line.text())
  })
  await page.goto(url)
  return { page, complaints, context }
}
