import { describe, expect, it } from 'vitest'
import type { Order, Refund, Surplus } from '../src/api/wire'
import { fate, returned, waits } from '../src/flow/surplus'

const refund = (state: Refund['state']): Refund => ({ amount: '150.00', state, reason: '重复缴费退款', opened: '2026-11-21T01:30:00Z', at: null })
const extra = (left: string, applied: Surplus['applied'] = []): Surplus => ({ amount: '150.00', reason: 'paid-twice', left, applied })
const of = (state: Order['state'], surplus: Surplus[], ...states: Refund['state'][]) => ({ state, surplus, refunds: states.map(refund) })

describe('money that did not fit', () => {
  it('is somebody’s to decide while any of it is left, whatever else went back', () => {
    expect(fate(of('disputed', [extra('150.00')]))).toBe('asked')
    expect(fate(of('paid', [extra('0.01')], 'done'))).toBe('asked')
    expect(fate(of('disputed', []))).toBe('asked')
  })
  it('is on its way until the last refund is there', () => {
    for (const state of ['proposed', 'on-its-way'] as const) expect(fate(of('disputed', [extra('0.00')], 'done', state)), state).toBe('going')
    for (const state of ['done', 'by-hand'] as const) expect(fate(of('disputed', [extra('0.00')], state)), state).toBe('back')
  })
  it('is on bills where nothing of it goes back', () => expect(fate(of('disputed', [extra('0.00', [{ bill: 'b', amount: '150.00' }])]))).toBe('applied'))
  it('is not told of where there is none', () => {
    for (const state of ['open', 'paid', 'closed'] as const) expect(fate(of(state, [])), state).toBeNull()
  })
  it('of a refund that failed says nothing but by what is left', () => {
    expect(fate(of('paid', [], 'failed'))).toBeNull()
    expect(fate(of('paid', [extra('150.00')], 'failed'))).toBe('asked')
  })
})
it('keeps people from paying the same again, but not for a paid order', () => {
  expect(['asked', 'going'].map((it) => waits(of('closed', [extra(it === 'asked' ? '150.00' : '0.00')], 'on-its-way')))).toEqual([true, true])
  expect(waits(of('disputed', [extra('0.00')], 'done'))).toBe(false)
  expect(waits(of('paid', [extra('150.00')]))).toBe(false)
})
it('counts as given back what is neither left nor on bills', () => expect(returned({ ...extra('10.00', [{ bill: 'a', amount: '100.00' }, { bill: 'b', amount: '0.01' }]) })).toBe('39.99'))
