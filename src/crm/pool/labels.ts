import { local } from '../../clock.ts'

/** `10:32` today, `6月2日 10:32` on another day. */
export const timeLabel = (at: Date, now: Date, zone: string): string => {
  const when = local(at, zone)
  return when.hasSame(local(now, zone), 'day') ? when.toFormat('HH:mm') : when.toFormat('M月d日 HH:mm')
}

/** `6月2日` */
export const dateLabel = (at: Date, zone: string): string => local(at, zone).toFormat('M月d日')
