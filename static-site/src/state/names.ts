import type { Bill, Order, OrderLine, Payment } from '../api/wire'
import { fen, shown } from '../flow/money'
import { type Fate, fate } from '../flow/surplus'
import { tongue } from '../words'
import { type InsideKey, t } from '../words/inside'
import { school } from './school'

const CHANNELS: Record<string, InsideKey> = { wechat: 'cWechat', alipay: 'cAlipay', unionpay: 'cUnionpay', bocom: 'cBocom', abc: 'cAbc', bridge: 'cBridge' }
/** 微信支付, or what the school calls it. */
export function channelName(kind: string, label?: string | null): string {
  const named = label ?? school().channels.find((it) => it.kind === kind)?.label
  // A bank that the school brought has no other name than the school's.
  if (named && (tongue.value === 'zh' || kind === 'bridge')) return named
  return CHANNELS[kind] ? t(CHANNELS[kind]) : named ?? kind
}

/** 2026–2027 学年; whatever the office wrote otherwise stays as it is. */
export function yearName(year: string): string {
  const range = /^(\d{4})\s*[-–—~至]\s*(\d{4})(?:学年)?$/.exec(year)
  if (range) return t('year', { year: `${range[1]}–${range[2]}` })
  return /^\d{4}$/.test(year) ? t('year', { year }) : year
}

type Named = Pick<OrderLine, 'item' | 'year' | 'target'>
/** The year of a bill, or the room, card or account that a living fee is for. */
export const lineOf = (line: Named): string => [yearName(line.year), line.target].filter(Boolean).join(' ')
/** 学费 2026–2027 学年, 宿舍电费 6-412 */
export const lineName = (line: Named): string => `${line.item} ${lineOf(line)}`.trim()

/** 2026–2027 学年 · 应缴 5,500.00 · 已缴 350.00: how a bill comes to what is owed of it. */
export const billFacts = (it: Bill): string => [
  yearName(it.year), ...(['due', 'exempt', 'loan', 'paid'] as const).filter((key) => key === 'due' || fen(it[key])).map((key) => `${t(key)}\u00a0${shown(it[key])}`),
].filter(Boolean).join(t('sep'))

/** 学费 2 项 */
export function sumUpLines(lines: readonly OrderLine[]): string {
  const [first] = lines
  if (!first) return ''
  if (lines.length === 1) return lineName(first)
  const same = lines.every((it) => it.item === first.item)
  return t(same ? 'itemsOf' : 'itemsMore', { item: first.item, n: lines.length })
}

interface Sign { kind: 'wait' | 'ok' | 'off'; key: InsideKey }
const STATES: Record<Exclude<Order['state'], 'disputed'>, Sign> = { open: { kind: 'wait', key: 'sOpen' }, paid: { kind: 'ok', key: 'sPaid' }, closed: { kind: 'off', key: 'sClosed' } }
const FATES: Record<Fate, Sign> = { asked: { kind: 'wait', key: 'sDisputed' }, going: { kind: 'wait', key: 'sGoing' }, back: { kind: 'off', key: 'sBack' }, applied: { kind: 'ok', key: 'sApplied' } }
/** Where an order stands and, beside that, what became of money that it did not need. */
export function signsOf(order: Order): Sign[] {
  if (order.state === 'disputed') return [FATES[fate(order) ?? 'asked']]
  return [STATES[order.state], ...besideOf(order.became)]
}
/** What a paid order paid stays paid: only something besides went back, or some of it. */
export const besideOf = (became: Order['became']): Sign[] => (became ? [became === 'back' ? { kind: 'off', key: 'sSome' } : FATES[became]] : [])

/** The same of a payment: whether it is the one that went back is known of it. */
export const signsOfPaid = ({ paid, returned, became }: Payment): Sign[] => (fen(returned) && returned === paid ? [FATES.back] : besideOf(became))

/** Groups of four, so that a number can be read out. */
export const grouped = (number: string): string => number.replace(/(.{4})(?=.)/g, '$1 ')
