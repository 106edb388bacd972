import type { z } from 'zod'
import { problemSchema } from './problem.ts'

// What every description of an operation is made of.

export const json = (schema: z.ZodType) => ({ required: true, content: { 'application/json': { schema } } })
export const answer = (description: string, schema: z.ZodType) => ({
  description,
  content: { 'application/json': { schema } },
})

export const problems = {
  default: {
    description: 'What is wrong',
    content: { 'application/problem+json': { schema: problemSchema } },
  },
}
