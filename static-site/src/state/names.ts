import type { Order, OrderLine } from '../api/wire'
import { type Key, t, tongue } from '../words'
import { school } from './school'

const CHANNELS: Record<string, { pay: Key; app: Key }> = {
  wechat: { pay: 'cWechat', app: 'aWechat' }, alipay: { pay: 'cAlipay', app: 'aAlipay' }, unionpay: { pay: 'cUnionpay', app: 'aUnionpay' },
  bocom: { pay: 'cBocom', app: 'aBocom' }, abc: { pay: 'cAbc', app: 'aAbc' },
}
/** 微信支付 */
export function channelName(kind: string): string {
  const named = school().channels.find((it) => it.kind === kind)?.label
  if (named && tongue.value === 'zh') return named
  return CHANNELS[kind] ? t(CHANNELS[kind].pay) : named ?? kind
}
/** 微信: the program that is opened. */
export const appName = (kind: string): string => (CHANNELS[kind] ? t(CHANNELS[kind].app) : t('app'))

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

const STATES: Record<Order['state'], { kind: 'wait' | 'ok' | 'off' | 'bad'; key: Key }> = {
  open: { kind: 'wait', key: 'sOpen' }, paid: { kind: 'ok', key: 'sPaid' }, closed: { kind: 'off', key: 'sClosed' }, disputed: { kind: 'wait', key: 'sDisputed' },
}
export const stateOf = (order: Order): { kind: 'wait' | 'ok' | 'off' | 'bad'; key: Key } => STATES[order.state]

/** Groups of four, so that a number can be read out. */
export const grouped = (number: string): string => number.replace(/(.{4})(?=.)/g, '$1 ')
