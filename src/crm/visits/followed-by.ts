import type { Visit } from '../../db/types.ts'
import type { Prospect } from '../pool/prospect.ts'

/** What a visit is of. After a conversion it is of both, and the account is what counts. */
export const followedBy = ({ accountId, leadId }: Pick<Visit, 'accountId' | 'leadId'>): Prospect =>
  accountId ? { kind: 'account', id: accountId } : { kind: 'lead', id: leadId as string }
