import { codeOf } from '../flow/refusal'
import { filled, type Gaps, kept } from './index'
import { type InsideKey, t as tInside } from './inside'
import { zhEnrol } from './zh-enrol'

export type EnrolKey = InsideKey | keyof typeof zhEnrol

const found = (key: string): string | undefined => kept(key) ?? (key in zhEnrol ? zhEnrol[key as keyof typeof zhEnrol] : undefined)

/** A sentence of the pages of 报名. Those of another language travel with that language. */
export const t = (key: EnrolKey, gaps: Gaps = {}): string => (key in zhEnrol ? filled(found(key) ?? '', gaps) : tInside(key as InsideKey, gaps))

/** What is wrong with a field of the form, by its code; nothing for no code. */
export const tWrong = (code: string | undefined, gaps: Gaps = {}): string => (code ? filled(found(`wrong.${code}`) ?? t('wrong.other'), gaps) : '')

/**
 * What the platform's refusal is called here, for a code that only these pages meet; else nothing, and the general words stand.
 * A wrong field that can be shown is said beside it: what is left is a field that this form does not have.
 */
export const tRefusal = (thrown: unknown): string => (codeOf(thrown) === 'wrong-fields' ? t('formChanged') : found(`code.${codeOf(thrown)}`) ?? '')
