import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { Chart } from '../../src/chat/card.ts'
import { chartSvg, drawChart } from '../../src/chat/chart-picture.ts'

const chart: Chart = {
  kind: 'bar',
  title: '三月签约 · 华东区',
  unit: '万元',
  bars: [
    { label: '王喆', value: 128.5 },
    { label: '李<b>玥', value: 0 },
  ],
}

test('a chart becomes a PNG of 900 pixels', async () => {
  const png = Buffer.from(await drawChart(chart))
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  expect(png.readUInt32BE(16)).toBe(900)
})

test('our font draws Chinese: other words make another picture, without any font of the machine', async () => {
  const { Resvg } = await import('@resvg/resvg-js')
  const fontFiles = [new URL('../../src/chat/fonts/liaodan-sans-sc.otf', import.meta.url).pathname]
  const font = { fontFiles, loadSystemFonts: false, defaultFontFamily: 'Liaodan Sans SC' }
  const draw = (words: string) =>
    new Resvg(
      `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><text y="20">${words}</text></svg>`,
      { font },
    )
      .render()
      .asPng()
      .toString('base64')
  expect(draw('王喆')).not.toBe(draw(''))
  expect(draw('王喆')).not.toBe(draw('李玥'))
})

test('names are words in the picture, never markup', async () => {
  const svg = chartSvg(chart)
  expect(svg).toContain('李&lt;b&gt;玥')
})

test('an empty chart can be drawn', async () => {
  expect((await drawChart({ ...chart, bars: [] })).length).toBeGreaterThan(100)
})

test('a process that has drawn a chart ends by itself', async () => {
  const code = `import { drawChart } from './src/chat/chart-picture.ts'
    await drawChart(${JSON.stringify(chart)})`
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { timeout: 15_000 })
  await expect(run).resolves.toMatchObject({ stdout: '' })
})

test('characters that no picture can hold are left out of it', async () => {
  const odd = '\u000b\u0001\ufffe\uffff'
  const bars = [{ label: `王${odd}喆`, value: 1 }]
  const png = await drawChart({ ...chart, title: `三月${odd}`, unit: `万元${odd}`, bars })
  expect(Buffer.from(png).subarray(1, 4).toString()).toBe('PNG')
  const plain = { ...chart, title: '三月', bars: [{ label: '王喆', value: 1 }] }
  expect(Buffer.from(png).equals(Buffer.from(await drawChart(plain)))).toBe(true)
})
