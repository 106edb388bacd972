import { describe, expect, test } from 'vitest'
import { stage } from '../support/story.ts'

const play = stage()

describe('a person on both platforms whom nothing joins', () => {
  test('types the code of one app into the other and is one member', async () => {
    const { on, db } = play
    await on('feishu').says('李雷', '帮助')
    const onFeishu = await identityOf('feishu')
    await standAlone(onFeishu.memberId)
    const given = await on('feishu').says('李雷', '绑定')
    const code = /绑定 (\d{6})/.exec(given)?.[1]
    expect(given).toContain('10 分钟内有效')
    expect(await on('wecom').says('李雷', `绑定 ${code}`)).toContain('绑好了，李雷')
    // Where the code was asked for, in case somebody else has typed it.
    expect(on('feishu').last('李雷')?.text).toContain('「李雷」在另一个应用里用你的绑定码绑好了')
    const [feishu, wecom] = [await identityOf('feishu'), await identityOf('wecom')]
    expect(feishu.memberId).toBe(wecom.memberId)
    expect(await db.member.count({ where: { name: '李雷', status: 'active' } })).toBe(1)
    expect(await db.audit.count({ where: { action: 'member.merge', entityId: wecom.memberId } })).toBe(1)
    // Used, it is worth nothing to whoever has read it, nor to themselves.
    for (const name of ['赵敏', '李雷'])
      expect(await on('wecom').says(name, `绑定 ${code}`)).toContain('已经过期')
    expect(await db.audit.count({ where: { action: 'member.merge' } })).toBe(1)
  })

  test('is one member also where WeCom names them in two spellings', async () => {
    const { on, db } = play
    await on('feishu').says('赵敏', '帮助')
    await standAlone((await identityOf('feishu', '赵敏')).memberId)
    const inWeCom = await identityOf('wecom', '赵敏')
    await db.identity.create({ data: { ...inWeCom, externalId: 'ZhaoMin' } })
    const merged = await mergesSoFar()
    const code = codeIn(await on('feishu').says('赵敏', '绑定'))
    expect(await on('wecom').says('赵敏', `绑定 ${code}`)).toContain('绑好了，赵敏')
    expect(await mergesSoFar()).toBe(merged + 1)
  })

  test('under two names is one member when the first app has heard a second code', async () => {
    const { on, db } = play
    await on('feishu').says('王芳', '帮助')
    await standAlone((await identityOf('feishu', '王芳')).memberId, 'Fanny Wang')
    const merged = await mergesSoFar()
    const asked = await on('wecom').says('王芳', `绑定 ${codeIn(await on('feishu').says('王芳', '绑定'))}`)
    expect(asked).toContain('要码的人叫「王芳」，和你在这里的名字「Fanny Wang」不一样')
    expect(await mergesSoFar()).toBe(merged)
    expect(await on('feishu').says('王芳', `绑定 ${codeIn(asked)}`)).toContain('绑好了，王芳')
    expect(await mergesSoFar()).toBe(merged + 1)
    expect(await db.member.count({ where: { name: 'Fanny Wang', status: 'active' } })).toBe(0)
    for (const app of ['feishu', 'wecom'] as const)
      expect(await on(app).says('王芳', `绑定 ${codeIn(asked)}`)).toContain('已经过期')
  })

  test('a colleague who has read the code gets no further, and its owner still does', async () => {
    const { on } = play
    for (const name of ['韩梅', '周强']) {
      await on('feishu').says(name, '帮助')
      await standAlone((await identityOf('feishu', name)).memberId)
    }
    const merged = await mergesSoFar()
    const code = codeIn(await on('feishu').says('韩梅', '绑定'))
    const asked = await on('wecom').says('周强', `绑定 ${code}`)
    expect(asked).toContain('要码的人叫「韩梅」')
    expect(on('feishu').last('韩梅')?.text).toContain('「周强」在另一个应用里用你的绑定码来绑，还没绑上')
    // Neither does the second code help them in the other app, where they are somebody else.
    expect(await on('feishu').says('周强', `绑定 ${codeIn(asked)}`)).toContain('绑好了，周强')
    expect(await on('wecom').says('周强', `绑定 ${code}`)).toContain('另一位同事')
    expect(await on('wecom').says('韩梅', `绑定 ${code}`)).toContain('绑好了，韩梅')
    expect(await mergesSoFar()).toBe(merged + 2)
  })

  test('a colleague of the same name who has read the code gets no further, and its owner still does', async () => {
    const { on, db } = play
    await on('feishu').says('林岚', '帮助')
    await standAlone((await identityOf('feishu', '林岚')).memberId)
    const namesake = await standAlone((await identityOf('feishu', '周强')).memberId, '林岚')
    const merged = await mergesSoFar()
    const code = codeIn(await on('feishu').says('林岚', '绑定'))
    const asked = await on('wecom').says('周强', `绑定 ${code}`)
    expect(asked).toContain('公司里不止一个人叫「林岚」')
    expect(on('feishu').last('林岚')?.text).toContain('还没绑上：公司里不止一个人叫这个名字')
    expect(await mergesSoFar()).toBe(merged)
    const own = await on('wecom').says('林岚', `绑定 ${code}`)
    expect(own).toContain('公司里不止一个人叫「林岚」')
    expect(await on('feishu').says('林岚', `绑定 ${codeIn(own)}`)).toContain('绑好了，林岚')
    expect(await mergesSoFar()).toBe(merged + 1)
    await db.member.update({ where: { id: namesake }, data: { name: '周强' } })
    expect((await identityOf('wecom', '林岚')).memberId).toBe((await identityOf('feishu', '林岚')).memberId)
  })

  test('a code no longer works after ten minutes', async () => {
    const { on, clock } = play
    const code = /绑定 (\d{6})/.exec(await on('feishu').says('韩梅', '绑定'))?.[1]
    clock.advance(11 * 60_000)
    expect(await on('wecom').says('赵敏', `绑定 ${code}`)).toContain('已经过期')
  })

  test("a colleague's code joins nobody", async () => {
    const { on } = play
    const code = /绑定 (\d{6})/.exec(await on('feishu').says('韩梅', '绑定'))?.[1]
    expect(await on('wecom').says('赵敏', `绑定 ${code}`)).toContain('另一位同事')
  })

  test('guessing ends after five wrong codes', async () => {
    const { on } = play
    for (let turn = 0; turn < 5; turn++) await on('wecom').says('周强', '绑定 000000')
    expect(await on('wecom').says('周强', '绑定 000000')).toContain('试错太多次')
  })
})

const identityOf = (platform: string, name = '李雷') =>
  play.db.identity.findFirstOrThrow({ where: { platform, member: { name } } })

const codeIn = (answer: string): string => /绑定 (\d{6})/.exec(answer)?.[1] as string

const mergesSoFar = () => play.db.audit.count({ where: { action: 'member.merge' } })

/** As a company whose platforms give neither employee numbers nor addresses would have it; returns who is on WeCom. */
async function standAlone(memberId: string, otherName?: string): Promise<string> {
  const { db } = play
  const member = await db.member.findUniqueOrThrow({ where: { id: memberId } })
  await db.member.update({ where: { id: memberId }, data: { employeeNo: null, email: null, mobile: null } })
  const { name, createdAt, updatedAt } = member
  const twin = await db.member.create({ data: { name: otherName ?? name, createdAt, updatedAt } })
  await db.identity.updateMany({ where: { memberId, platform: 'wecom' }, data: { memberId: twin.id } })
  return twin.id
}
