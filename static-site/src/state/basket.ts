import { shallowRef } from 'vue'
import { type Basket, basketOf, type Line, type Ticks } from '../flow/basket'
import { me } from './me'

const AT = 'campus-pay.basket'
const NOBODY: Basket = { owner: '', lines: [] }

function read(): Basket {
  try {
    return { ...NOBODY, ...(JSON.parse(sessionStorage.getItem(AT) ?? '{}') as Partial<Basket>) }
  } catch {
    return NOBODY
  }
}

const kept = shallowRef<Basket>(read())
/** The choice of who is signed in now: on a shared device the next person starts with nothing. */
export const basket = (): readonly Line[] => basketOf(kept.value, me.value?.number)
export const basketTicks = (): Ticks => Object.fromEntries(basket().map((it) => [it.bill, it.amount]))
export function fill(lines: Line[]): void {
  kept.value = { owner: me.value?.number ?? '', lines }
  sessionStorage.setItem(AT, JSON.stringify(kept.value))
}
