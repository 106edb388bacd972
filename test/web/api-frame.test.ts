import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, test, vi } from 'vitest'
import { createChance } from '../../prisma/seed/chance.ts'
import { start } from '../support/world.ts'
import { apiServer, rawStatus, token } from './support.ts'

describe('the door', () => {
  const open = apiServer({ token })
  const closed = apiServer({ token: undefined })
  const sandbox = apiServer({ token: undefined, openOnLoopback: true })

  test('a wrong or missing token is 401 as a problem', async () => {
    for (const authorization of ['Bearer wrong', 'Basic YTpi', '']) {
      const answer = await open.send('GET', '/leads', undefined, { authorization })
      expect(answer.status).toBe(401)
      expect(answer.type).toContain('application/problem+json')
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    }
  })

  test('without a token the API is closed', async () => {
    expect((await closed.get('/leads')).status).toBe(403)
    expect((await closed.post('/leads', { company: '华联超市' })).status).toBe(403)
    expect(await closed.db.lead.count()).toBe(0)
  })

  test('the sandbox is open to this machine, by its own name only', async () => {
    const at = sandbox.url('/leads')
    expect(await rawStatus(at, {})).toBe(200)
    expect(await rawStatus(at, { host: 'localhost:3000' })).toBe(200)
    expect(await rawStatus(at, { host: 'evil.example' })).toBe(403)
    expect(await rawStatus(at, { 'x-forwarded-for': '203.0.113.7' })).toBe(403)
    expect(await rawStatus(at, { 'sec-fetch-site': 'cross-site' })).toBe(403)
  })
})

describe('pages', () => {
  const api = apiServer()

  test('120 rows come newest first, each once, in pages', async () => {
    await leads(api, 120)
    const seen: string[] = []
    const sizes: number[] = []
    for (let next: string | null = ''; next !== null; ) {
      const { body } = await api.get(`/leads${next === '' ? '' : `?cursor=${next}`}`)
      seen.push(...body.items.map((lead: { id: string }) => lead.id))
      sizes.push(body.items.length)
      next = body.nextCursor
    }
    expect(sizes).toEqual([50, 50, 20])
    expect(new Set(seen).size).toBe(120)
    expect(seen).toEqual([...seen].sort().reverse())
  })

  test('filters hold across pages', async () => {
    const first = (await api.get('/leads?region=浙江&limit=20')).body
    const second = (await api.get(`/leads?region=浙江&limit=20&cursor=${first.nextCursor}`)).body
    const third = (await api.get(`/leads?region=浙江&limit=20&cursor=${second.nextCursor}`)).body
    const all = [...first.items, ...second.items, ...third.items]
    expect(all).toHaveLength(60)
    expect(new Set(all.map((lead: { region: string }) => lead.region))).toEqual(new Set(['浙江']))
    expect(third.nextCursor).toBeNull()
  })

  test('a cursor that was changed, cut or made for another list is refused', async () => {
    const { nextCursor } = (await api.get('/leads?limit=1')).body
    const changed = `${nextCursor[0] === 'A' ? 'B' : 'A'}${nextCursor.slice(1)}`
    for (const path of [
      `/leads?cursor=${changed}`,
      `/leads?cursor=${nextCursor.slice(0, -2)}`,
      '/leads?cursor=x',
    ]) {
      const answer = await api.get(path)
      expect(answer.status).toBe(422)
      expect(answer.body.field).toBe('cursor')
    }
    expect((await api.get(`/accounts?cursor=${nextCursor}`)).status).toBe(422)
  })

  test('a limit beyond 200 and a filter that there is not are named', async () => {
    expect((await api.get('/leads?limit=201')).body.field).toBe('limit')
    expect((await api.get('/leads?limit=200')).body.items).toHaveLength(120)
    expect((await api.get('/leads?colour=red')).body).toMatchObject({ status: 422, field: 'colour' })
    expect((await api.get('/leads?status=lost')).body).toMatchObject({ status: 422, field: 'status' })
  })
})

describe('what was asked wrongly', () => {
  const api = apiServer()

  test('unknown ids, resources and methods', async () => {
    expect((await api.get('/leads/0197a9b2-0000-7000-8000-000000000000')).status).toBe(404)
    expect((await api.get('/leads/nonsense')).status).toBe(404)
    expect((await api.get('/unicorns')).status).toBe(404)
    const refused = await api.send('DELETE', '/leads')
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'HEAD, GET, POST'])
    expect((await api.patch('/leads/0197a9b2-0000-7000-8000-000000000000', {})).status).toBe(404)
  })

  test('unknown, missing and wrong fields are named', async () => {
    expect((await api.post('/leads', { company: '华联超市', colour: 'red' })).body).toMatchObject({
      status: 422,
      field: 'colour',
    })
    expect((await api.post('/leads', {})).body).toMatchObject({ status: 422, field: 'company' })
    expect((await api.post('/leads', { company: '华联超市', score: 'high' })).body.field).toBe('score')
    expect((await api.post('/leads', { company: '华联超市', phone: '123' })).body).toMatchObject({
      status: 422,
      field: 'phone',
      rule: 'phone-unreadable',
    })
    expect((await api.post('/leads', { company: '华联超市', owner: '无此人' })).body.field).toBe('owner')
    expect((await api.post('/leads', { company: '华'.repeat(10_000) })).body.field).toBe('company')
    expect((await api.post('/leads', { company: 'a\0b' })).body.field).toBe('company')
  })

  test.each([
    ['no JSON', '{"company":', 400],
    ['a list', '[]', 422],
    ['null', 'null', 422],
    ['100,000 levels', `{"company":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 400],
    ['more than 1 MiB', `{"company":"${'a'.repeat(1_100_000)}"}`, 413],
  ])('a body that is %s is answered, not stored', async (_what, body, status) => {
    expect((await api.post('/leads', body)).status).toBe(status)
    expect(await api.db.lead.count()).toBe(0)
  })

  test.each([
    ['amount', '1e9'],
    ['amount', '-1'],
    ['amount', '1.234'],
    ['amount', '１００'],
    ['amount', '1,000'],
    ['amount', 100],
    ['amount', '1000000000000.00'],
    ['dueOn', '2026-02-30'],
    ['dueOn', '2026-2-3'],
    ['dueOn', '2026-06-10T00:00:00Z'],
    ['dueOn', '2999-01-01'],
  ])('%s %j is told once, with what it should look like', async (field, value) => {
    const sent = { account: '华联超市', amount: '1.00', dueOn: '2026-06-10', [field]: value }
    const { body } = await api.post('/receivables', sent)
    expect(body).toMatchObject({ status: 422, field })
    expect(body.errors).toHaveLength(1)
    expect(body.detail).toMatch(/such as|is too far away/)
  })

  test('other types than JSON are refused', async () => {
    const headers = { 'content-type': 'text/plain' }
    expect((await api.post('/leads', '{"company":"华联超市"}', headers)).status).toBe(415)
  })

  test('a lone surrogate is mended, not stored', async () => {
    const { body, status } = await api.post('/leads', '{"company":"华联\\ud800超市"}')
    expect(status).toBe(201)
    expect(body.company).toBe('华联\ufffd超市')
  })
})

describe('the same request twice', () => {
  const api = apiServer()
  const key = { 'idempotency-key': 'import-1' }

  test('one key, one row, one answer', async () => {
    const first = await api.post('/leads', { company: '华联超市' }, key)
    const again = await api.post('/leads', { company: '华联超市' }, key)
    expect(again).toMatchObject({ status: 201, body: first.body })
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(await api.db.lead.count({ where: { company: '华联超市' } })).toBe(1)
  })

  test('ten at once make one row', async () => {
    const headers = { 'idempotency-key': 'import-2' }
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => api.post('/leads', { company: '物美商店' }, headers)),
    )
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(await api.db.lead.count({ where: { company: '物美商店' } })).toBe(1)
  })

  test('a key of another request is refused', async () => {
    const other = await api.post('/leads', { company: '永辉超市' }, key)
    expect(other.body).toMatchObject({ status: 422, field: 'Idempotency-Key' })
  })

  test('a request that failed may be sent again with its key', async () => {
    const headers = { 'idempotency-key': 'import-3' }
    expect((await api.post('/leads', { company: '' }, headers)).status).toBe(422)
    expect((await api.post('/leads', { company: '大润发' }, headers)).status).toBe(201)
  })
})

describe('what is done rather than stored', () => {
  const api = apiServer()

  test('needs no body, and takes a moment with its offset', async () => {
    const bare = await api.send('POST', '/jobs/morning-brief/runs')
    expect(bare.body).toMatchObject({ name: 'morning-brief', asOf: start.toISOString() })
    const run = await api.post('/jobs/morning-brief/runs', { asOf: '2026-06-09T08:30:00+08:00' })
    expect(run.body.asOf).toBe('2026-06-09T00:30:00.000Z')
    expect((await api.post('/jobs/morning-brief/runs', { asOf: '2026-06-09T08:30' })).body).toMatchObject({
      status: 422,
      field: 'asOf',
    })
  })

  test('is known by name', async () => {
    expect((await api.get('/jobs')).body.items).toEqual([{ name: 'morning-brief' }])
    expect((await api.post('/jobs/evening-brief/runs', {})).body).toMatchObject({
      status: 404,
      rule: 'unknown-job',
    })
    expect((await api.get('/jobs/morning-brief/runs')).status).toBe(405)
  })

  test('with one key happens once, also when it is asked for at the same time', async () => {
    const headers = { 'idempotency-key': 'evening' }
    const before = api.runs
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => api.post('/jobs/morning-brief/runs', {}, headers)),
    )
    expect(api.runs - before).toBe(1)
    for (const { status } of answers) expect([200, 409]).toContain(status)
    const again = await api.post('/jobs/morning-brief/runs', {}, headers)
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true'])
    const other = { asOf: '2026-06-09T08:30:00+08:00' }
    expect((await api.post('/jobs/morning-brief/runs', other, headers)).status).toBe(422)
  })

  test('and failed may be asked for again with its key', async () => {
    const headers = { 'idempotency-key': 'night' }
    expect((await api.post('/jobs/evening-brief/runs', {}, headers)).status).toBe(404)
    expect((await api.post('/jobs/evening-brief/runs', {}, headers)).status).toBe(404)
  })
})

describe('the document', () => {
  const api = apiServer()

  test('is OpenAPI 3.1 and knows every route that answers', async () => {
    const response = await fetch(api.url('/openapi.json'))
    const document = (await response.json()) as Document
    expect(document.openapi).toBe('3.1.0')
    const paths = Object.keys(document.paths)
    for (const name of issueResources)
      expect(paths).toEqual(expect.arrayContaining([`/${name}`, `/${name}/{id}`]))
    for (const [path, operations] of Object.entries(document.paths)) {
      const url = path.replace(/\{\w+\}/g, '0197a9b2-0000-7000-8000-000000000000')
      for (const method of Object.keys(operations)) {
        const answer = await api.send(
          method.toUpperCase(),
          url,
          method === 'get' ? undefined : { nonsense: 1 },
        )
        expect(answer.body.title, `${method} ${path}`).not.toBe('Method not allowed')
        expect(answer.status, `${method} ${path}`).not.toBe(405)
      }
    }
  })

  test('is valid by the schema of OpenAPI 3.1', async () => {
    const document = (await (await fetch(api.url('/openapi.json'))).json()) as Record<string, unknown>
    const validator = new Validator()
    expect(await validator.validate(document)).toMatchObject({ valid: true })
    expect(validator.version).toBe('3.1')
    expect(validator.resolveRefs()).toBeTruthy()
  })

  test('is written out once, however often it is asked for', async () => {
    const written = vi.spyOn(JSON, 'stringify')
    const answers = [await fetch(api.url('/openapi.json')), await fetch(api.url('/openapi.json'))]
    const documents = written.mock.calls.filter(([value]) => value?.openapi)
    written.mockRestore()
    expect(documents).toEqual([])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(answers[0]?.headers.get('content-type')).toBe('application/json; charset=utf-8')
  })

  test('says no to methods that it does not name', async () => {
    const { paths } = (await (await fetch(api.url('/openapi.json'))).json()) as Document
    expect(Object.keys(paths['/audit'] ?? {})).toEqual(['get'])
    expect((await api.post('/audit', {})).status).toBe(405)
  })
})

describe('a failure of our own', () => {
  const api = apiServer()

  test('is told without details and logged', async () => {
    const answer = await api.post('/jobs/broken/runs', {})
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Something went wrong on our side',
      status: 500,
      detail: 'Something went wrong on our side',
    })
    expect(api.logged).toHaveLength(1)
  })
})

type Document = {
  openapi: string
  paths: Record<string, Record<string, unknown>>
  components: { schemas: object }
}

const issueResources = [
  'leads',
  'accounts',
  'contacts',
  'opportunities',
  'visits',
  'tasks',
  'receivables',
  'payments',
  'members',
  'departments',
  'channels',
  'deliveries',
  'audit',
]

async function leads(api: ReturnType<typeof apiServer>, count: number): Promise<void> {
  const chance = createChance(1)
  await api.db.lead.createMany({
    data: Array.from({ length: count }, (_, place) => {
      const createdAt = new Date(start.getTime() - place * 60_000)
      const dates = { createdAt, updatedAt: createdAt, claimableAt: createdAt }
      return {
        id: chance.idAt(createdAt),
        company: `第${place}家`,
        region: place % 2 ? '浙江' : '江苏',
        status: 'pool',
        ...dates,
      }
    }),
  })
}
