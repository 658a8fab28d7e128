import { describe, expect, it } from 'vitest'
import { type Bench, derive, solve, type Work } from '../src/flow/solve'

/** Made with Python's hashlib: PBKDF2-HMAC-SHA256, 1000 rounds, sixteen bytes, of the salt and 77. */
const KNOWN: Work = { salt: '000102030405060708090a0b0c0d0e0f', cost: 1000, key: '56eb500ab3b0f16a7d24a3c54ca7092b', most: 128 }

function bench(more: Partial<Bench> = {}): Bench & { parts: number[] } {
  const parts: number[] = []
  return { parts, derive: derive(crypto.subtle), progress: (part) => parts.push(part), signal: new AbortController().signal, rest: () => Promise.resolve(), ...more }
}

describe('the work instead of a picture', () => {
  it('finds the number of a known puzzle', async () => {
    expect(await solve(KNOWN, bench())).toBe(77)
  })
  it('says how far it is, rests between chunks, and never goes back', async () => {
    let rests = 0
    const at = bench({ rest: () => { rests++; return Promise.resolve() } })
    await solve(KNOWN, at)
    expect(at.parts).toEqual([0.125, 0.25, 0.375, 0.5])
    expect(rests).toBe(at.parts.length)
  })
  it('stops between two chunks', async () => {
    const stop = new AbortController()
    const at = bench({ signal: stop.signal, progress: () => stop.abort() })
    expect(await solve(KNOWN, at)).toBeNull()
  })
  it('ends when no number fits, having tried each once', async () => {
    const tried: number[] = []
    const none = bench({ derive: (secret) => { tried.push(new DataView(secret.buffer).getUint32(16)); return Promise.resolve(new Uint8Array(32)) } })
    expect(await solve({ ...KNOWN, most: 20 }, none)).toBeNull()
    expect(tried).toEqual(Array.from({ length: 20 }, (_none, n) => n))
  })
})
