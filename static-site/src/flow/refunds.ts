// What an officer types about a refund. What may be done about one is the platform's to say.
import type { RefundAsk } from '../api/money'

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
