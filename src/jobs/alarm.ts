/** Something is not as it must be: counted by kind, and in the log with these fields (no names, no words). */
export function raise({ measure, log }: Deps, kind: AlarmKind, fields: AlarmFields): void {
  measure?.alarmed(kind)
  log.error({ alarm: kind, ...fields }, 'alarm')
}

/** Everything that may be raised; each is explained in the operations guide. */
export const alarmKinds = ['board-day', 'board-month', 'not-told', 'not-merged', 'slot-failed'] as const
export type AlarmKind = (typeof alarmKinds)[number]

export type Alarm = (kind: AlarmKind, fields: AlarmFields) => void

export type AlarmFields = Record<string, string | number>

export type Deps = {
  log: { error(fields: object, text: string): void }
  /** Counts alarms. */
  measure?: { alarmed(kind: AlarmKind): void } | undefined
}
