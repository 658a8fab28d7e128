import type { Order, OrderLine } from '../api/wire'
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

/** 学费 2 项 */
export function sumUpLines(lines: readonly OrderLine[]): string {
  const [first] = lines
  if (!first) return ''
  if (lines.length === 1) return `${first.item} ${yearName(first.year)}`
  const same = lines.every((it) => it.item === first.item)
  return t(same ? 'itemsOf' : 'itemsMore', { item: first.item, n: lines.length })
}

const STATES: Record<Order['state'], { kind: 'wait' | 'ok' | 'off' | 'bad'; key: InsideKey }> = {
  open: { kind: 'wait', key: 'sOpen' }, paid: { kind: 'ok', key: 'sPaid' }, closed: { kind: 'off', key: 'sClosed' }, disputed: { kind: 'wait', key: 'sDisputed' },
}
export const stateOf = (order: Order): { kind: 'wait' | 'ok' | 'off' | 'bad'; key: InsideKey } => STATES[order.state]

/** Groups of four, so that a number can be read out. */
export const grouped = (number: string): string => number.replace(/(.{4})(?=.)/g, '$1 ')
