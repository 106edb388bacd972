import type { Stage } from '../../support/story.ts'

/**
 * A callback that is signed as it should be and carries whatever is wanted: what a platform would send for a
 * button that we never made.
 */
export async function tapOn(
  { sandbox, clock }: Stage,
  platform: 'feishu' | 'wecom',
  who: string,
  act: string,
  args: Record<string, string>,
  values: Record<string, string> = {},
): Promise<{ status: number; body: string }> {
  if (platform === 'feishu')
    return sandbox.feishu.sendEvent('card.action.trigger', {
      operator: { open_id: sandbox.feishu.openId(who) },
      token: 'c-1',
      action: { tag: 'button', value: { act, ...args }, form_value: values },
      context: { open_message_id: `om_${++count}`, open_chat_id: 'oc_forged' },
    })
  return sandbox.wecom.sendCallback({
    ToUserName: 'wwsandbox0000001',
    FromUserName: sandbox.wecom.userid(who),
    CreateTime: String(Math.floor(clock.now().getTime() / 1000)),
    MsgType: 'event',
    AgentID: '1000002',
    Event: 'template_card_event',
    EventKey: JSON.stringify([act, args]),
    TaskId: `task-${++count}`,
    CardType: 'button_interaction',
    ResponseCode: `code-${count}`,
    SelectedItems: {
      SelectedItem: Object.entries(values).map(([question, option]) => ({
        QuestionKey: question,
        OptionIds: { OptionId: [option] },
      })),
    },
  } as never)
}

let count = 0
