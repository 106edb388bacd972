/**
 * Where two platforms describe the same person or department, the first by name decides and the other only
 * fills what is empty: else every night each would overwrite what the other wrote.
 */
export const speaksFor = (platform: string, known: Iterable<string>): boolean =>
  [...known].every((other) => platform <= other)
