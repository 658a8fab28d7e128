/** What the platform sets instead of a picture: to find the number below `most` whose derived key begins with `key`. */
export interface Work { salt: string; cost: number; key: string; most: number }
type Derive = (secret: Uint8Array, salt: Uint8Array, cost: number) => Promise<Uint8Array>

export interface Bench {
  derive: Derive
  /** How much of the range is tried, from 0 to 1. */
  progress: (part: number) => void
  signal: AbortSignal
  /** Lets the page draw and hear between two chunks. */
  rest: () => Promise<void>
}

/** Small enough that stopping is felt at once, large enough to keep every core busy. */
const CHUNK = 16

/** Tries the numbers in order and answers the one that fits; null if stopped, or if none does. */
export async function solve({ salt, cost, key, most }: Work, bench: Bench): Promise<number | null> {
  const grain = bytesOf(salt)
  for (let from = 0; from < most; from += CHUNK) {
    if (bench.signal.aborted) return null
    const tried = Array.from({ length: Math.min(CHUNK, most - from) }, (_none, n) => from + n)
    const keys = await Promise.all(tried.map((n) => bench.derive(secretOf(grain, n), grain, cost)))
    const found = keys.findIndex((it) => hexOf(it).startsWith(key))
    if (found >= 0) return from + found
    bench.progress((from + tried.length) / most)
    await bench.rest()
  }
  return null
}

/** The browser's own PBKDF2, off the page's thread. */
export const derive = (subtle: SubtleCrypto): Derive => async (secret, salt, cost) => {
  const base = await subtle.importKey('raw', secret as BufferSource, 'PBKDF2', false, ['deriveBits'])
  return new Uint8Array(await subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: salt as BufferSource, iterations: cost }, base, 256))
}

/** The salt, and the number in four bytes, the highest first. */
function secretOf(salt: Uint8Array, n: number): Uint8Array {
  const secret = new Uint8Array(salt.length + 4)
  secret.set(salt)
  new DataView(secret.buffer).setUint32(salt.length, n)
  return secret
}

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (it) => it.toString(16).padStart(2, '0')).join('')
