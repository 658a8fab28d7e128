import { also } from './index'
import type { InsideKey } from './inside'
import { zhInside } from './zh-inside'
import { zhPay } from './zh-pay'

export type PayKey = InsideKey | keyof typeof zhPay

/** A sentence of the pages about paying. */
export const t = also({ ...zhInside, ...zhPay })

/** The sentence of the first of these keys that there is one for. */
export function tFirst(...keys: string[]): string {
  const key = keys.find((it) => it in zhPay)
  return key === undefined ? '' : t(key as PayKey)
}

const STALE_FEE = /^(target|not-a-choice|too-small|above-most|off-step|no-such-building)/
/** What the platform's refusal to open an order is called here; nothing where the general words say it. */
export function tRefusal(code: string): string {
  const key = `code.${STALE_FEE.test(code) ? 'rules-changed' : code}`
  return key in zhPay ? t(key as PayKey) : ''
}
