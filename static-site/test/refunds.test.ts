import { describe, expect, it } from 'vitest'
import type { RefundAsk } from '../src/api/money'
import { faultsOf, noteFault, plainNumber } from '../src/flow/refunds'

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
