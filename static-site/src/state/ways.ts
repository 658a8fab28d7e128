import type { ChannelKind, Offer, Order, Scene, Way } from '../api/wire'
import { t, tFirst, type PayKey } from '../words/pay'
import { channelName } from './names'

const APPS: Record<ChannelKind, PayKey> = { wechat: 'aWechat', alipay: 'aAlipay', unionpay: 'aUnionpay', bocom: 'aBocom', abc: 'aAbc', bridge: 'app' }
/** What the code is scanned with. */
export const appName = (kind: ChannelKind): string => t(APPS[kind] ?? 'app')
/** 打开微信，扫一扫付款; a code of several programs says so. */
export const scanWith = (kind: ChannelKind): string => t(kind === 'wechat' || kind === 'alipay' ? 'scanWith' : 'scanAny', { app: appName(kind) })

/** 扫码, 支付宝网页支付 */
export const wayName = (kind: ChannelKind, way: Way): string => tFirst(`w.${kind}.${way}`, `w.${way}`)
/** The name of a way that has one of its own: 银联网关 */
export const wayTitle = (kind: ChannelKind, way: Way): string => tFirst(`w.${kind}.${way}`)
const wayHint = (kind: ChannelKind, way: Way, here: Scene): string => tFirst(`w.${here}.${kind}.${way}`, `h.${kind}.${way}`, `h.${way}`, `h.bridge.${way}`)

const ELSE: Record<Scene, PayKey> = { wechat: 'elseWallet', alipay: 'elseWallet', mobile: 'elsePhone', pc: 'elsePc' }
/** The line under a channel: how it is paid here, or why it is not. */
export function hint(it: Offer, here: Scene): string {
  if (it.state === 'maintenance') return it.reason ?? t('maintenanceText')
  if (it.state === 'down') return t('downText')
  if (it.state === 'elsewhere' || it.ways.length === 0) return t(ELSE[here])
  const [a, b] = it.ways.map((way) => wayHint(it.kind, way, here))
  return b === undefined ? a ?? '' : t('orHint', { a: a ?? '', b })
}

/** Whose page it is: 银联, where 云闪付 is the name of a program. */
export const pageName = (kind: ChannelKind, label?: string | null): string => tFirst(`p.${kind}`) || channelName(kind, label)
/** What stands over the door to a provider's page: 打开微信付款 on a telephone, 在银联的页面付款 elsewhere. */
export const pageTitle = (kind: ChannelKind, way: Way, here: Scene): string =>
  here !== 'pc' && (kind === 'wechat' || kind === 'alipay') ? wayHint(kind, way, here) : t('pageTitle', { name: pageName(kind) })

const MADE: Record<Scene, PayKey> = { pc: 'openPc', mobile: 'openPhone', wechat: 'openWechat', alipay: 'openAlipay' }
/** Where an order can be paid that cannot be paid here. */
export const madeElsewhere = (order: Order): string => t(MADE[order.scene])

/** Both at once, for a button or a question: 支付宝网页支付, 微信支付. */
export function pickName(kind: ChannelKind, way: Way, ways: number, label?: string | null): string {
  const special = wayTitle(kind, way)
  return ways > 1 && special ? special : channelName(kind, label)
}
