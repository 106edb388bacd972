import type { z } from 'zod'
import type { By } from '../../crm/by.ts'
import type { Tx } from '../../db/types.ts'

/** What the API offers under one path. A new one is one file in `resources/` and one line in its index. */
export type Resource = {
  /** The path below `/api/v1`. */
  name: string
  about: string
  row: z.ZodObject
  /** Equality filters by field: every plain one of the row. */
  filters: z.ZodObject
  /** The condition that filters mean, where fields are not columns. `null`: what has none. */
  where?: (filters: never, zone: string) => object
  /** What a list leaves out; one row is still found by its id. */
  listed?: object
  find(tx: Tx, query: Query): Promise<{ id: string }[]>
  present(record: { id: string }, zone: string): object
  create?: { body: z.ZodType; run(act: Act, body: never): Promise<string> }
  patch?: { body: z.ZodType; run(act: Act, id: string, body: never): Promise<void> }
  /** Takes a record back; the row may stay, marked. */
  remove?: (act: Act, id: string) => Promise<void>
  /** Which field a business rule speaks of. */
  fieldOfRule?: Record<string, string>
}

/** Newest first: ids begin with the time they were made. */
export type Query = { where: object; orderBy: { id: 'desc' }; take: number }

export type Act = {
  tx: Tx
  /** Another program, with rights everywhere; the books name nobody. */
  by: By
}

/** What a list is asked for; `null` for a filter without a value. */
export type Given<T> = { [K in keyof T]?: T[K] | null }

/** Keeps the types of one resource together. */
export function resource<
  R extends { id: string },
  Row extends z.ZodObject,
  F extends z.ZodObject,
  C extends z.ZodType,
  P extends z.ZodType,
>(
  definition: Omit<Resource, 'row' | 'filters' | 'where' | 'find' | 'present' | 'create' | 'patch'> & {
    row: Row
    filters: F
    where?: (filters: Given<z.output<F>>, zone: string) => object
    find(tx: Tx, query: Query): Promise<R[]>
    present(record: R, zone: string): z.input<Row>
    /** Returns the new row's id. */
    create?: { body: C; run(act: Act, body: z.output<C>): Promise<string> }
    patch?: { body: P; run(act: Act, id: string, body: z.output<P>): Promise<void> }
  },
): Resource {
  return definition as unknown as Resource
}
