import { mediaUrl } from '../api.js'
import { Avatar } from '../avatar.js'
import { personBehind, useCard } from '../card-context.js'
import { classes, html } from '../html.js'
import { t } from '../strings.js'
import { contentOf } from './text.js'

/** @typedef {Record<string, any>} Json */

/** @param {{ element: Json }} props */
export const Image = ({ element }) => html`
  <figure class=${classes('fs-image', element.scale_type?.startsWith('crop') && 'crop')} style=${radius(element.corner_radius)}>
    <img src=${mediaUrl(String(element.img_key ?? ''))} alt=${contentOf(element.alt) || t('picturePlace')} />
    ${contentOf(element.title) && html`<figcaption>${contentOf(element.title)}</figcaption>`}
  </figure>
`

/** @param {{ element: Json }} props */
export const ImageSet = ({ element }) => html`
  <div class=${`fs-images n${Math.min(3, element.img_list?.length ?? 1)}`}>
    ${(element.img_list ?? []).map((/** @type {Json} */ image) => html`<img src=${mediaUrl(String(image.img_key ?? ''))} alt=${t('picturePlace')} />`)}
  </div>
`

/** `person` and `person_list`. @param {{ element: Json }} props */
export function People({ element }) {
  const { people } = useCard()
  const ids =
    element.tag === 'person'
      ? [element.user_id]
      : (element.persons ?? []).map((/** @type {Json} */ one) => one.id)
  return html`<div class="fs-people">
    ${ids.map((/** @type {unknown} */ id) => {
      const name = personBehind(people, id)?.name ?? t('member')
      return html`<span class="fs-person">
        ${element.show_avatar !== false && html`<${Avatar} name=${name} size=${24} />`}
        ${(element.tag === 'person_list' ? element.show_name !== false : element.show_name === true || element.style === 'capsule') && html`<span>${name}</span>`}
      </span>`
    })}
  </div>`
}

/** @param {unknown} value */
const radius = (value) => (/^\d+(px|%)$/.test(String(value)) ? { borderRadius: String(value) } : {})
