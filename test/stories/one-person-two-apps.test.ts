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

const identityOf = (platform: string) =>
  play.db.identity.findFirstOrThrow({ where: { platform, member: { name: '李雷' } } })

/** As a company whose platforms give neither employee numbers nor addresses would have it. */
async function standAlone(memberId: string): Promise<void> {
  const { db } = play
  const member = await db.member.findUniqueOrThrow({ where: { id: memberId } })
  await db.member.update({ where: { id: memberId }, data: { employeeNo: null, email: null, mobile: null } })
  const { name, createdAt, updatedAt } = member
  const twin = await db.member.create({ data: { name, createdAt, updatedAt } })
  await db.identity.updateMany({ where: { memberId, platform: 'wecom' }, data: { memberId: twin.id } })
}
