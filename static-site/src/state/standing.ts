import type { Project } from '../api/enrol'
import { leftUntil, type Standing } from '../flow/enrol'
import { beijing } from '../flow/when'
import { type EnrolKey, t } from '../words/enrol'

type Kind = 'ok' | 'wait' | 'off' | 'brand'
const TAGS: Record<Standing, [Kind, EnrolKey]> = {
  mine: ['brand', 'eMine'], unpaid: ['wait', 'eUnpaid'], paying: ['wait', 'ePaying'], lapsed: ['off', 'eLapsed'],
  open: ['ok', 'pOpen'], coming: ['wait', 'pComing'], closed: ['off', 'pClosed'], full: ['off', 'pFull'],
}
/** The tag of a project or an entry: its look and its word. */
export const tagOf = (standing: Standing, own = false): { kind: Kind; text: string } => ({ kind: TAGS[standing][0], text: t(own && standing === 'closed' ? 'eLate' : TAGS[standing][1]) })

/** 剩 18 / 400 名额 */
export function seatsLine({ quota, left }: Pick<Project, 'quota' | 'left'>): string {
  if (quota === null || left === null) return t('seatsAny')
  return left <= 0 ? t('seatsGone', { quota }) : t('seatsLeft', { left, quota })
}

/** An instant as short as it can be: the year only if it is another one. */
export function at(instant: string, now: number): string {
  const { minute, short } = beijing(instant)
  return minute.slice(0, 4) === beijing(now).minute.slice(0, 4) ? short : minute
}
/** The same, of something soon: today's without its day. */
export const soon = (instant: string, now: number): string => (beijing(instant).day === beijing(now).day ? beijing(instant).minute.slice(11) : at(instant, now))
/** When it opens, or when it closes. */
export function windowLine({ window }: Pick<Project, 'window'>, phase: Project['phase'], now: number): string {
  if (phase === 'coming') return t('startsAt', { at: at(window.opens, now) })
  return t(phase === 'open' ? 'endsAt' : 'endedAt', { at: at(window.closes, now) })
}
/** 4 天 2 小时, 12:05 */
export function leftLine(end: string, now: number): string {
  const left = leftUntil(end, now)
  if (left.unit === 'clock') return left.text
  return left.b === 0 ? t(left.unit === 'days' ? 'nDays' : 'nHours', { n: left.a }) : t(left.unit, { a: left.a, b: left.b })
}
/** 30 分钟, 48 小时 */
export const span = (minutes: number): string => (minutes % 60 === 0 ? t('nHours', { n: minutes / 60 }) : t('nMinutes', { n: minutes }))
