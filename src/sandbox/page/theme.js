/** The style sheets read the choice from the root element. @param {import('./state.js').Theme} theme */
export function applyTheme(theme) {
  document.documentElement.dataset.theme = theme
}
