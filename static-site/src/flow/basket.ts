import type { Bill, Category, Order, OrderLine, Purchase } from '../api/wire'
import { fen, total } from './money'
import { waits } from './surplus'

/** What was ticked: bill to amount. An amount equal to what is owed means the whole. */
export type Ticks = Readonly<Record<string, string>>
export type Line = OrderLine & { owed: string }
/**
 * What is paid together: lines of one kind. A living fee is bought, and its one line names no bill that is there.
 * `from` is the page where it was chosen, and can be chosen otherwise.
 */
export interface Goods { kind: Category; lines: readonly Line[]; living: Purchase | null; from: string }

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
export interface Basket extends Goods { owner: string }
export const NOTHING: Goods = { kind: 'tuition', lines: [], living: null, from: '/tuition' }

/** What is in the basket for this person; another person's choice is nothing to them. */
export const basketOf = (kept: Basket, who: string | undefined): Goods => (who !== undefined && kept.owner === who ? kept : NOTHING)

/** The chosen bills in the order they are shown. */
export function lines(bills: readonly Bill[], ticks: Ticks): Line[] {
  return bills.flatMap((it) => {
    const amount = ticks[it.id]
    return amount === undefined ? [] : [{ bill: it.id, item: it.item, year: it.year, target: it.target, amount, owed: it.owed }]
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

/** The newest order whose money did not fit it and is not settled, while something of it is still owed. */
export function disputedOf(orders: readonly Order[], bills: readonly Bill[]): Order | undefined {
  const owed = new Set(bills.filter((it) => fen(it.owed) > 0).map((it) => it.id))
  return orders.find((order) => waits(order) && order.lines.some((line) => owed.has(line.bill)))
}

/** The living fee, or whatever a name begins with: `living:power/01K…` is of `power`. */
const within = (begins: string, bill: string): string | null => (bill.startsWith(`${begins}:`) ? bill.slice(begins.length + 1).split('/')[0] ?? null : null)

/** The page where something of this kind is chosen. */
export function chosenAt(kind: Category, bill = ''): string {
  if (kind === 'living') return `/living/${within('living', bill) ?? ''}`
  if (kind === 'enrolment') return `/enrol/${within('project', bill) ?? ''}/mine`
  return kind === 'other' ? '/other' : '/tuition'
}

/** The living fee that an order pays, as it was asked for. */
export function purchaseOf({ lines: [line] }: Pick<Order, 'lines'>): Purchase | null {
  const fee = line ? within('living', line.bill) : null
  return line && fee ? { fee, ...(line.target ? { target: line.target } : {}), amount: line.amount } : null
}

/** What an order pays, to be chosen for again. Its living fee's bill was its own: the next order brings another. */
export function goodsOf(order: Order): Goods {
  const living = purchaseOf(order)
  const own = order.lines.map((line) => ({ ...line, ...(living ? { bill: '' } : {}), owed: line.amount }))
  return { kind: order.category, lines: own, living, from: chosenAt(order.category, order.lines[0]?.bill) }
}

/** Whether both pay the same. What was chosen here still knows what is owed, so it is kept. */
export const sameAs = (kept: Goods, goods: Goods): boolean =>
  kept.kind === goods.kind && kept.living?.fee === goods.living?.fee && kept.lines.length === goods.lines.length
  && goods.lines.every((it) => kept.lines.some((own) => own.bill === it.bill && (own.target ?? null) === (it.target ?? null) && own.amount === it.amount))
