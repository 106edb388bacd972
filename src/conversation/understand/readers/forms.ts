import { shortForms } from '../book/keys.ts'
import { isCompany, type NameEntry } from '../book/name-book.ts'
import { plainWord } from '../text.ts'

/** Every form of a record's name, kept as long as the record is. */
export function formsOf(entry: NameEntry): string[] {
  let forms = known.get(entry)
  if (!forms) {
    const called = [entry.name, ...entry.aliases].map(plainWord)
    forms = [...called, ...(isCompany(entry) ? shortForms(called[0] as string) : [])].filter(
      (form) => form.length >= 3,
    )
    known.set(entry, forms)
  }
  return forms
}

const known = new WeakMap<NameEntry, string[]>()
