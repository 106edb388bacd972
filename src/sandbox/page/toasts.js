import { html } from './html.js'
import { Icon } from './icons.js'
import { t } from './strings.js'

const signs = /** @type {const} */ ({ info: 'info', success: 'check', warning: 'warning', error: 'warning' })

/** @param {{ toasts: import('./state.js').ShownToast[], dismiss: (id: number) => void }} props */
export const Toasts = ({ toasts, dismiss }) => html`
  <div class="toasts" role="status" aria-live="polite">
    ${toasts.map(
      (toast) => html`<div key=${toast.id} class=${`toast ${toast.type}`}>
        <span class="toast-sign"><${Icon} name=${signs[toast.type] ?? 'info'} size="16" /></span>
        <span>${toast.content}</span>
        <button type="button" class="toast-close" aria-label=${t('cancel')} onClick=${() => dismiss(toast.id)}>
          <${Icon} name="close" size="14" />
        </button>
      </div>`,
    )}
  </div>
`
