import { render } from 'preact'
import { App } from './app.js'
import { html } from './html.js'
import { rememberedTheme } from './memory.js'
import { createSession } from './session.js'
import { createStore, emptyState } from './state.js'
import { language, startLanguage } from './strings.js'
import { applyTheme } from './theme.js'
import { keepTime } from './ticking.js'

startLanguage()
applyTheme(rememberedTheme())
const store = createStore({ ...emptyState(), language: language(), theme: rememberedTheme() })
const session = createSession(store)
window.addEventListener('hashchange', session.follow)
render(
  html`<${App} store=${store} session=${session} />`,
  /** @type {HTMLElement} */ (document.getElementById('app')),
)
keepTime(store)
session.start()
