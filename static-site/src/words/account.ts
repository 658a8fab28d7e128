import { codeOf, Refused } from '../flow/refusal'
import { filled, type Gaps, kept, t as tBase } from './index'
import { type InsideKey, t as tInside } from './inside'
import { zhAccount } from './zh-account'

export type AccountKey = InsideKey | keyof typeof zhAccount

const found = (key: string): string | undefined => kept(key) ?? (key in zhAccount ? zhAccount[key as keyof typeof zhAccount] : undefined)

/** A sentence of the pages about one's own account. Those of another language travel with that language. */
export const t = (key: AccountKey, gaps: Gaps = {}): string => (key in zhAccount ? filled(found(key) ?? key, gaps) : tInside(key as InsideKey, gaps))

/** What is wrong with a field, by its code; nothing for no code. */
export const tField = (code: string | undefined): string => (code ? found(`field.${code}`) ?? tBase('field.other') : '')

/** How long to wait, if the platform said so. */
export const tSlow = (thrown: unknown): string => (thrown instanceof Refused && thrown.retryAfter > 0 ? tBase('slowText', { n: Math.ceil(thrown.retryAfter) }) : '')

/** What the platform's refusal is called here, for a code that only these pages meet; else nothing, and the general words stand. */
export const tRefusal = (thrown: unknown): string => found(`code.${codeOf(thrown)}`) ?? ''
