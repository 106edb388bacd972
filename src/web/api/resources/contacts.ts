import { z } from 'zod'
import { createContact } from '../../../crm/accounts/create-contact.ts'
import { correct } from '../../../crm/correct.ts'
import type { Contact } from '../../../db/types.ts'
import { aliasesOf, aliasFields, id, longWord, momentFilter, text, word, words } from '../fields.ts'
import { accountFields, namedAccount } from '../named-account.ts'
import { resource } from '../resource.ts'

const facts = { title: text(100).nullish(), phone: text(40).nullish(), note: text(2000).nullish() }

export const contacts = resource({
  name: 'contacts',
  about: 'People at an account',
  row: z.object({
    id,
    accountId: id,
    name: z.string(),
    aliases: words(20),
    title: z.string().nullable(),
    phone: z.string().nullable(),
    note: z.string().nullable(),
    createdAt: z.string(),
  }),
  filters: z.object({
    accountId: id,
    name: word,
    title: word,
    phone: word,
    note: longWord,
    createdAt: momentFilter,
  }),
  find: (tx, query) => tx.contact.findMany(query),
  present: (contact: Contact) => ({ ...contact, createdAt: contact.createdAt.toISOString() }),
  create: {
    body: z.strictObject({ ...accountFields, name: text(100), ...aliasFields, ...facts }),
    async run({ tx, by }, body) {
      const account = await namedAccount(tx, body)
      const { name, title, phone, note } = body
      const contact = await createContact(tx, by, { accountId: account.id, name, title, phone, note })
      await correct(tx, by, 'contact', contact.id, { aliases: aliasesOf(body) })
      return contact.id
    },
  },
  patch: {
    body: z.strictObject({ name: text(100).optional(), ...aliasFields, ...facts }),
    async run({ tx, by }, contactId, body) {
      const { calledBy: _words, ...values } = body
      await correct(tx, by, 'contact', contactId, { ...values, aliases: aliasesOf(body) })
    },
  },
})
