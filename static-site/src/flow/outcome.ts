import type { Order, ProviderWord } from '../api/wire'
import { waits } from './surplus'

/** What may be said about an order. `unpaid` is only ever the provider's own definite answer. */
export type Outcome = 'waiting' | 'paid' | 'unpaid' | 'closed' | 'disputed'

/** Judges an order with the provider's last word about it, if any. */
export function outcome(order: Order, word: ProviderWord | null): Outcome {
  // Money came that does not pay it: whatever else is true of the order, nobody pays it again meanwhile.
  if (waits(order)) return 'disputed'
  if (order.state !== 'open') return order.state
  return word === 'unpaid' ? 'unpaid' : 'waiting'
}

/** Whether the order may still be paid: nothing has come for it. */
export const isPayable = (order: Order): boolean => order.state === 'open' && !waits(order)

/** Whether the way back to the cashier (of the same order) may be shown. */
export function mayContinue(at: Outcome, order: Order, now: number): boolean {
  return at === 'unpaid' && now < Date.parse(order.until)
}

/** Whether choosing the bills anew may be shown. */
export const mayChooseAgain = (at: Outcome): boolean => at === 'closed'
