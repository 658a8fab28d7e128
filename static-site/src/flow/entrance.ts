import type { Entrance } from '../api/wire'
import { webAddress } from './checkout'

/** A round trip to the wallet that is under way: what must come back, and where the payer was. */
interface Trip { state: string; to: string; at: number[] }
export interface Pocket { read: () => string | null; write: (text: string) => void }
export interface Arrived { code: string | null; to: string }

/** How long one code of the wallet may be used, a little under the wallet's own five minutes. */
export const CODE_LIVES = 280_000
/** So many trips within so many milliseconds are a circle: the payer is asked instead of sent again. */
const TRIPS = 3
const CIRCLE = 60_000

/** Remembers where the payer is and answers where they go now; null if that leads in a circle. */
export function leave(pocket: Pocket, entrance: Entrance, to: string, now: number): URL | null {
  const at = [...(read(pocket)?.at ?? []).filter((it) => now - it < CIRCLE), now]
  const url = webAddress(entrance.url)
  if (at.length > TRIPS || url === null) return null
  pocket.write(JSON.stringify({ state: entrance.state, to, at } satisfies Trip))
  return url
}

/**
 * What the wallet's answer in the address means. A state that is not the one kept was made by somebody else: its code is
 * dropped without a word. Null: the address carries no such answer.
 */
export function arrive(pocket: Pocket, search: string): Arrived | null {
  const said = new URLSearchParams(search)
  const state = said.get('state')
  if (state === null) return null
  const trip = read(pocket)
  if (trip) pocket.write(JSON.stringify({ ...trip, state: '' }))
  const ours = trip !== null && trip.state !== '' && trip.state === state
  return { code: ours ? said.get('code') || null : null, to: trip?.to ?? '' }
}

function read(pocket: Pocket): Trip | null {
  try {
    const trip = JSON.parse(pocket.read() ?? 'null') as Trip | null
    return trip !== null && typeof trip.state === 'string' && trip.to.startsWith('#/') && Array.isArray(trip.at) ? trip : null
  } catch {
    return null
  }
}
