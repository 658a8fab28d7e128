import type { Order } from '../api/wire'
import { fate } from './surplus'

export interface Step { what: Order['timeline'][number]['what'] | 'waiting'; at: string | null; now: 'ok' | 'wait' | 'off' | null }

/** What happened to an order, newest first: what is true now stands on top, and an open order waits. */
export function steps(order: Pick<Order, 'state' | 'timeline' | 'became'>): Step[] {
  const now = standing(order)
  const past: Step[] = order.timeline.map(({ what, at }) => ({ what, at, now: null }))
  if (order.state === 'open') past.push({ what: 'waiting', at: null, now })
  const last = past.at(-1)
  if (last) last.now = now
  return past.reverse()
}

function standing(order: Pick<Order, 'state' | 'became'>): 'ok' | 'wait' | 'off' {
  if (order.state === 'paid') return 'ok'
  if (order.state !== 'disputed') return order.state === 'closed' ? 'off' : 'wait'
  const became = fate(order)
  return became === 'applied' ? 'ok' : became === 'back' ? 'off' : 'wait'
}
