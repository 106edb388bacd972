import type { Context, Stage } from '../context.ts'
import type { Span } from './span.ts'

/** Stages named in full. */
export function readStages(text: string, stages: Context['stages']): SaidStage[] {
  return stages.flatMap((stage) => {
    const name = stage.name.toLowerCase()
    const start = name.length >= 2 ? text.indexOf(name) : -1
    return start < 0 ? [] : [{ start, end: start + name.length, stage }]
  })
}

export type SaidStage = Span & { stage: Stage }

/**
 * The stage that words after 推进到 or before 了 mean: by its name, a part of its name, or what is done in it.
 * Several fits are nobody's stage.
 */
export function stageMeant(words: string, stages: Context['stages']): Stage | undefined {
  const open = stages.filter((stage) => stage.kind === 'open')
  const named = open.filter((stage) => words.includes(stage.name.toLowerCase()))
  if (named.length) return named.sort((a, b) => b.name.length - a.name.length)[0]
  const parts = open.filter((stage) => partsOf(stage.name).some((part) => words.includes(part)))
  if (parts.length === 1) return parts[0]
  const concepts = meanings.filter(({ said }) => said.test(words)).map(({ of }) => of)
  const meant = open.filter((stage) => concepts.some((of) => of.test(stage.name)))
  return meant.length === 1 ? meant[0] : parts.length ? undefined : meant[0]
}

/** The stage after this one, for 往前推一步. */
export function stageAfter(name: string | undefined, stages: Context['stages']): Stage | undefined {
  const at = stages.findIndex((stage) => stage.name === name)
  const next = at < 0 ? undefined : stages[at + 1]
  return next?.kind === 'open' ? next : undefined
}

/** Halves of a four-character name: 商务谈判 is also 商务 and 谈判. */
function partsOf(name: string): string[] {
  const plain = name.toLowerCase().replace(/阶段|环节|期$/, '')
  if (plain.length === 4) return [plain.slice(0, 2), plain.slice(2)]
  return plain.length > 4 ? [plain.slice(0, 2), plain.slice(-2), plain.slice(0, 4)] : [plain]
}

/** What people say happened → the stages it happens in, whatever the company calls them. */
const meanings: readonly { said: RegExp; of: RegExp }[] = [
  { said: /报完价|报了价|报过价|报价|方案|出价|标书|投标|quote|proposal/, of: /报价|方案|投标|标/ },
  {
    said: /谈判|谈价|砍价|议价|压价|谈合同|谈条款|商务|法务|走合同|合同|条款/,
    of: /谈判|商务|合同|议价|条款/,
  },
  { said: /意向|有兴趣|感兴趣|有戏|确认需求|需求/, of: /意向|需求|商机确认/ },
  { said: /初步|初聊|刚接触|接触|沟通|摸底|了解/, of: /初步|接触|沟通|线索|了解/ },
  { said: /演示|demo|讲解|宣讲/, of: /演示|demo|讲解|交流/i },
  { said: /试用|试点|试运行|poc|测试|试跑|试单|试样|试机/, of: /试用|试点|试|poc|测试|验证/i },
  { said: /打样|样品|寄样|送样|样机|看样/, of: /样/ },
  { said: /招标|投标|开标|挂网|标书|入围/, of: /标|挂网/ },
  { said: /立项|预算批/, of: /立项|预算/ },
  { said: /考察|评估|勘察|踏勘|看现场|调研|实地/, of: /考察|评估|勘|调研|诊断/ },
  { said: /审批|走流程|过会|上会/, of: /审批|决策|流程/ },
  { said: /小批|试产|试制/, of: /小批|试产|试制/ },
  { said: /量产|批量/, of: /量产|批量/ },
]
