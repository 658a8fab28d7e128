// How each provider's statement of a day compares with ours; the office's pages alone load this.
import { call } from './platform'
import type { ChannelKind, Shapes } from './wire'

/** Where a channel's day stands. */
export type DayState = Shapes['DayState']
/** A day with every line that somebody has to look at. */
export type DayReport = Shapes['DayReport']
export type Exception = DayReport['exceptions'][number]
export type Move = DayReport['pooled'][number]
export type Tally = Shapes['Tally']

const at = (channel: ChannelKind, day: string) => `/api/office/reports/${channel}/${day}` as const

/** The days between, both included, the last first. */
export const listReports = async (from: string, to: string): Promise<DayState[]> =>
  (await call<Shapes['ReportsAnswer']>({ method: 'GET', path: `/api/office/reports?${new URLSearchParams({ from, to }).toString()}` })).days
export const showReport = (channel: ChannelKind, day: string): Promise<DayReport> => call({ method: 'GET', path: at(channel, day) })
/** One page to print and sign, or the same with all its lines as a workbook. */
export const reportFile = (channel: ChannelKind, day: string, form: 'html' | 'xlsx'): Promise<Blob> => call({ method: 'GET', path: `${at(channel, day)}.${form}`, file: true, patience: 60_000 })
/** The statement of a provider that tells none, as its file. Once it is read the day is done. */
export const bringStatement = (channel: ChannelKind, day: string, bytes: Blob): Promise<DayReport> => call({ method: 'PUT', path: `/api/office/statements/${channel}/${day}`, bytes, patience: 60_000 })
