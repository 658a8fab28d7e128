// What the office reads of a reconciled day.
import type { DayState, Tally } from '../api/reports'
import type { FieldProblem } from '../api/wire'
import { fen, less, yuan } from './money'

/** How a day stands, as a list says it in a word. */
export type Standing = 'agreed' | 'differs' | 'heals' | 'waiting' | 'upload' | 'refused'

export function standing(it: DayState): Standing {
  if (it.state !== 'done') return it.state
  if (it.summary.heals) return 'heals'
  return it.summary.exceptions ? 'differs' : 'agreed'
}

/** Whether somebody has to do something about it. */
export const isOpen = (it: DayState): boolean => standing(it) !== 'agreed' && standing(it) !== 'waiting'

/** The days in their order, each with its channels. */
export function byDay(states: readonly DayState[]): { day: string; states: DayState[] }[] {
  const days = [...new Set(states.map((it) => it.day))].sort().reverse()
  return days.map((day) => ({ day, states: states.filter((it) => it.day === day) }))
}

/** What came less what went back. */
export const net = (it: Tally): string => less(it.paid, it.returned)
/** Fen, of which there may be less than none, as a sum. */
export const sumOf = (fees: number): string => yuan(fees)
/** Theirs less ours, with its sign. */
export function gap(ours: Tally, theirs: Tally): string {
  const more = fen(net(theirs)) - fen(net(ours))
  return more > 0 ? `+${yuan(more)}` : yuan(more)
}

/** A day so many days from another. */
export function moved(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() + days)
  return at.toISOString().slice(0, 10)
}

export interface CellFault { row: string; column: string; code: string }
/** Where in a file something is wrong: `row 3 金额`, `合计 订单号`, or a column by its name. */
export function cellOf({ field, code }: FieldProblem): CellFault {
  const [, row = '', column = ''] = /^row (\d+) (.+)$/.exec(field) ?? []
  return row ? { row, column, code } : { row: '', column: field.replace(/^合计 /, ''), code }
}

const HEAD = ['交易流水号', '订单号', '金额', '时间', '类型', '退款号', '手续费']
/** A file to fill in: the columns, a payment, and the last row without which nobody could tell whether it was cut. */
export function sample(day: string): string {
  const rows = [HEAD, ['2026112100000001', '01KAJ8Z5T4Q9V7N2M6X3C1B0RDADA001', '4800.00', `${day} 08:00:00`, '支付', '', '9.60'], ['合计', '1', '4800.00', '', '', '', '']]
  return `\ufeff${rows.map((row) => row.join(',')).join('\r\n')}\r\n`
}
