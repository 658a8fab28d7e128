import type { Pick } from '../flow/offer'

const LAST = 'campus-pay.way'
const NEXT = 'campus-pay.next'
/** A wish older than this was left lying; nobody is waiting for it. */
const FRESH = 120_000

/** What was last paid with in this tab. */
export const lastPick = (): Pick | null => read<Pick>(LAST)
export const keepPick = (it: Pick): void => sessionStorage.setItem(LAST, JSON.stringify(it))

/** What the choice shall go on with by itself: after another order was closed for it, or after a trip to the wallet. */
export interface Next { pick: Pick; closed: boolean; at: number }
export const goOn = (pick: Pick, closed: boolean): void => sessionStorage.setItem(NEXT, JSON.stringify({ pick, closed, at: Date.now() } satisfies Next))
/** Taken once, so that a reload never pays by itself. */
export function takeNext(): Next | null {
  const next = read<Next>(NEXT)
  sessionStorage.removeItem(NEXT)
  return next !== null && Date.now() - next.at < FRESH ? next : null
}

function read<T>(at: string): T | null {
  try {
    return JSON.parse(sessionStorage.getItem(at) ?? 'null') as T | null
  } catch {
    return null
  }
}
