import type { AskLine, ChannelKind, Checked, Opened, Order, OrderAsk, Purchase, Scene, Ulid, Way } from '../api/wire'
import { type Goods, goodsOf, type Line, purchaseOf } from './basket'
import { codeOf } from './refusal'
import type { Call } from './session'

/** Where order numbers are kept until their order is over: this tab only. */
export interface Memory { recall: (key: string) => Ulid | null; keep: (key: string, id: Ulid) => void; forget: (id: Ulid) => void }
/** What is paid and how. `code` is what the wallet said of the payer: good once, and no part of what makes an order this order. */
export interface Choice { lines: readonly Line[]; living?: Purchase | null; channel: ChannelKind; scene: Scene; way: Way; code?: string | null }

/** Opens an order. The number is kept before it is sent, so that a lost answer costs nothing. */
export async function open(call: Call, memory: Memory, choice: Choice, draw: () => Ulid): Promise<Opened> {
  const key = keyOf(choice)
  const kept = memory.recall(key)
  const id = kept ?? draw()
  memory.keep(key, id)
  const ask = { ...askOf(choice), ...(choice.code ? { wallet_code: choice.code } : {}) }
  const opened = await put(call, id, ask).catch((fault: unknown) => {
    // The platform refuses a number that was drawn long ago only if no order ever came of it.
    if (kept === null || codeOf(fault) !== 'clock-differs') throw fault
    return null
  })
  // Somebody closed the order of this choice before: the choice may be made again, under a new number.
  if (opened === null || (kept !== null && opened.order.state === 'closed')) {
    memory.forget(id)
    return open(call, memory, choice, draw)
  }
  return opened
}

/** Asks again for the way to pay an order that is already open. It can never become a second order. */
export function resume(call: Call, order: Order): Promise<Opened> {
  return put(call, order.id, askOf({ ...order, living: purchaseOf(order) }))
}

/** The number under which this choice was sent, if it ever was: after silence its order may be there. */
export const numberOf = (memory: Memory, choice: Choice): Ulid | null => memory.recall(keyOf(choice))

/** Makes room to pay the same another way: what to choose for, once the old order is closed; null if it is over otherwise. */
export async function turn(call: Call, memory: Memory, from: Order): Promise<Goods | null> {
  const old = await close(call, memory, from.id)
  return old.state === 'closed' ? goodsOf(from) : null
}

/** Closes an order nobody wants to pay. */
export async function close(call: Call, memory: Memory, id: Ulid): Promise<Order> {
  const order = await call<Order>({ method: 'POST', path: `/api/orders/${id}/close` })
  return over(memory, order)
}

/** Looks at an order. */
export async function look(call: Call, memory: Memory, id: Ulid): Promise<Order> {
  return over(memory, await call<Order>({ method: 'GET', path: `/api/orders/${id}` }))
}

/** Asks the provider: 我已付款，帮我查. */
export async function check(call: Call, memory: Memory, id: Ulid): Promise<Checked> {
  const checked = await call<Checked>({ method: 'POST', path: `/api/orders/${id}/check` })
  over(memory, checked.order)
  return checked
}

const put = (call: Call, id: Ulid, ask: OrderAsk): Promise<Opened> => call<Opened>({ method: 'PUT', path: `/api/orders/${id}`, body: ask })

function over(memory: Memory, order: Order): Order {
  if (order.state !== 'open') memory.forget(order.id)
  return order
}

function askOf({ lines, living, channel, scene, way }: Omit<Choice, 'lines'> & { lines: readonly AskLine[] }): OrderAsk {
  const what = living ? { living } : { lines: lines.map(({ bill, amount }) => ({ bill, amount })) }
  return { ...what, channel, scene, way }
}

/**
 * The same choice is the same order as long as the same is owed: after a part is paid, an equal part is a new order.
 * A living fee is bought anew only after its order was seen to be over: until then, buying it again finds that order.
 */
function keyOf({ lines, living, channel, scene, way }: Choice): string {
  const bills = living ? [`${living.fee} ${living.target ?? ''}=${living.amount}`] : lines.map((it) => `${it.bill}=${it.amount}/${it.owed}`).sort()
  return [channel, scene, way, ...bills].join(' ')
}
