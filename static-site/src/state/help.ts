import { shown } from '../flow/money'
import type { Gaps } from '../words'
import { channelName } from './names'
import { contact, school } from './school'

/** What a guide says of this school: the same words serve them all. */
export function schoolGaps(): Gaps {
  const it = school()
  return {
    ...contact(), name: it.name, payee: it.payee, sso: it.sso ?? '', min: shown(it.min_split), minutes: it.minutes_to_pay,
    channels: it.channels.map(({ kind, label }) => channelName(kind, label)).join('、'),
  }
}
