import { setImmediate } from 'node:timers/promises'
import {
  type messages,
  type PGlite,
  parse,
  protocol,
  type QueryOptions,
  type Results,
  type Transaction,
} from '@electric-sql/pglite'
import { createComesAgain } from './comes-again.ts'

/**
 * The embedded database for an adapter that asks the same statements over and over. PGlite parses and plans each
 * anew, in six calls into WebAssembly; here PostgreSQL keeps what came twice, and one call runs it.
 */
export function preparing(pglite: PGlite): Pick<PGlite, 'query' | 'exec' | 'transaction'> {
  const statements = createStatements(pglite)
  const breathe = createBreath()
  const query = async <T>(text: string, values?: unknown[], options?: QueryOptions) => {
    await breathe()
    return pglite.runExclusive(() => statements.run<T>(text, values, options))
  }
  return {
    /** Never inside somebody else's transaction: `transaction` keeps the same lock until it is over. */
    query: <T>(...asked: Parameters<typeof query>) =>
      pglite._runExclusiveTransaction(() => query<T>(...asked)),
    transaction: (work) =>
      pglite.transaction((tx) => work(Object.assign(Object.create(tx) as Transaction, { query }))),
    exec: (...asked) => pglite.exec(...asked),
  }
}

/**
 * The embedded database answers without going back to the event loop: a night's job that asks a thousand times in a
 * row would keep every webhook waiting for its end. This lets the loop turn, when it has not for a while. Node takes
 * one new connection in each turn, so that a crowd of them waits for as many.
 */
function createBreath(): () => Promise<void> {
  let last = performance.now()
  return async () => {
    if (performance.now() - last < breathMs) return
    await setImmediate()
    last = performance.now()
  }
}

const breathMs = 2

/** Call `run` while nobody else uses the connection. */
function createStatements(pglite: PGlite) {
  const known = new Map<string, Statement>()
  const comesAgain = createComesAgain(most)
  let runs = 0
  let names = 0

  async function statementOf(text: string): Promise<Statement> {
    const found = known.get(text)
    if (found) return found
    const name = comesAgain(text) ? `s${++names}` : ''
    const described = await send(
      serialize.parse({ name, text }),
      serialize.describe({ type: 'S', name }),
      serialize.sync(),
    )
    const statement = {
      name,
      parameters: parse.parseDescribeStatementResults(described),
      columns: described.filter((message) => message.name === 'rowDescription'),
    }
    if (name) await keep(text, statement)
    return statement
  }

  /** The one that was kept first gives way: it comes back if it is still wanted. */
  async function keep(text: string, statement: Statement): Promise<void> {
    known.set(text, statement)
    if (known.size <= most) return
    const [[oldest, { name }]] = known as Iterable<[string, Statement]> as [[string, Statement]]
    known.delete(oldest)
    await send(serialize.close({ type: 'S', name }), serialize.sync())
  }

  const send = (...parts: Uint8Array[]) =>
    pglite.execProtocolStream(new Uint8Array(Buffer.concat(parts)), { syncToFs: false })

  return {
    async run<T>(text: string, values: unknown[] = [], options: QueryOptions = {}): Promise<Results<T>> {
      // Plans stay as they were when the tables were small: nobody gathers statistics here, which renews them.
      if (++runs % planLife === 0) await send(serialize.query('DISCARD PLANS'))
      const { name, parameters, columns } = await statementOf(text)
      const bound = values.map((value, index) => written(pglite, value, parameters[index] as number))
      const answer = await send(
        serialize.bind({ statement: name, values: bound }),
        serialize.execute(),
        serialize.sync(),
      )
      const parsers = parsersOf(pglite, options.parsers)
      const [result] = parse.parseResults([...columns, ...answer], parsers, { rowMode: options.rowMode })
      return result as Results<T>
    },
  }
}

const { serialize } = protocol

/** Of each kind: a message takes some fifteen. */
const most = 250
const planLife = 5_000

type Statement = { name: string; parameters: number[]; columns: messages.BackendMessage[] }

function written(pglite: PGlite, value: unknown, type: number) {
  if (value === null || value === undefined) return null
  const serializer = pglite.serializers[type]
  return serializer ? serializer(value) : String(value)
}

type Parsers = PGlite['parsers']

const merged = new WeakMap<object, Parsers>()

/** Merged once for each adapter: there are two hundred of them. */
function parsersOf(pglite: PGlite, own: QueryOptions['parsers']): Parsers {
  if (!own) return pglite.parsers
  const all = merged.get(own) ?? ({ ...pglite.parsers, ...own } as Parsers)
  merged.set(own, all)
  return all
}
