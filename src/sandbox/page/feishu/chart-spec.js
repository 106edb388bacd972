/**
 * What is drawn of a VChart spec.
 * @typedef {Record<string, any>} Json
 * @typedef {{ label: string, value: number, text: string }} Point
 * @typedef {{ name: string, points: Point[] }} Series
 * @typedef {{ shape: 'bars' | 'columns' | 'line' | 'pie', title: string, series: Series[], stacked: boolean,
 *   area: boolean, labels: boolean, hollow: boolean, legend: boolean }} ChartView
 */

/** @param {Json} spec @returns {ChartView | null} `null`: a kind of chart that is not drawn here */
export function readChart(spec) {
  const shape = shapeOf(spec)
  if (!shape) return null
  const pie = shape === 'pie'
  const across = spec.direction === 'horizontal'
  const labelField = pie ? spec.categoryField : across ? spec.yField : spec.xField
  const valueField = pie ? spec.valueField : across ? spec.xField : spec.yField
  const series = seriesOf(
    rowsOf(spec.data),
    { label: first(labelField), value: first(valueField), series: spec.seriesField },
    spec,
  )
  return {
    shape,
    title: String(spec.title?.text ?? ''),
    series,
    stacked: spec.stack === true,
    area: spec.type === 'area',
    labels: spec.label?.visible !== false && (spec.label !== undefined || pie),
    hollow: Number(spec.innerRadius) > 0,
    legend: spec.legends?.visible !== false && (pie || (Boolean(spec.seriesField) && series.length > 1)),
  }
}

/** @param {Json} spec @returns {ChartView['shape'] | null} */
function shapeOf({ type, direction }) {
  if (type === 'bar') return direction === 'horizontal' ? 'bars' : 'columns'
  if (type === 'line' || type === 'area') return 'line'
  return type === 'pie' ? 'pie' : null
}

/** Data is `{ values }` or a list of such. @param {unknown} data @returns {Json[]} */
function rowsOf(data) {
  const values = /** @type {any} */ ([data].flat()[0])?.values
  return Array.isArray(values) ? values : []
}

/** A grouped chart names two fields; the first is the axis. @param {unknown} field */
const first = (field) => String([field].flat()[0] ?? '')

/** @param {Json[]} rows @param {{ label: string, value: string, series: unknown }} fields @param {Json} spec @returns {Series[]} */
function seriesOf(rows, fields, spec) {
  // A series field equal to the category only colours the bars.
  const splits = fields.series && fields.series !== fields.label ? String(fields.series) : null
  const groups = Map.groupBy(rows, (row) => (splits ? String(row[splits]) : ''))
  return [...groups].map(([name, members]) => ({
    name,
    points: members.map((row) => pointOf(row, fields, spec)),
  }))
}

/** @param {Json} row @param {{ label: string, value: string }} fields @param {Json} spec @returns {Point} */
function pointOf(row, fields, spec) {
  const value = Number(row[fields.value])
  return {
    label: String(row[fields.label] ?? ''),
    value: Number.isFinite(value) ? value : 0,
    text: labelText(row, value, spec),
  }
}

/** `label.formatMethod` would be code; `label.style.text`/`formatter` with `{field}` is the JSON way. */
function labelText(/** @type {Json} */ row, /** @type {number} */ value, /** @type {Json} */ spec) {
  const formatter = spec.label?.formatter
  if (typeof formatter === 'string')
    return formatter.replace(/\{(?:label:)?(\w+)(?::[^}]*)?\}/g, (_, field) => String(row[field] ?? ''))
  return new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 2 }).format(
    Number.isFinite(value) ? value : 0,
  )
}
