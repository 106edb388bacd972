import type { Page } from 'playwright-core'

/**
 * Texts of the page that stand out from their background by less than 4.5:1 (3:1 when large), as WCAG 2.2 AA
 * asks (1.4.3). Disabled controls and texts on gradients are left out.
 */
export const faintTexts = (page: Page): Promise<string[]> => page.evaluate(`(${probe.toString()})()`)

// Runs in the page, which has names that Node's types do not know.
function probe(): string[] {
  const { document, getComputedStyle, NodeFilter } = globalThis as Loose
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const rgba = (color: string): number[] => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = color
    canvas.fillRect(0, 0, 1, 1)
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data
    return [r, g, b, a / 255]
  }
  const over = ([r, g, b, a]: number[], under: number[]) =>
    [r, g, b].map((part, i) => (part as number) * (a as number) + (under[i] as number) * (1 - (a as number)))
  const luminance = (color: number[]) => {
    const [r, g, b] = color.map((part) => {
      const share = part / 255
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    }) as [number, number, number]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const backgroundOf = (element: Loose): number[] | null => {
    if (!element) return [255, 255, 255]
    const style = getComputedStyle(element)
    if (style.backgroundImage !== 'none') return null
    const own = rgba(style.backgroundColor)
    if (own[3] === 1) return own.slice(0, 3)
    const under = backgroundOf(element.parentElement)
    return under && over(own, under)
  }
  const faint: string[] = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim()
    const element = walker.currentNode.parentElement
    if (!text || !element.checkVisibility() || element.closest(':disabled, svg, option, .unseen')) continue
    const style = getComputedStyle(element)
    const background = backgroundOf(element)
    if (!background) continue
    const [a, b] = [luminance(over(rgba(style.color), background)), luminance(background)] as [number, number]
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    const large = Number.parseFloat(style.fontSize) >= 24
    if (ratio < (large ? 3 : 4.5)) faint.push(`${ratio.toFixed(2)} ${element.className} ${text.slice(0, 20)}`)
  }
  return faint
}

// biome-ignore lint/suspicious/noExplicitAny: the browser's own objects, whose types are not loaded here
type Loose = any
