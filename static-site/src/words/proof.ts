import { also } from './index'
import type { InsideKey } from './inside'
import { zhInside } from './zh-inside'
import { zhProof } from './zh-proof'

export type ProofKey = InsideKey | keyof typeof zhProof
/** A sentence about proofs of payment. */
export const t = also({ ...zhInside, ...zhProof })
