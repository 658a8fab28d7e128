import { shallowRef } from 'vue'
import type { Line, Ticks } from '../flow/basket'

const AT = 'campus-pay.basket'

function read(): Line[] {
  try {
    return JSON.parse(sessionStorage.getItem(AT) ?? '[]') as Line[]
  } catch {
    return []
  }
}

const kept = shallowRef<Line[]>(read())
export const basket = (): readonly Line[] => kept.value
export const basketTicks = (): Ticks => Object.fromEntries(kept.value.map((it) => [it.bill, it.amount]))
export function fill(lines: Line[]): void {
  kept.value = lines
  sessionStorage.setItem(AT, JSON.stringify(lines))
}
