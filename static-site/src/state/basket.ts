import { shallowRef } from 'vue'
import type { Bill, Order } from '../api/wire'
import { type Basket, basketOf, everything, type Goods, lines, NOTHING, purchaseOf, type Ticks } from '../flow/basket'
import { me } from './me'

const AT = 'campus-pay.basket'
const NOBODY: Basket = { ...NOTHING, owner: '' }

function read(): Basket {
  try {
    return { ...NOBODY, ...(JSON.parse(sessionStorage.getItem(AT) ?? '{}') as Partial<Basket>) }
  } catch {
    return NOBODY
  }
}

const kept = shallowRef<Basket>(read())
/** The choice of who is signed in now: on a shared device the next person starts with nothing. */
export const basket = (): Goods => basketOf(kept.value, me.value?.number)
export const basketTicks = (): Ticks => Object.fromEntries(basket().lines.map((it) => [it.bill, it.amount]))
export function fill(goods: Goods): void {
  kept.value = { ...goods, owner: me.value?.number ?? '' }
  sessionStorage.setItem(AT, JSON.stringify(kept.value))
}

export const empty = (): void => fill(NOTHING)

/** One bill, whole, for the page where the way to pay is chosen; `from` is where its payer comes back to. */
export const payBill = (bill: Bill, from: string): void => fill({ kind: bill.category, lines: lines([bill], everything([bill])), living: null, from })

/** An order is over: what it paid is not chosen any more. */
export function spend(order: Order): void {
  const now = basket()
  const living = purchaseOf(order)
  const own = living ? now.living?.fee === living.fee : now.lines.some((it) => order.lines.some((line) => line.bill === it.bill))
  if (own) fill({ ...now, lines: [], living: null })
}
