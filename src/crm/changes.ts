/** What of the wanted is different: as it was, and as it shall be. Undefined is not wanted. `null` where nothing is. */
export function changesOf<W extends object>(row: Was<W>, wanted: W): Changes<W> | null {
  const names = (Object.keys(wanted) as (keyof W)[]).filter(
    (name) => wanted[name] !== undefined && JSON.stringify(wanted[name]) !== JSON.stringify(row[name]),
  )
  if (names.length === 0) return null
  const of = (values: Was<W>) => Object.fromEntries(names.map((name) => [name, values[name]])) as Partial<W>
  return { before: of(row), after: of(wanted) }
}

type Was<W> = { [Name in keyof W]?: unknown }
export type Changes<W> = { before: Partial<W>; after: Partial<W> }
