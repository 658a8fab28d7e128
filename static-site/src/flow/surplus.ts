// What became of money that did not fit its order, and of what went back.
import type { Order, Surplus, Yuan } from '../api/wire'
import { less, total } from './money'

/** `asked`: the office decides. `going`: it is on its way back. `back`: it went back. `applied`: it lies on bills. */
export type Fate = NonNullable<Order['became']>
type Moved = Pick<Order, 'state' | 'became'>

/** What is most worth saying of it; nothing where all money lies where it was meant to. */
export const fate = ({ state, became }: Moved): Fate | null => became ?? (state === 'disputed' ? 'asked' : null)

/** Whether money came for an order that it does not pay, and is neither on bills nor back: nobody should pay the same again meanwhile. */
export const waits = (order: Moved): boolean => order.state !== 'paid' && ['asked', 'going'].includes(fate(order) ?? '')

/** What of it was given back, or is to be. */
export const returned = (it: Surplus): Yuan => less(less(it.amount, it.left), total(it.applied.map((part) => part.amount)))

/** Whether money lies or lay on its bills, however it came there: then there is a proof of it. */
export const isProven = ({ state, surplus }: Pick<Order, 'state' | 'surplus'>): boolean => state === 'paid' || (surplus ?? []).some((it) => it.applied.length > 0)
