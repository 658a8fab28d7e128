// What the office may do about money that waits for it, as far as the site can know.
import type { Dispute, Refund, RefundAsk } from '../api/money'

export type Deed = 'approve' | 'withdraw' | 'by-hand' | 'dismiss'
/** What a refund waits for. */
export type Stage = 'review' | 'going' | 'hand' | 'stuck' | 'failed'

export function stage(it: Refund): Stage {
  if (it.state === 'proposed') return 'review'
  if (it.state === 'failed') return 'failed'
  if (it.by_hand) return 'hand'
  return it.trouble ? 'stuck' : 'going'
}

/** What can be done about it. Once a provider was asked, nothing may be done beside it unless it is in trouble. */
const DEEDS: Record<Stage, readonly Deed[]> = { review: ['approve', 'withdraw'], going: [], hand: ['by-hand', 'withdraw'], stuck: ['by-hand', 'withdraw'], failed: ['dismiss'] }
export const deeds = (it: Refund): readonly Deed[] => (stage(it) === 'going' && it.asked === 0 ? ['withdraw'] : DEEDS[stage(it)])

/** Whether its order is there and has bills for it to go on. */
export const isAppliable = (it: Dispute): boolean => it.reason !== 'no-such-order'

/** Characters of a reason, and of a note on giving money back by hand. */
export const REASON_MOST = 26
export const NOTE_MOST = 200
const textFault = (text: string, most: number): string => (!text.trim() ? 'empty' : [...text.trim()].length > most ? 'too-long' : '')
export const noteFault = (note: string): string => textFault(note, NOTE_MOST)

/** A number as people read it out or copy it: without its gaps, in capitals. */
export const plainNumber = (text: string): string => text.normalize('NFKC').replace(/\s/g, '').toUpperCase()
/** What is wrong with a refund before it is sent. The platform judges all else. */
export function faultsOf(it: RefundAsk): { number: string; transaction: string; reason: string } {
  const number = /^[0-9A-Z]{32}$/.test(plainNumber(it.number)) ? '' : it.number.trim() ? 'not-a-number' : 'empty'
  return { number, transaction: it.transaction.trim() ? '' : 'empty', reason: textFault(it.reason, REASON_MOST) }
}
