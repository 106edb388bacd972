/** A mobile number in one form: mainland numbers as 11 digits, others with `+` and country code. */
export function plainMobile(mobile: string | null | undefined): string | null {
  const digits = mobile?.replace(/[^\d+]/g, '') ?? ''
  const mainland = /^(?:\+?86|0086)?(1\d{10})$/.exec(digits)
  return mainland?.[1] ?? (digits === '' ? null : digits)
}
