import { personBehind, useCard } from './card-context.js'
import { html } from './html.js'
import { t } from './strings.js'

/** `@` and the name behind a platform's id; WeCom says `@all` where Feishu says `all`. @param {{ id: string | undefined }} props */
export function Mention({ id }) {
  const { people } = useCard()
  const name = id === 'all' || id === '@all' ? t('everyone') : (personBehind(people, id)?.name ?? t('member'))
  return html`<span class="mention-mark">@${name}</span>`
}
