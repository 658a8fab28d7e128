import type { Span } from '../api/platform'
import type { Period } from '../api/wire'

/** The platform knows no day before it. */
export const EARLIEST = '2000-01-01'
const PERIODS: readonly string[] = ['today', 'month', 'all', 'custom']
const DAY = /^\d{4}-\d{2}-\d{2}$/

export type DaysFault = 'pickDays' | 'daysTurned' | 'daysAhead' | 'daysFar'
/** What is wrong with two Beijing days, both of which count; nothing is asked of the platform before it is mended. */
export function daysFault(from: string, to: string, today: string): DaysFault | null {
  if (!isDay(from) || !isDay(to)) return 'pickDays'
  if (from < EARLIEST) return 'daysFar'
  if (from > to) return 'daysTurned'
  return to > today ? 'daysAhead' : null
}

/** Whether such a day is in the calendar: there is no 30 February to ask about. */
function isDay(day: string): boolean {
  if (!DAY.test(day)) return false
  const at = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day)
}

type Query = Readonly<Record<string, unknown>>
/** The period that an address asks for. Anybody can write an address: nonsense is as if it said nothing. */
export function spanOf(query: Query, usual: Period, today: string): Span {
  const { period, from, to } = query
  if (typeof period !== 'string' || !PERIODS.includes(period)) return { period: usual }
  if (period !== 'custom') return { period: period as Period }
  return typeof from === 'string' && typeof to === 'string' && daysFault(from, to, today) === null ? { period, from, to } : { period: usual }
}

/** How an address says it: what is usual goes without saying. */
export function querySpan(span: Span, usual: Period): Record<string, string> {
  if (span.period === 'custom') return { period: 'custom', from: span.from ?? '', to: span.to ?? '' }
  return span.period === usual ? {} : { period: span.period }
}

/** One of a few, as an address says it. */
export const oneOf = <V extends string>(said: unknown, known: readonly V[], usual: V): V => known.find((it) => it === said) ?? usual
