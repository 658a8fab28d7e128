import { filled, type Gaps, kept, type Key } from './index'
import { zhPay } from './zh-pay'

export type PayKey = Key | keyof typeof zhPay

/** A sentence of the pages about paying. Those of another language travel with that language. */
export const t = (key: PayKey, gaps: Gaps = {}): string => filled(kept(key) ?? zhPay[key as keyof typeof zhPay], gaps)

/** The sentence of the first of these keys that there is one for. */
export function tFirst(...keys: string[]): string {
  const key = keys.find((it) => it in zhPay)
  return key === undefined ? '' : t(key as PayKey)
}
