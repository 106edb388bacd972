import type { Resource } from '../resource.ts'
import { accounts } from './accounts.ts'
import { audit } from './audit.ts'
import { channels } from './channels.ts'
import { contacts } from './contacts.ts'
import { deliveries } from './deliveries.ts'
import { departments } from './departments.ts'
import { inbounds } from './inbounds.ts'
import { leads } from './leads.ts'
import { members } from './members.ts'
import { opportunities } from './opportunities.ts'
import { payments } from './payments.ts'
import { promises } from './promises.ts'
import { receivables } from './receivables.ts'
import { targets } from './targets.ts'
import { tasks } from './tasks.ts'
import { visits } from './visits.ts'
import { writeOffs } from './write-offs.ts'

/** Everything that other programs may read and write. A new resource is one file beside this one and one line here. */
export const resources: Resource[] = [
  leads,
  accounts,
  contacts,
  opportunities,
  visits,
  tasks,
  receivables,
  writeOffs,
  payments,
  promises,
  members,
  departments,
  channels,
  targets,
  deliveries,
  inbounds,
  audit,
]
