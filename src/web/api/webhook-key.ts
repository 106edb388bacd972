/** Whoever holds the key of a group's webhook may write to that group: only its end goes out. */
export const masked = (key: string): string => `…${key.slice(-4)}`

export const maskNote = "A webhook's key is told by its last four characters; a filter takes the whole of it"
