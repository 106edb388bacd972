export type WeComConfig = {
  corpId: string
  agentId: number
  secret: string
  callbackToken: string
  encodingAesKey: string
  /** `https://qyapi.weixin.qq.com` */
  baseUrl: string
  /** Where a tap on a card without buttons leads; without it such cards are markdown messages. */
  publicUrl?: string
}
