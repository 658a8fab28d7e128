// What the fee office announces, as its payers see it.
import { call } from './platform'
import type { Bill, Path, Yuan, Instant } from './wire'

/** From when until when something can be paid: `opens` is in it, `closes` is not. */
export interface Window { opens: Instant; closes: Instant }
export type Phase = 'coming' | 'open' | 'closed'
export interface Batch { id: string; title: string; department: string; note: string; window: Window; phase: Phase; owed: Yuan; bills: Bill[] }
/** For what a living fee is paid, and how that is written. */
export type TargetRule = { is: 'none' } | { is: 'room'; buildings: string[] } | { is: 'card'; digits: number } | { is: 'account' }
export type AmountRule = { is: 'fixed'; choices: Yuan[] } | { is: 'free'; min: Yuan; max: Yuan; step: Yuan; suggestions: Yuan[] }
export interface Living { id: string; title: string; note: string; open: boolean; target: TargetRule; amount: AmountRule }
/** A session that only pays is told of no living fees. */
export interface Fees { batches: Batch[]; living: Living[] }

export const listFees = (): Promise<Fees> => call({ method: 'GET', path: '/api/fees' as Path })
