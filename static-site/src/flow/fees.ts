import type { Batch, Fees } from '../api/fees'
import type { Bill, Order } from '../api/wire'
import { free, purchaseOf } from './basket'
import { fen, total } from './money'

/**
 * How a batch stands for this person. `payable`: something of it may be chosen now. `held`: an order is paying all that is owed.
 * `over`: it closed with something owed, which now only the office can help with.
 */
export type BatchState = 'payable' | 'held' | 'settled' | 'coming' | 'over' | 'closed'

export function stateOf(batch: Batch): BatchState {
  if (batch.phase === 'coming') return 'coming'
  if (batch.phase === 'closed') return fen(batch.owed) > 0 ? 'over' : 'closed'
  if (fen(batch.owed) === 0) return 'settled'
  return batch.bills.some(free) ? 'payable' : 'held'
}

/** The bills of a batch that are not settled. */
export const owing = (batch: Batch): Bill[] => batch.bills.filter((it) => fen(it.owed) > 0)

/** What home says of other fees: what is owed in open batches, how many are open, and else when the next one opens. */
export interface Outlook { owed: string; held: number; open: number; next: string | null; over: number }
export function outlook({ batches }: Fees): Outlook {
  const states = batches.map(stateOf)
  const coming = batches.filter((it) => it.phase === 'coming').map((it) => it.window.opens).sort()
  return {
    owed: total(batches.filter((it) => it.phase === 'open').map((it) => it.owed)),
    held: states.filter((it) => it === 'held').length,
    open: states.filter((it) => it === 'payable').length,
    next: coming[0] ?? null,
    over: states.filter((it) => it === 'over').length,
  }
}

/** The order that is paying this very thing and whose outcome is open: who pays again might pay twice. */
export const openFor = (orders: readonly Order[], fee: string, target: string | null): Order | undefined =>
  orders.find((order) => order.state === 'open' && purchaseOf(order)?.fee === fee && (purchaseOf(order)?.target ?? null) === target)

/** Orders whose outcome is open and that hold no arrears, so that nothing else tells of them. */
export const openBeside = (orders: readonly Order[]): Order[] => orders.filter((order) => order.state === 'open' && (order.category === 'living' || order.category === 'enrolment'))
