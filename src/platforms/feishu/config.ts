export type FeishuConfig = {
  appId: string
  appSecret: string
  /** Without it anybody who knows the verification token can forge events. */
  encryptKey?: string
  verificationToken: string
  /** `https://open.feishu.cn`, or Lark's. */
  baseUrl: string
}
