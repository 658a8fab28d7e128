// Proofs of payment: printed for whoever paid, checked by whoever holds one.
import { call } from './platform'
import type { Proof } from './wire'

/** The page to print. It is drawn when asked for. */
export const printProof = (order: string): Promise<Blob> => call({ method: 'GET', path: `/api/orders/${order}/proof`, file: true, patience: 60_000 })
/** What a proof is worth now. Nobody need be signed in. */
export const checkProof = (token: string): Promise<Proof> => call({ method: 'GET', path: `/api/proofs/${encodeURIComponent(token)}`, renew: false })
