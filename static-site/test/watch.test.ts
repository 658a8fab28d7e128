import { describe, expect, it } from 'vitest'
import type { Order } from '../src/api/wire'
import { SignedOut, Unreachable } from '../src/flow/refusal'
import { pause, watch } from '../src/flow/watch'

const seen = (state: Order['state']): Order => ({ id: 'A', state } as Order)

describe('watching an order', () => {
  it('goes on until the order is over', async () => {
    const answers: Order['state'][] = ['open', 'open', 'paid']
    const waits: number[] = []
    const last = await watch({ look: async () => seen(answers.shift() ?? 'open'), wait: async (ms) => { waits.push(ms); return true }, seen: () => undefined })
    expect(last?.state).toBe('paid')
    expect(waits).toHaveLength(2)
  })
  it('concludes nothing from silence, and looks less often', async () => {
    let n = 0
    const waits: number[] = []
    const last = await watch({ look: async () => { if (++n <= 5) throw new Unreachable(); return seen('paid') }, wait: async (ms) => { waits.push(ms); return true }, seen: () => undefined })
    expect(last?.state).toBe('paid')
    expect(waits).toEqual([2000, 4000, 8000, 10000, 10000])
  })
  it('ends without a verdict when the page is left', async () => {
    expect(await watch({ look: async () => seen('open'), wait: async () => false, seen: () => undefined })).toBeNull()
  })
  it('ends when the session does', async () => {
    await expect(watch({ look: async () => { throw new SignedOut() }, wait: async () => true, seen: () => undefined })).rejects.toBeInstanceOf(SignedOut)
  })
  it('is quick for half a minute and never slower than ten seconds', () => {
    expect(pause(1, 0)).toBe(1000)
    expect(pause(500, 9)).toBe(10000)
  })
})
