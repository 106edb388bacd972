/** An error answer of WeCom's API: HTTP 200 with an errcode. */
export class WecomRefusal extends Error {
  override name = 'WecomRefusal'
  readonly errcode: number
  constructor(errcode: number, message: string) {
    super(message)
    this.errcode = errcode
  }
}
