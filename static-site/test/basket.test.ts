import { describe, expect, it } from 'vitest'
import type { Bill, Order } from '../src/api/wire'
import { basketOf, byYear, chosenAt, disputedOf, everything, goodsOf, holders, lines, NOTHING, payments, purchaseOf, reach, sameAs, still, sum, tick } from '../src/flow/basket'

const bill = (id: string, more: Partial<Bill> = {}): Bill => ({
  id, item: '学费', year: '2026-2027', category: 'tuition', batch: null, target: null, until: null, due: '5500.00', exempt: '0.00', loan: '0.00', paid: '0.00', owed: '5500.00', held: false, held_by: null, split: { min: '500.00', max: '5500.00' }, ...more,
})

describe('choosing bills', () => {
  const bills = [bill('a'), bill('b', { owed: '1200.00', year: '2025-2026', split: null }), bill('c', { held: true, held_by: 'ORDER' }), bill('d', { owed: '0.00' })]
  it('takes everything that is neither held nor settled', () => {
    expect(everything(bills)).toEqual({ a: '5500.00', b: '1200.00' })
    expect(reach(bills, everything(bills))).toBe('all')
  })
  it('never ticks a held bill', () => expect(tick({}, bills[2]!, true)).toEqual({}))
  it('keeps a part and sums to the fen', () => {
    const ticks = tick(tick({}, bills[0]!, true, '3000.00'), bills[1]!, true)
    expect(sum(lines(bills, ticks))).toBe('4200.00')
    expect(reach(bills, tick(ticks, bills[1]!, false))).toBe('some')
  })
  it('drops an earlier choice that no longer fits the bill', () => {
    expect(still(bills, { a: '3000.00', b: '1100.00', c: '5500.00', gone: '1.00' })).toEqual({ a: '3000.00' })
    expect(still([bill('a', { owed: '2000.00' })], { a: '3000.00' })).toEqual({})
  })
  it('groups by year, oldest first', () => expect(byYear(bills).map((it) => [it.year, it.owed])).toEqual([['2025-2026', '1200.00'], ['2026-2027', '11000.00']]))
  it('called an order after its smallest item', () => {
    const [year] = byYear([bill('x', { item: '体检费', due: '65.00' }), bill('y')])
    expect(year?.bills.map((it) => it.item)).toEqual(['学费', '体检费'])
  })
  it('counts what it may not look at as one payment', () => {
    expect(payments(bills)).toBe(1)
    expect(payments([bill('a', { held: true }), bill('b', { held: true }), bill('c', { held: true, held_by: 'ORDER' })])).toBe(2)
    expect(everything([bill('a', { held: true })])).toEqual({})
  })
  it('names each holding order once', () => expect(holders([...bills, bill('e', { held: true, held_by: 'ORDER' })])).toEqual(['ORDER']))
  it('was kept for the next person on the same device', () => {
    const kept = { ...NOTHING, owner: '2301', lines: lines(bills, everything(bills)) }
    expect(basketOf(kept, '2301').lines).toHaveLength(2)
    expect(basketOf(kept, '2302')).toEqual(NOTHING)
    expect(basketOf({ ...kept, owner: '' }, undefined)).toEqual(NOTHING)
  })
  it('was offered again at home after money came in that did not fit', () => {
    const order = (state: Order['state'], bill: string, more: Partial<Order> = {}): Order => ({ state, lines: [{ bill, item: '学费', year: '', amount: '1.00' }], ...more }) as unknown as Order
    expect(disputedOf([order('paid', 'a'), order('disputed', 'a')], bills)?.state).toBe('disputed')
    expect(disputedOf([order('disputed', 'd')], bills)).toBeUndefined()
    expect(disputedOf([order('disputed', 'a', { became: 'going' })], bills)).toBeDefined()
    expect(disputedOf([order('disputed', 'a', { became: 'back' })], bills), 'what went back stands in nobody’s way').toBeUndefined()
  })
})

describe('what an order pays', () => {
  const of = (category: Order['category'], bill: string, target?: string): Order => ({ category, lines: [{ bill, item: '一项', year: '', amount: '50.00', ...(target ? { target } : {}) }] }) as unknown as Order
  it('is chosen anew where it was chosen', () => {
    expect(['tuition', 'other', 'living', 'enrolment'].map((kind) => chosenAt(kind as Order['category'], { living: 'living:power/01K', enrolment: 'project:cet/fee' }[kind]))).toEqual(['/tuition', '/other', '/living/power', '/enrol/cet/mine'])
  })
  it('names a living fee with its room, and none of anything else', () => {
    expect(purchaseOf(of('living', 'living:power/01K', '6-412'))).toEqual({ fee: 'power', target: '6-412', amount: '50.00' })
    expect(purchaseOf(of('living', 'living:net/01K'))).toEqual({ fee: 'net', amount: '50.00' })
    expect(purchaseOf(of('other', 'batch:books/教材费'))).toBeNull()
  })
  it('is the same choice only for the same room and sum', () => {
    const goods = goodsOf(of('living', 'living:power/01K', '6-412'))
    expect(sameAs(goods, goodsOf(of('living', 'living:power/02K', '6-412')))).toBe(true)
    expect(sameAs(goods, goodsOf(of('living', 'living:power/02K', '6-413')))).toBe(false)
    expect(sameAs(goods, goodsOf(of('other', 'batch:books/教材费')))).toBe(false)
  })
})
