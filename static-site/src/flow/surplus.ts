// What became of money that did not fit its order, and of what went back.
import type { Order, Refund, Surplus, Yuan } from '../api/wire'
import { fen, less, total } from './money'

/** `asked`: the office decides. `going`: it is on its way back. `back`: it went back. `applied`: it lies on bills. */
export type Fate = 'asked' | 'going' | 'back' | 'applied'
type Moved = Pick<Order, 'state' | 'refunds' | 'surplus'>

const isOpen = (it: Refund): boolean => it.state === 'proposed' || it.state === 'on-its-way'
const isDone = (it: Refund): boolean => it.state === 'done' || it.state === 'by-hand'

/** What is most worth saying of it; nothing where all money lies where it was meant to. */
export function fate({ state, refunds, surplus }: Moved): Fate | null {
  if (surplus.some((it) => fen(it.left) > 0)) return 'asked'
  if (refunds.some(isOpen)) return 'going'
  if (refunds.some(isDone)) return 'back'
  if (surplus.length) return 'applied'
  return state === 'disputed' ? 'asked' : null
}

/** Whether money came for an order that it does not pay, and is neither on bills nor back: nobody should pay the same again meanwhile. */
export function waits(order: Moved): boolean {
  const became = fate(order)
  return order.state !== 'paid' && (became === 'asked' || became === 'going')
}

/** What of it was given back, or is to be. */
export const returned = (it: Surplus): Yuan => less(less(it.amount, it.left), total(it.applied.map((part) => part.amount)))
