/** Something is not as it must be: counted by kind, and in the log with these fields (no names, no words). */
export function raise({ measure, log }: Deps, kind: string, fields: AlarmFields): void {
  measure?.alarmed(kind)
  log.error({ alarm: kind, ...fields }, 'alarm')
}

export type Alarm = (kind: string, fields: AlarmFields) => void

export type AlarmFields = Record<string, string | number>

export type Deps = {
  log: { error(fields: object, text: string): void }
  /** Counts alarms. */
  measure?: { alarmed(kind: string): void } | undefined
}
