import { html } from '../html.js'

/**
 * @typedef {import('./chart-spec.js').ChartView} ChartView
 * @typedef {{ chart: ChartView, width: number, height: number }} ShapeProps
 */

const font = 12
const series = (/** @type {number} */ index) => `series s${index % 8}`

/** Horizontal bars, first on top. @param {ShapeProps} props */
export function Bars({ chart, width, height }) {
  const points = chart.series.flatMap((one, index) => one.points.map((point) => ({ ...point, index })))
  const gutter = Math.min(width * 0.32, Math.max(...points.map(({ label }) => textWidth(label)), 0) + 10)
  const room = width - gutter - Math.max(...points.map(({ text }) => textWidth(text)), 0) - 14
  const most = Math.max(...points.map(({ value }) => value), 0) || 1
  const step = height / Math.max(1, points.length)
  const thick = Math.min(32, step * 0.58)
  return html`
    <line class="axis" x1=${gutter} y1="0" x2=${gutter} y2=${height} />
    ${points.map((point, row) => {
      const middle = step * (row + 0.5)
      const long = Math.max(0, (point.value / most) * room)
      return html`<g>
        <text class="label" x=${gutter - 8} y=${middle} text-anchor="end" dominant-baseline="central">${fitted(point.label, gutter - 10)}<title>${point.label}</title></text>
        <rect class=${series(point.index)} x=${gutter} y=${middle - thick / 2} width=${long} height=${thick} rx="2" />
        <text class="figure" x=${gutter + long + 6} y=${middle} dominant-baseline="central">${point.text}</text>
      </g>`
    })}
  `
}

/** @param {ShapeProps} props */
export function Columns({ chart, width, height }) {
  const plot = plotOf(chart, width, height)
  const slot = plot.width / Math.max(1, plot.labels.length)
  const thick = Math.min(36, (slot * 0.62) / (chart.stacked ? 1 : chart.series.length))
  return html`
    <${Grid} plot=${plot} slot=${slot} />
    ${plot.labels.map((label, column) => {
      let under = 0
      return chart.series.map((one, index) => {
        const point = one.points.find((found) => found.label === label)
        if (!point) return null
        const tall = plot.scale(point.value)
        const left =
          plot.left +
          slot * (column + 0.5) +
          (chart.stacked ? -thick / 2 : (index - chart.series.length / 2) * thick)
        const top = plot.bottom - tall - under
        if (chart.stacked) under += tall
        return html`<g><rect class=${series(index)} x=${left + 1} y=${top} width=${Math.max(1, thick - 2)} height=${tall} rx="2" />
          ${chart.labels && html`<text class="figure" x=${left + thick / 2} y=${top - 5} text-anchor="middle">${narrowed(point, thick)}</text>`}</g>`
      })
    })}
    ${chart.legend && html`<${Legend} names=${chart.series.map(({ name }) => name)} width=${width} y=${height - 8} />`}
  `
}

/** @param {ShapeProps} props */
export function Lines({ chart, width, height }) {
  const plot = plotOf(chart, width, height)
  const slot = plot.width / Math.max(1, plot.labels.length)
  return html`
    <${Grid} plot=${plot} slot=${slot} />
    ${chart.series.map((one, index) => {
      const spots = one.points.map((point) => ({
        ...point,
        x: plot.left + slot * (plot.labels.indexOf(point.label) + 0.5),
        y: plot.bottom - plot.scale(point.value),
      }))
      const path = spots.map(({ x, y }, at) => `${at ? 'L' : 'M'}${x} ${y}`).join('')
      return html`<g>
        ${chart.area && spots.length > 0 && html`<path class=${`${series(index)} area`} d=${`${path}L${spots.at(-1)?.x} ${plot.bottom}L${spots[0]?.x} ${plot.bottom}Z`} />`}
        <path class=${`${series(index)} stroke`} d=${path} />
        ${spots.map(
          (spot) => html`<circle class=${series(index)} cx=${spot.x} cy=${spot.y} r="3" />
          ${chart.labels && html`<text class="figure" x=${spot.x} y=${spot.y - 8} text-anchor="middle">${spot.text}</text>`}`,
        )}
      </g>`
    })}
    ${chart.legend && html`<${Legend} names=${chart.series.map(({ name }) => name)} width=${width} y=${height - 8} />`}
  `
}

/** @param {ShapeProps} props */
export function Pie({ chart, width, height }) {
  const points = chart.series.flatMap((one) => one.points)
  const whole = points.reduce((sum, { value }) => sum + value, 0) || 1
  const radius = Math.min(width / 2 - 70, (height - 30) / 2 - 16)
  const centre = { x: width / 2, y: (height - 24) / 2 }
  let turned = 0
  return html`
    ${points.map((point, index) => {
      const from = turned
      turned += point.value / whole
      const at = spot(centre, radius + 12, (from + turned) / 2)
      const right = at.x > centre.x
      return html`<g>
        <path class=${series(index)} d=${slice(centre, radius, chart.hollow ? radius * 0.6 : 0, from, turned)} />
        ${chart.labels && html`<text class="figure" x=${at.x} y=${at.y} text-anchor=${right ? 'start' : 'end'} dominant-baseline="central">${point.text}</text>`}
      </g>`
    })}
    ${chart.legend && html`<${Legend} names=${points.map(({ label }) => label)} width=${width} y=${height - 10} />`}
  `
}

/** @param {{ plot: ReturnType<typeof plotOf>, slot: number }} props */
const Grid = ({ plot, slot }) => html`
  ${plot.ticks.map((tick) => {
    const y = plot.bottom - plot.scale(tick)
    return html`<line class="grid" x1=${plot.left} y1=${y} x2=${plot.left + plot.width} y2=${y} />
      <text class="label" x=${plot.left - 6} y=${y} text-anchor="end" dominant-baseline="central">${compact(tick)}</text>`
  })}
  ${plot.labels.map((label, index) => html`<text class="label" x=${plot.left + slot * (index + 0.5)} y=${plot.bottom + 16} text-anchor="middle">${fitted(label, slot - 2)}<title>${label}</title></text>`)}
`

/** @param {{ names: string[], width: number, y: number }} props */
function Legend({ names, width, y }) {
  const widths = names.map((name) => textWidth(name) + 28)
  let x = Math.max(0, (width - widths.reduce((sum, one) => sum + one, 0)) / 2)
  return html`${names.map((name, index) => {
    const left = x
    x += widths[index] ?? 0
    return html`<g><rect class=${series(index)} x=${left} y=${y - 9} width="10" height="10" rx="2" /><text class="label" x=${left + 15} y=${y}>${name}</text></g>`
  })}`
}

/** The area between the axes and how values become heights. @param {ChartView} chart @param {number} width @param {number} height */
function plotOf(chart, width, height) {
  const labels = [...new Set(chart.series.flatMap((one) => one.points.map(({ label }) => label)))]
  const most = chart.stacked
    ? Math.max(
        ...labels.map((label) =>
          chart.series.reduce(
            (sum, one) => sum + (one.points.find((point) => point.label === label)?.value ?? 0),
            0,
          ),
        ),
        0,
      )
    : Math.max(...chart.series.flatMap((one) => one.points.map(({ value }) => value)), 0)
  const ticks = ticksTo(most)
  const left = Math.max(...ticks.map((tick) => textWidth(compact(tick)))) + 10
  const bottom = height - 24 - (chart.legend ? 22 : 0)
  const top = chart.labels ? 20 : 8
  const highest = ticks.at(-1) || 1
  return {
    labels,
    ticks,
    left,
    bottom,
    width: width - left - 4,
    scale: (/** @type {number} */ value) => (Math.max(0, value) / highest) * (bottom - top),
  }
}

/** Four or so round steps from 0 to just above the most. @param {number} most */
function ticksTo(most) {
  const rough = (most || 1) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 2.5, 5, 10].find((unit) => unit * power >= rough) ?? 10) * power
  return Array.from({ length: Math.ceil((most || 1) / step) + 1 }, (_, index) => index * step)
}

/** A figure beside other bars is shortened when it would run into them. @param {import('./chart-spec.js').Point} point @param {number} room */
const narrowed = (point, room) => (textWidth(point.text) > room * 1.25 ? compact(point.value) : point.text)

/** @param {number} value */
const compact = (value) => (value >= 10_000 ? `${+(value / 10_000).toFixed(1)}万` : String(+value.toFixed(2)))

/** @param {{ x: number, y: number }} centre @param {number} radius @param {number} turn 0–1, from the top, clockwise */
const spot = (centre, radius, turn) => ({
  x: centre.x + radius * Math.sin(turn * 2 * Math.PI),
  y: centre.y - radius * Math.cos(turn * 2 * Math.PI),
})

/** @param {{ x: number, y: number }} centre @param {number} outer @param {number} inner @param {number} from @param {number} to */
function slice(centre, outer, inner, from, to) {
  // An arc cannot end where it starts.
  const end = Math.min(to, from + 0.9999)
  const large = end - from > 0.5 ? 1 : 0
  const [a, b, c, d] = [
    spot(centre, outer, from),
    spot(centre, outer, end),
    spot(centre, inner, end),
    spot(centre, inner, from),
  ]
  return `M${a.x} ${a.y}A${outer} ${outer} 0 ${large} 1 ${b.x} ${b.y}L${c.x} ${c.y}${inner ? `A${inner} ${inner} 0 ${large} 0 ${d.x} ${d.y}` : ''}Z`
}

/** Close enough without measuring: Chinese characters are square, the rest about half as wide. */
const textWidth = (/** @type {string} */ text) =>
  [...text].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 255 ? font : font * 0.58), 0)

/** @param {string} text @param {number} room */
function fitted(text, room) {
  if (textWidth(text) <= room) return text
  const letters = [...text]
  while (letters.length > 1 && textWidth(`${letters.join('')}…`) > room) letters.pop()
  return `${letters.join('')}…`
}
