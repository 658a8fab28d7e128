// Money that waits for somebody of the office, and what they decide; its pages alone load this.
import { call } from './platform'
import type { Shapes, Ulid } from './wire'

/** Money that could not be booked. `left`: what of it lies on no bill and is not going back. `may`: what can become of it. */
export type Dispute = Shapes['OfficeDispute']
/** `by` wants it, and `approved_by` agreed. `waits`: for what. `may`: what whoever looks can do about it. `trouble`: what was in the way the last time. */
export type Refund = Shapes['OfficeRefund']
export type Deed = Refund['may'][number]
/** The oldest first. `…_all`: how many there are; more than are shown, perhaps. */
export type Money = Shapes['MoneyAnswer']
/** Without lines it is all that lies on no bill, or else all that lies on bills. */
export type RefundAsk = Required<Omit<Shapes['ProposeAsk'], 'lines'>>

const at = (number: string) => `/api/office/refunds/${encodeURIComponent(number)}` as const

export const showMoney = (): Promise<Money> => call({ method: 'GET', path: '/api/office/money', patience: 60_000 })
/** `id` is drawn here, so that asking again is the same. */
export const propose = (id: Ulid, body: RefundAsk): Promise<Refund> => call({ method: 'PUT', path: at(id), body })
export const approve = (number: string): Promise<Refund> => call({ method: 'POST', path: `${at(number)}/approve` })
/** Of a refund that failed it only says that somebody has seen it. */
export const withdraw = (number: string): Promise<Refund> => call({ method: 'POST', path: `${at(number)}/withdraw` })
export const byHand = (number: string, note: string): Promise<Refund> => call({ method: 'POST', path: `${at(number)}/by-hand`, body: { note } })
export const apply = (number: string, transaction: string): Promise<Dispute> => call({ method: 'POST', path: '/api/office/disputes/apply', body: { number, transaction } })
