import type { Bill, Order } from '../api/wire'
import { fen, total } from './money'

/** What was ticked: bill to amount. An amount equal to what is owed means the whole. */
export type Ticks = Readonly<Record<string, string>>
export interface Line { bill: string; item: string; year: string; amount: string; owed: string }

/** A bill can be chosen unless it is settled or another order holds it. */
export const free = (bill: Bill): boolean => !bill.held && fen(bill.owed) > 0

/** Everything that may be chosen, each at what is owed. */
export function everything(bills: readonly Bill[]): Ticks {
  return Object.fromEntries(bills.filter(free).map((it) => [it.id, it.owed]))
}

/** Keeps of an earlier choice what is still possible, so that a changed bill is never paid at its old amount. */
export function still(bills: readonly Bill[], ticks: Ticks): Ticks {
  const kept = bills.filter((it) => {
    const amount = ticks[it.id]
    if (amount === undefined || !free(it)) return false
    return amount === it.owed || (it.split !== null && fen(amount) >= fen(it.split.min) && fen(amount) < fen(it.owed))
  })
  return Object.fromEntries(kept.map((it) => [it.id, ticks[it.id] as string]))
}

/** Ticks one bill or takes the tick away; `amount` is what 改 chose. */
export function tick(ticks: Ticks, bill: Bill, on: boolean, amount = bill.owed): Ticks {
  const { [bill.id]: _gone, ...rest } = ticks
  return on && free(bill) ? { ...rest, [bill.id]: amount } : rest
}

/** A choice and whose it is, by student number. */
export interface Basket { owner: string; lines: Line[] }

/** What is in the basket for this person; another person's choice is nothing to them. */
export const basketOf = (kept: Basket, who: string | undefined): Line[] => (who !== undefined && kept.owner === who ? kept.lines : [])

/** The chosen bills in the order they are shown. */
export function lines(bills: readonly Bill[], ticks: Ticks): Line[] {
  return bills.flatMap((it) => {
    const amount = ticks[it.id]
    return amount === undefined ? [] : [{ bill: it.id, item: it.item, year: it.year, amount, owed: it.owed }]
  })
}

/** The sum of the chosen amounts, for display. */
export const sum = (chosen: readonly { amount: string }[]): string => total(chosen.map((it) => it.amount))

/** Three states of 全选. */
export function reach(bills: readonly Bill[], ticks: Ticks): 'none' | 'some' | 'all' {
  const open = bills.filter(free)
  const on = open.filter((it) => ticks[it.id] !== undefined).length
  return on === 0 ? 'none' : on === open.length ? 'all' : 'some'
}

/** Bills by school year, oldest first; within a year the largest first, so that an order is called after it. */
export function byYear(bills: readonly Bill[]): { year: string; owed: string; bills: Bill[] }[] {
  const years = [...new Set(bills.map((it) => it.year))].sort()
  return years.map((year) => {
    const own = bills.filter((it) => it.year === year).sort((a, b) => fen(b.due) - fen(a.due))
    return { year, owed: total(own.map((it) => it.owed)), bills: own }
  })
}

/** The orders that hold something and may be looked at, each once. */
export const holders = (bills: readonly Bill[]): string[] => [...new Set(bills.flatMap((it) => it.held_by ?? []))]

/** How many payments are being waited for. Those that may not be looked at count as one. */
export const payments = (bills: readonly Bill[]): number => holders(bills).length + Number(bills.some((it) => it.held && it.held_by === null))

/** The newest order whose money did not fit it while something of it is still owed. */
export function disputedOf(orders: readonly Order[], bills: readonly Bill[]): Order | undefined {
  const owed = new Set(bills.filter((it) => fen(it.owed) > 0).map((it) => it.id))
  return orders.find((order) => order.state === 'disputed' && order.lines.some((line) => owed.has(line.bill)))
}

/** What to choose for again: as it was chosen, if it was chosen here, because that still knows what is owed. */
export const sameAs = (kept: readonly Line[], lines: readonly Line[]): boolean =>
  kept.length === lines.length && lines.every((it) => kept.some((own) => own.bill === it.bill && own.amount === it.amount))
