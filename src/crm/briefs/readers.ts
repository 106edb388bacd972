import type { Member } from '../../db/types.ts'

/** Whose morning is one message: those who sell, and those who lead them. */
export const briefedRoles: Member['role'][] = ['rep', 'manager', 'director']
