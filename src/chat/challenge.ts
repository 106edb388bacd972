/**
 * Whether that is what a platform asks to have repeated, to see that the address is ours: a number, or letters and
 * digits. Nothing else is given back in the clear: it might be somebody's message, sent here by who caught it sealed.
 */
export const isChallenge = (given: unknown): given is string =>
  typeof given === 'string' && /^[\w-]{1,512}$/.test(given)
