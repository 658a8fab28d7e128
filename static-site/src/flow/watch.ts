import type { Order } from '../api/wire'
import { SignedOut } from './refusal'

export interface Watch {
  look: () => Promise<Order>
  /** Waits, or less when the page comes back to the front; false ends the watch. */
  wait: (ms: number) => Promise<boolean>
  seen: (order: Order, looks: number, next: number) => void
  /** Nothing was heard; the watch goes on, and nothing is concluded from silence. */
  silent?: (fault: unknown, next: number) => void
}

const FIRST = 1_000
const LONGEST = 10_000

/** The pause after the n-th look: quick while someone is paying, slower later, never faster after silence. */
export function pause(looks: number, silences: number): number {
  const steady = looks < 30 ? FIRST : Math.min(LONGEST, FIRST * (looks - 28))
  return Math.min(LONGEST, steady * 2 ** Math.min(silences, 4))
}

/** Looks at an order until it is over. Silence, errors and time change nothing about its outcome. */
export async function watch(it: Watch): Promise<Order | null> {
  let looks = 0
  let silences = 0
  for (;;) {
    try {
      const order = await it.look()
      silences = 0
      const next = pause(++looks, 0)
      it.seen(order, looks, next)
      if (order.state !== 'open') return order
    } catch (fault) {
      if (fault instanceof SignedOut) throw fault
      silences++
      it.silent?.(fault, pause(looks, silences))
    }
    if (!(await it.wait(pause(looks, silences)))) return null
  }
}
