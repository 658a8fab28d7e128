import { describe, expect, it } from 'vitest'
import type { Opened, Order } from '../src/api/wire'
import { isPayable, mayChooseAgain, mayContinue, outcome } from '../src/flow/outcome'
import { check, close, look, numberOf, open, resume, turn } from '../src/flow/pay'
import { Unreachable } from '../src/flow/refusal'
import { session } from '../src/flow/session'
import { ground, json, memory, problem } from './ground'

const order = (id: string, state: Order['state'] = 'open'): Order => ({
  id, number: `${id}ABCDEF`, category: 'tuition', state, channel: 'wechat', scene: 'pc', way: 'qr', payee: '学校', total: '1000.00', lines: [{ bill: 'b1', item: '学费', year: '2026-2027', amount: '1000.00' }],
  opened: '2026-11-21T01:30:00Z', until: '2026-11-21T01:45:00Z', paid_at: null, transaction: null, closed_at: null, received: null, timeline: [],
})
const opened = (id: string, state: Order['state'] = 'open'): Opened => ({ order: order(id, state), checkout: { kind: 'qr', content: 'x', until: '2026-11-21T01:45:00Z' } })
const choice = (owed = '5500.00') => ({ lines: [{ bill: 'b1', item: '学费', year: '2026-2027', amount: '1000.00', owed }], channel: 'wechat' as const, scene: 'pc' as const, way: 'qr' as const })
const draws = (...ids: string[]) => () => ids.shift() ?? 'NONE'

describe('opening an order', () => {
  it('sends the same number again after a lost answer', async () => {
    const g = ground({ 'PUT /api/orders/A': ['lost', json(opened('A'))] })
    const kept = memory()
    const draw = draws('A', 'B')
    await expect(open(session(g), kept, choice(), draw)).rejects.toBeInstanceOf(Unreachable)
    expect((await open(session(g), kept, choice(), draw)).order.id).toBe('A')
    expect(g.asked[0]?.body).toEqual(g.asked[1]?.body)
  })
  it('keeps the number before anything is sent', async () => {
    const kept = memory()
    const g = ground({ 'PUT /api/orders/A': ['lost'] })
    const watched = { ...g, fetch: (path: string, init: RequestInit) => { expect([...kept.all.values()]).toEqual(['A']); return g.fetch(path, init) } }
    await expect(open(session(watched), kept, choice(), draws('A'))).rejects.toBeInstanceOf(Unreachable)
  })
  it('draws a new number when the kept order was closed', async () => {
    const g = ground({ 'PUT /api/orders/A': [json(opened('A')), json(opened('A', 'closed'))], 'PUT /api/orders/B': [json(opened('B'))] })
    const kept = memory()
    const draw = draws('A', 'B')
    await open(session(g), kept, choice(), draw)
    expect((await open(session(g), kept, choice(), draw)).order.id).toBe('B')
  })
  it('is a new order when an equal part is paid of what is then owed', async () => {
    const g = ground({ 'PUT /api/orders/A': [json(opened('A'))], 'PUT /api/orders/B': [json(opened('B'))] })
    const kept = memory()
    const draw = draws('A', 'B')
    await open(session(g), kept, choice('5500.00'), draw)
    expect((await open(session(g), kept, choice('4500.00'), draw)).order.id).toBe('B')
  })
  it('draws anew when a number kept for long never became an order', async () => {
    const g = ground({ 'PUT /api/orders/A': ['lost', problem('clock-differs', 422)], 'PUT /api/orders/B': [json(opened('B'))] })
    const kept = memory()
    const draw = draws('A', 'B')
    await expect(open(session(g), kept, choice(), draw)).rejects.toBeInstanceOf(Unreachable)
    expect((await open(session(g), kept, choice(), draw)).order.id).toBe('B')
  })
  it('does not draw again and again on a device whose clock is wrong', async () => {
    const g = ground({ 'PUT /api/orders/A': [problem('clock-differs', 422)] })
    await expect(open(session(g), memory(), choice(), draws('A', 'B'))).rejects.toMatchObject({ problem: { code: 'clock-differs' } })
    expect(g.asked).toHaveLength(1)
  })
  it('is another order for another way of the same channel', async () => {
    const g = ground({ 'PUT /api/orders/A': [json(opened('A'))], 'PUT /api/orders/B': [json(opened('B'))] })
    const kept = memory()
    const draw = draws('A', 'B')
    await open(session(g), kept, choice(), draw)
    expect((await open(session(g), kept, { ...choice(), way: 'page' }, draw)).order.id).toBe('B')
  })
  it('tells the wallet’s word about the payer once and keeps the number without it', async () => {
    const g = ground({ 'PUT /api/orders/A': [problem('wallet-code-refused', 422), json(opened('A'))] })
    const kept = memory()
    const draw = draws('A', 'B')
    const inside = { ...choice(), scene: 'wechat' as const, way: 'wallet' as const }
    await expect(open(session(g), kept, { ...inside, code: 'old' }, draw)).rejects.toMatchObject({ problem: { code: 'wallet-code-refused' } })
    expect(numberOf(kept, inside)).toBe('A')
    await open(session(g), kept, { ...inside, code: 'new' }, draw)
    expect(g.asked.map((it) => (it.body as { wallet_code?: string }).wallet_code)).toEqual(['old', 'new'])
    expect(JSON.stringify([...kept.all])).not.toContain('old')
  })
  it('keeps the number when the platform refuses, so that a retry is the same ask', async () => {
    const g = ground({ 'PUT /api/orders/A': [problem('bill-held', 409), json(opened('A'))] })
    const kept = memory()
    await expect(open(session(g), kept, choice(), draws('A', 'B'))).rejects.toMatchObject({ problem: { code: 'bill-held' } })
    expect((await open(session(g), kept, choice(), draws('B'))).order.id).toBe('A')
  })
})

describe('an open order', () => {
  it('is resumed under its own number with its own body', async () => {
    const g = ground({ 'PUT /api/orders/A': [json(opened('A'))] })
    await resume(session(g), order('A'))
    expect(g.asked[0]?.body).toEqual({ lines: [{ bill: 'b1', amount: '1000.00' }], channel: 'wechat', scene: 'pc', way: 'qr' })
  })
  it('is closed before its bills may be chosen for again', async () => {
    const kept = memory()
    kept.keep('k', 'A')
    const g = ground({ 'POST /api/orders/A/close': [json(order('A', 'closed'))] })
    expect(await turn(session(g), kept, order('A'))).toEqual({ kind: 'tuition', lines: [{ bill: 'b1', item: '学费', year: '2026-2027', amount: '1000.00', owed: '1000.00' }], living: null, from: '/tuition' })
    expect(kept.all.size).toBe(0)
  })
  it('that turns out to be paid makes no room for another', async () => {
    const g = ground({ 'POST /api/orders/A/close': [problem('already-paid', 409), json(order('A', 'paid')), json(order('A', 'disputed'))] })
    const call = session(g)
    await expect(turn(call, memory(), order('A'))).rejects.toMatchObject({ problem: { code: 'already-paid' } })
    expect(await turn(call, memory(), order('A'))).toBeNull()
    expect(await turn(call, memory(), order('A'))).toBeNull()
  })
  it('that only ends by itself, or of which nothing is known, makes no room either', async () => {
    const g = ground({ 'POST /api/orders/A/close': [problem('closes-by-itself', 409, { retry_after: 540 }), problem('provider-unsure', 503), 'lost'] })
    const call = session(g)
    await expect(turn(call, memory(), order('A'))).rejects.toMatchObject({ problem: { code: 'closes-by-itself' }, retryAfter: 540 })
    await expect(turn(call, memory(), order('A'))).rejects.toMatchObject({ problem: { code: 'provider-unsure' } })
    await expect(turn(call, memory(), order('A'))).rejects.toBeInstanceOf(Unreachable)
  })
  it('is forgotten once it is over', async () => {
    const kept = memory()
    kept.keep('k', 'A')
    const g = ground({ 'POST /api/orders/A/close': [json(order('A', 'closed'))] })
    await close(session(g), kept, 'A')
    expect(kept.all.size).toBe(0)
  })
  it('stays kept while the provider is unsure', async () => {
    const kept = memory()
    kept.keep('k', 'A')
    const g = ground({ 'POST /api/orders/A/check': [json({ order: order('A'), provider: 'unknown' })] })
    await check(session(g), kept, 'A')
    expect(kept.all.size).toBe(1)
  })
})

describe('what is said about an order', () => {
  const before = Date.parse('2026-11-21T01:40:00Z')
  it('never offers to pay while the outcome is unknown', () => {
    for (const word of [null, 'unknown', 'paid'] as const) {
      const at = outcome(order('A'), word)
      expect(at).toBe('waiting')
      expect(mayContinue(at, order('A'), before)).toBe(false)
      expect(mayChooseAgain(at)).toBe(false)
    }
  })
  it('offers the same order again only after the provider said unpaid, and in time', () => {
    const at = outcome(order('A'), 'unpaid')
    expect(at).toBe('unpaid')
    expect(mayContinue(at, order('A'), before)).toBe(true)
    expect(mayContinue(at, order('A'), Date.parse('2026-11-21T01:45:00Z'))).toBe(false)
    expect(mayChooseAgain(at)).toBe(false)
  })
  it('believes the platform over an older word of the provider', () => {
    expect(outcome(order('A', 'paid'), 'unpaid')).toBe('paid')
    expect(outcome(order('A', 'disputed'), 'unpaid')).toBe('disputed')
  })
  it('never offers an order anew for which money came that does not pay it', () => {
    for (const state of ['open', 'closed'] as const) {
      const at = outcome({ ...order('A', state), became: 'asked' }, 'unpaid')
      expect([at, mayChooseAgain(at), mayContinue(at, order('A', state), before)]).toEqual(['disputed', false, false])
      expect(isPayable({ ...order('A', state), became: 'asked' })).toBe(false)
    }
    expect(isPayable(order('A'))).toBe(true)
    expect(outcome({ ...order('A', 'paid'), became: 'going' }, null)).toBe('paid')
  })
  it('offers choosing again only when the order is closed', () => {
    expect(mayChooseAgain(outcome(order('A', 'closed'), null))).toBe(true)
    expect(mayChooseAgain(outcome(order('A', 'disputed'), null))).toBe(false)
  })
})

describe('a living fee', () => {
  const living = { fee: 'power', target: '6-412', amount: '50.00' }
  const line = { bill: '', item: '宿舍电费', year: '', target: '6-412', amount: '50.00', owed: '50.00' }
  const bought = (id: string, state: Order['state'] = 'open'): Order => ({ ...order(id, state), category: 'living', total: '50.00', lines: [{ bill: `living:power/${id}`, item: '宿舍电费', year: '', target: '6-412', amount: '50.00' }] })
  const buy = { lines: [line], living, channel: 'wechat' as const, scene: 'pc' as const, way: 'qr' as const }
  it('is asked for by its own body, not by bills', async () => {
    const g = ground({ 'PUT /api/orders/A': [json({ order: bought('A'), checkout: { kind: 'none' } })] })
    await open(session(g), memory(), buy, draws('A'))
    expect(g.asked[0]?.body).toEqual({ living, channel: 'wechat', scene: 'pc', way: 'qr' })
  })
  it('is resumed with what its order says', async () => {
    const g = ground({ 'PUT /api/orders/A': [json({ order: bought('A'), checkout: { kind: 'none' } })] })
    await resume(session(g), bought('A'))
    expect(g.asked[0]?.body).toEqual({ living, channel: 'wechat', scene: 'pc', way: 'qr' })
  })
  it('is the same order until that order is known to be over, and then another', async () => {
    const g = ground({ 'PUT /api/orders/A': [json({ order: bought('A'), checkout: { kind: 'none' } }), 'lost'], 'PUT /api/orders/B': [json({ order: bought('B'), checkout: { kind: 'none' } })], 'GET /api/orders/A': [json(bought('A', 'paid'))] })
    const kept = memory()
    const draw = draws('A', 'B')
    await open(session(g), kept, buy, draw)
    await expect(open(session(g), kept, buy, draw)).rejects.toBeInstanceOf(Unreachable)
    await look(session(g), kept, 'A')
    expect((await open(session(g), kept, buy, draw)).order.id).toBe('B')
  })
  it('for another room is another order', () => {
    const kept = memory()
    kept.keep('wechat pc qr power 6-412=50.00', 'A')
    expect(numberOf(kept, buy)).toBe('A')
    expect(numberOf(kept, { ...buy, living: { ...living, target: '6-413' } })).toBeNull()
  })
  it('can be paid another way once its order is closed', async () => {
    const g = ground({ 'POST /api/orders/A/close': [json(bought('A', 'closed'))] })
    expect(await turn(session(g), memory(), bought('A'))).toEqual({ kind: 'living', lines: [line], living, from: '/living/power' })
  })
})
