import { z } from 'zod'

const text = z.string().optional()

/** What WeCom sends, messages and events alike: the fields that we read. */
export const envelope = z.looseObject({
  FromUserName: z.string().min(1).max(200),
  CreateTime: text,
  MsgType: z.string().max(60),
  MsgId: z.string().max(64).optional(),
  AgentID: text,
  Event: text,
  EventKey: text,
  ChangeType: text,
  TaskId: text,
  ResponseCode: text,
  CardType: text,
  UserID: text,
  NewUserID: text,
  Id: text,
  ExternalUserID: text,
  Content: text,
  MediaId: text,
  FileName: text,
  Title: text,
  Location_X: text,
  Location_Y: text,
  Label: text,
  SelectedItems: z.unknown().optional(),
})
export type Event = z.infer<typeof envelope>
