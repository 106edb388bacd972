/** The same path with capitals, each part and the whole, and with letters as `%xx`. */
export function otherwise(path: string): string[] {
  const parts = path.split('/')
  const capitals = parts.map((_, at) =>
    parts.map((part, n) => (n === at ? part.toUpperCase() : part)).join('/'),
  )
  const encoded = path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`)
  return [...new Set([...capitals, path.toUpperCase(), encoded])].filter((one) => one !== path)
}
