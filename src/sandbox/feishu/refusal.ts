/** An error answer of Feishu's API. */
export class FeishuRefusal extends Error {
  override name = 'FeishuRefusal'
  readonly code: number
  readonly status: number
  readonly headers: Record<string, string>
  constructor(code: number, message: string, status = 400, headers: Record<string, string> = {}) {
    super(message)
    this.code = code
    this.status = status
    this.headers = headers
  }
}
