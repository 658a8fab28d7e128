import { describe, expect, it } from 'vitest'
import type { Dispute, Refund, RefundAsk } from '../src/api/money'
import { deeds, faultsOf, isAppliable, noteFault, plainNumber, stage } from '../src/flow/refunds'

const refund = (more: Partial<Refund>): Refund => ({ number: 'N', order: 'O', payer: 'P', channel: 'wechat', transaction: '42', amount: '1.00', lines: [], reopens: false, by_hand: false, reason: 'r', state: 'approved', by: 'rule', approved_by: 'rule', since: '', asked: 0, trouble: null, ...more })

describe('a refund', () => {
  it('that was proposed is agreed to or withdrawn', () => expect(deeds(refund({ state: 'proposed' }))).toEqual(['approve', 'withdraw']))
  it('that its provider has is left alone', () => {
    expect(deeds(refund({ asked: 0 }))).toEqual(['withdraw'])
    expect(deeds(refund({ asked: 1 }))).toEqual([])
  })
  it('that its provider has trouble with may be given by hand', () => expect([stage(refund({ asked: 3, trouble: 'NOTENOUGH' })), deeds(refund({ asked: 3, trouble: 'NOTENOUGH' }))]).toEqual(['stuck', ['by-hand', 'withdraw']]))
  it('by hand waits for whoever gives it', () => expect([stage(refund({ by_hand: true })), stage(refund({ by_hand: true, state: 'proposed' }))]).toEqual(['hand', 'review']))
  it('that failed is only taken note of', () => expect(deeds(refund({ state: 'failed' }))).toEqual(['dismiss']))
})
it('puts no money on bills of an order that is not there', () => expect(['no-such-order', 'paid-twice'].map((reason) => isAppliable({ reason } as Dispute))).toEqual([false, true]))
describe('what an officer types', () => {
  const ask: RefundAsk = { number: '01KAJ8Z5T4Q9V7N2M6X3C1B0RDADA001', transaction: '42', reason: '重复缴费退款', reopens: false, by_hand: false }
  it('may have the gaps of a page', () => {
    expect(plainNumber(' 01kaj8z5 T4Q9　V7N2M6X3C1B0RDADA001 ')).toBe(ask.number)
    expect(faultsOf({ ...ask, number: '01KA J8Z5 T4Q9 V7N2 M6X3 C1B0 RDAD A001' }).number).toBe('')
  })
  it('is missing or wrong at its field', () => {
    expect(faultsOf({ ...ask, number: '', transaction: ' ', reason: '' })).toEqual({ number: 'empty', transaction: 'empty', reason: 'empty' })
    expect([faultsOf({ ...ask, number: '01KAJ8' }).number, faultsOf({ ...ask, reason: '退'.repeat(27) }).reason, faultsOf({ ...ask, reason: '退'.repeat(26) }).reason]).toEqual(['not-a-number', 'too-long', ''])
    expect([noteFault(' '), noteFault('x'.repeat(201)), noteFault('转账')]).toEqual(['empty', 'too-long', ''])
  })
})
