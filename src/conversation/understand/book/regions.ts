import { placeAtStart as placeOf } from '../../../crm/places.ts'

export { provinceOf } from '../../../crm/places.ts'

/** Length of the place a name begins with, with its 省, 市, 区 or 县; 0 when it begins with none. */
export const placeAtStart = (name: string): number => placeOf(name)?.length ?? 0
