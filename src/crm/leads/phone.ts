import { Refusal } from '../../errors.ts'

/**
 * A Chinese number as we keep it: 13800000001, 0317-5501308, 400-820-8820. Throws `Refusal` for what is no
 * number, and for numbers that are known to be nobody's.
 */
export function phoneOf(written: string): string {
  const digits = written
    .normalize('NFKC')
    .replace(/\D/g, '')
    .replace(/^(?:00)?86(?=1\d{10}$|0)/, '')
  if (isDead(digits))
    throw new Refusal('phone-dead', `${written} 像是空号，核对一下再发。没有号码可以先不填。`)
  if (/^1[3-9]\d{9}$/.test(digits)) return digits
  const landline = /^(010|02\d|0[3-9]\d{2})(\d{7,8})$/.exec(digits)
  if (landline) return `${landline[1]}-${landline[2]}`
  const service = /^([48]00)(\d{3})(\d{4})$/.exec(digits)
  if (service) return `${service[1]}-${service[2]}-${service[3]}`
  if (/^\d{7,8}$/.test(digits)) return digits
  throw new Refusal('phone-unreadable', `${written} 不像电话号码，核对一下再发。没有号码可以先不填。`)
}

/** Enough to recognise one's own, too little to call: 138****0001. */
export function maskPhone(phone: string): string {
  const tail = phone.slice(-4)
  return phone.length >= 11 ? `${phone.slice(0, 3)}****${tail}` : `****${tail}`
}

/** 张总 → 张**; the family name is enough to ask for somebody. */
export const maskName = (name: string): string => `${[...name][0] ?? ''}**`

/** What people type when they must fill something in, and the numbers of operators' own services. */
const isDead = (digits: string): boolean =>
  /^(\d)\1+$/.test(digits) || /^1\d\d0{8}$/.test(digits) || nobodys.has(digits)

const nobodys = new Set(['12345678901', '13800138000', '13012345678', '13812345678', '12345678', '1234567'])
