import { useEffect, useRef, useState } from 'preact/hooks'
import { html } from '../html.js'
import { t } from '../strings.js'
import { Bars, Columns, Lines, Pie } from './chart-shapes.js'
import { readChart } from './chart-spec.js'

/** @typedef {Record<string, any>} Json */

const ratios = /** @type {Record<string, number>} */ ({ '1:1': 1, '2:1': 2, '4:3': 4 / 3, '16:9': 16 / 9 })
const shapes = /** @type {Record<string, (props: any) => any>} */ ({
  bars: Bars,
  columns: Columns,
  line: Lines,
  pie: Pie,
})

/** The bar, line and pie charts of VChart's vocabulary, drawn plainly. @param {{ element: Json }} props */
export function Chart({ element }) {
  const box = /** @type {{ current: HTMLElement | null }} */ (useRef(null))
  const width = useWidth(box)
  const chart = readChart(element.chart_spec ?? {})
  if (!chart)
    return html`<div class="fs-unknown" role="note">${t('unknownElement')}: <code>chart · ${String(element.chart_spec?.type)}</code></div>`
  const fixed = /^\d+px$/.test(element.height ?? '') ? Number.parseInt(element.height, 10) : undefined
  const height = fixed ?? Math.round(width / (ratios[element.aspect_ratio] ?? 16 / 9))
  const titleHeight = chart.title ? 26 : 0
  return html`
    <figure class="fs-chart" ref=${box} style=${{ height: `${height}px` }}>
      ${chart.title && html`<figcaption>${chart.title}</figcaption>`}
      ${
        width > 0 &&
        html`<svg width=${width} height=${height - titleHeight} role="img" aria-label=${spoken(chart)}>
        <${shapes[chart.shape]} chart=${chart} width=${width} height=${height - titleHeight} />
      </svg>`
      }
    </figure>
  `
}

/** @param {{ current: HTMLElement | null }} box */
function useWidth(box) {
  const [width, setWidth] = useState(0)
  useEffect(() => {
    if (!box.current) return
    const watch = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)))
    watch.observe(box.current)
    return () => watch.disconnect()
  }, [])
  return width
}

/** @param {import('./chart-spec.js').ChartView} chart */
const spoken = (chart) =>
  [
    chart.title,
    ...chart.series.flatMap((series) =>
      series.points.map(({ label, text }) => `${series.name ? `${series.name} ` : ''}${label} ${text}`),
    ),
  ].join(', ')
