import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createModel } from '../../src/jobs/ask-model.ts'

test('twenty questions a minute of one conversation reach the model and sixty of all, however many sentences nobody understands', async () => {
  let asked = 0
  const server = createServer((_request, response) => {
    asked++
    const content = JSON.stringify({ intent: 'none', arguments: {} })
    response.end(JSON.stringify({ choices: [{ message: { content } }] }))
  })
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done))
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const warnings: string[] = []
  const log = { warn: (_fields: object, text: string) => void warnings.push(text) }
  const ask = createModel({ baseUrl, apiKey: 'secret', model: 'small' }, log)
  const answers = []
  for (const talk of ['李雷', '韩梅', '王芳'])
    for (let sentence = 0; sentence < 21; sentence++) answers.push(await ask(request, talk))
  answers.push(await ask(request, '赵敏'))
  server.close()
  expect(asked).toBe(60)
  expect(answers.filter((answer) => answer?.intent === 'none')).toHaveLength(60)
  const refused = answers.flatMap((answer, place) => (answer === null ? place : []))
  expect(refused).toEqual([20, 41, 62, 63])
  expect(warnings).toHaveLength(4)
})

const request = { shown: { text: '水快烧开了' }, hidden: new Map() } as unknown as Parameters<
  ReturnType<typeof createModel>
>[0]
