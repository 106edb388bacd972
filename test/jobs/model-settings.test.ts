import { expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'

const set = { LLM_BASE_URL: 'https://llm.example/v1/', LLM_API_KEY: 'key', LLM_MODEL: 'small' }

test('without a language model none is set up', () => {
  expect(readConfig({}).model).toBeUndefined()
})

test('it hides phones, sums and names unless told otherwise', () => {
  const hidden = ['phones', 'amounts', 'names']
  expect(readConfig(set).model).toEqual({
    baseUrl: 'https://llm.example/v1',
    apiKey: 'key',
    model: 'small',
    mask: hidden,
  })
  expect(readConfig({ ...set, LLM_MASK: 'phones,names' }).model?.mask).toEqual(['phones', 'names'])
  expect(readConfig({ ...set, LLM_MASK: 'none' }).model?.mask).toEqual([])
})

test('one of its settings alone, or an unknown mask, is a mistake', () => {
  expect(() => readConfig({ LLM_API_KEY: 'key' })).toThrow('LLM_BASE_URL: is missing')
  expect(() => readConfig({ ...set, LLM_MASK: 'all' })).toThrow('LLM_MASK')
})
