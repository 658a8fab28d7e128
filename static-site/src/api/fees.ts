// What the fee office announces, as its payers see it.
import { call } from './platform'
import type { Shapes } from './wire'

export type Phase = Shapes['Phase']
export type Batch = Shapes['BatchView']
/** For what a living fee is paid, and how that is written. */
export type TargetRule = Shapes['TargetRule']
export type AmountRule = Shapes['AmountRule']
export type Living = Shapes['LivingView']
/** A session that only pays is told of no living fees. */
export type Fees = Shapes['FeesAnswer']

export const listFees = (): Promise<Fees> => call({ method: 'GET', path: '/api/fees' })
