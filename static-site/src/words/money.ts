import { codeOf } from '../flow/refusal'
import { enMoney } from './en-money'
import { tongue } from './index'
import { zhMoney } from './zh-money'

export type MoneyKey = keyof typeof zhMoney

/** A sentence of the pages on which the office decides about money. */
export function t(key: MoneyKey, gaps: Record<string, string | number> = {}): string {
  const words: Record<MoneyKey, string> = tongue.value === 'en' ? enMoney : zhMoney
  return words[key].replace(/\{(\w+)\}/g, (_all, gap: string) => String(gaps[gap] ?? ''))
}
const known = (key: string): string => (key in zhMoney ? t(key as MoneyKey) : '')

/** What was in the way of a refund: our own words for what we say, the provider's code for what it says. */
export const tTrouble = (code: string): string => known(`trouble-${code}`) || code
/** What the platform's refusal is called here; nothing where the general words say it. */
export const tRefusal = (fault: unknown): string => known(`no-${codeOf(fault)}`)
/** What is wrong with a field, by its code; nothing for no code. */
export const tFault = (code: string | undefined): string => (code ? known(`bad-${code}`) || t('bad-other') : '')
