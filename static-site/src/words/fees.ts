import { also } from './index'
import type { InsideKey } from './inside'
import { zhFees } from './zh-fees'
import { zhInside } from './zh-inside'

export type FeesKey = InsideKey | keyof typeof zhFees
/** A sentence of the pages of other and living fees, and of what is owed in all. */
export const t = also({ ...zhInside, ...zhFees })
