import { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { id } from './fields.ts'
import { answer, json, problems } from './openapi-parts.ts'
import type { Operation } from './operations.ts'
import type { Resource } from './resource.ts'
import { settingsPaths } from './settings.ts'

/** The OpenAPI 3.1 document, from the same schemas that read the requests. */
export const openApi = (resources: Resource[], operations: Operation[]) =>
  createDocument({
    openapi: '3.1.0',
    info: {
      title: '聊单 API',
      version: '1',
      description:
        'The CRM that lives in the chat, for other programs. Lists are filtered by equality; a filter without a value (`?ownerId=`) finds what has none.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    paths: {
      ...Object.assign({}, ...resources.map(pathsOf), ...operations.map(pathOf)),
      '/jobs': { get: listOfJobs },
      ...settingsPaths(),
    },
  })

function pathsOf(one: Resource): ZodOpenApiPathsObject {
  const row = one.row.meta({ id: one.name })
  const create = one.create && {
    operationId: idOf('create', one),
    requestParams: { header: idempotency },
    requestBody: json(one.create.body),
    responses: { '201': answer('Created', row), ...problems },
  }
  const patch = one.patch && {
    operationId: idOf('patch', one),
    requestParams: { path: z.object({ id }) },
    requestBody: json(one.patch.body),
    responses: { '200': answer('Changed', row), ...problems },
  }
  const remove = one.remove && {
    operationId: idOf('delete', one),
    requestParams: { path: z.object({ id }) },
    responses: { '204': { description: 'Taken back' }, ...problems },
  }
  return {
    [`/${one.name}`]: { get: listing(one, row), ...(create ? { post: tagged(one, create) } : {}) },
    [`/${one.name}/{id}`]: {
      get: tagged(one, {
        operationId: idOf('get', one),
        requestParams: { path: z.object({ id }) },
        responses: { '200': answer('The record', row), ...problems },
      }),
      ...(patch ? { patch: tagged(one, patch) } : {}),
      ...(remove ? { delete: tagged(one, remove) } : {}),
    },
  }
}

/** A word in the languages that clients are generated in. */
const idOf = (act: string, { name }: Resource): string => `${act}_${name.replaceAll('-', '_')}`

const listing = (one: Resource, row: z.ZodObject): ZodOpenApiOperationObject =>
  tagged(one, {
    operationId: idOf('list', one),
    summary: one.about,
    requestParams: {
      query: z.object({
        id: id.optional(),
        ...one.filters.partial().shape,
        limit: z.int().min(1).max(200).default(50).optional(),
        cursor: z.string().optional(),
      }),
    },
    responses: {
      '200': answer('One page', z.object({ items: z.array(row), nextCursor: z.string().nullable() })),
      ...problems,
    },
  })

const pathOf = (operation: Operation): ZodOpenApiPathsObject => ({
  [operation.path]: {
    post: {
      operationId: operation.path.replaceAll(/\W+/g, '_').replace(/^_|_$/g, ''),
      summary: operation.about,
      requestParams: { path: paramsOf(operation.path), header: idempotency },
      requestBody: json(operation.body),
      responses: { [operation.status]: answer('Done', operation.answer), ...problems },
    },
  },
})

const paramsOf = (path: string): z.ZodObject =>
  z.object(
    Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name as string, z.string()])),
  )

const tagged = (one: Resource, operation: ZodOpenApiOperationObject): ZodOpenApiOperationObject => ({
  tags: [one.name],
  ...operation,
})

const listOfJobs: ZodOpenApiOperationObject = {
  operationId: 'list_jobs',
  summary: 'The scheduled pushes that can be run',
  responses: {
    '200': answer('All of them', z.object({ items: z.array(z.object({ name: z.string() })) })),
    ...problems,
  },
}

const idempotency = z.object({
  'Idempotency-Key': z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'The same key gets the same answer' }),
})
