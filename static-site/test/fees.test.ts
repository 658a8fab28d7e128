import { describe, expect, it } from 'vitest'
import type { AmountRule, Batch, TargetRule } from '../src/api/fees'
import type { Bill, Order } from '../src/api/wire'
import { openBeside, openFor, outlook, stateOf } from '../src/flow/fees'
import { firstTyped, judgeAmount, judgeTarget, typedOf } from '../src/flow/living'

const bill = (more: Partial<Bill> = {}): Bill => ({ id: 'batch:books/教材费', item: '教材费', year: '', category: 'other', batch: 'books', target: null, until: null, due: '386.50', exempt: '0.00', loan: '0.00', paid: '0.00', owed: '386.50', held: false, held_by: null, split: null, ...more })
const batch = (phase: Batch['phase'], bills: Bill[], opens = '2026-11-01T00:00:00Z'): Batch => ({ id: 'books', title: '教材费', department: '教务处', note: '', window: { opens, closes: '2026-12-01T00:00:00Z' }, phase, owed: bills.some((it) => it.owed !== '0.00') ? '386.50' : '0.00', bills })

describe('a batch', () => {
  it('can be paid only while it is open, owed and held by nobody', () => {
    expect(stateOf(batch('open', [bill()]))).toBe('payable')
    expect(stateOf(batch('open', [bill({ held: true })]))).toBe('held')
    expect(stateOf(batch('open', [bill({ owed: '0.00' })]))).toBe('settled')
    expect(stateOf(batch('coming', [bill()]))).toBe('coming')
    expect(stateOf(batch('closed', [bill()]))).toBe('over')
    expect(stateOf(batch('closed', [bill({ owed: '0.00' })]))).toBe('closed')
  })
  it('tells home what is open, what closed with a debt, and when the next one opens', () => {
    const later = '2026-12-20T00:00:00Z'
    const batches = [batch('open', [bill()]), batch('closed', [bill()]), batch('coming', [bill()], later), batch('coming', [bill()], '2027-01-01T00:00:00Z')]
    expect(outlook({ batches, living: [] })).toEqual({ owed: '386.50', held: 0, open: 1, next: later, over: 1 })
    expect(outlook({ batches: [], living: [] })).toEqual({ owed: '0.00', held: 0, open: 0, next: null, over: 0 })
  })
})

describe('for which room, card or account', () => {
  const room: TargetRule = { is: 'room', buildings: ['6', '竹园-A'] }
  it('forgives how a phone types, and nothing else', () => {
    expect(judgeTarget(room, { building: '6', text: ' ４１２ ' })).toEqual({ ok: true, target: '6-412' })
    expect(judgeTarget(room, { building: '竹园-A', text: '1201' })).toEqual({ ok: true, target: '竹园-A-1201' })
    expect(judgeTarget({ is: 'card', digits: 6 }, { building: '', text: '123 456' })).toEqual({ ok: true, target: '123456' })
    expect(judgeTarget({ is: 'account' }, { building: '', text: 'chen.yu_an-1' })).toEqual({ ok: true, target: 'chen.yu_an-1' })
    expect(judgeTarget({ is: 'none' }, { building: '', text: '' })).toEqual({ ok: true, target: null })
  })
  it.each([
    [room, '', '412', 'no-building'], [room, '9', '412', 'no-building'], [room, '6', '', 'no-room'], [room, '6', '41', 'room'], [room, '6', '41211', 'room'], [room, '6', '4a2', 'room'],
    [{ is: 'card', digits: 6 }, '', '', 'no-card'], [{ is: 'card', digits: 6 }, '', '12345', 'card'], [{ is: 'card', digits: 6 }, '', '12345x', 'card'],
    [{ is: 'account' }, '', '', 'no-account'], [{ is: 'account' }, '', 'ab', 'account'], [{ is: 'account' }, '', '陈予安同学', 'account'], [{ is: 'account' }, '', 'a'.repeat(33), 'account'],
  ] as [TargetRule, string, string, string][])('%j %s %s is %s', (rule, building, text, why) => expect(judgeTarget(rule, { building, text })).toEqual({ ok: false, why }))
  it('fills in what was remembered, unless the rule has changed', () => {
    expect(typedOf(room, '竹园-A-1201')).toEqual({ building: '竹园-A', text: '1201' })
    expect(typedOf(room, '9-412')).toEqual({ building: '', text: '' })
    expect(typedOf({ is: 'card', digits: 8 }, '123456')).toEqual({ building: '', text: '' })
    expect(firstTyped({ is: 'room', buildings: ['6'] })).toEqual({ building: '6', text: '' })
  })
})

describe('how much', () => {
  const free: AmountRule = { is: 'free', min: '10.00', max: '500.00', step: '10.00', suggestions: ['50.00'] }
  it('takes what the rule allows', () => {
    expect(judgeAmount(free, '５０')).toEqual({ ok: true, amount: '50.00' })
    expect(judgeAmount(free, '500')).toEqual({ ok: true, amount: '500.00' })
    expect(judgeAmount({ is: 'fixed', choices: ['30.00', '50.00'] }, '30')).toEqual({ ok: true, amount: '30.00' })
  })
  it('says what is wrong and what would do', () => {
    expect(judgeAmount(free, ' ')).toEqual({ ok: false, why: 'none' })
    expect(judgeAmount(free, '5.001')).toEqual({ ok: false, why: 'not-a-sum' })
    expect(judgeAmount(free, '-50')).toEqual({ ok: false, why: 'not-a-sum' })
    expect(judgeAmount(free, '9.99')).toEqual({ ok: false, why: 'too-small', accept: '10.00' })
    expect(judgeAmount(free, '500.01')).toEqual({ ok: false, why: 'above-most', accept: '500.00' })
    expect(judgeAmount(free, '45')).toEqual({ ok: false, why: 'off-step', accept: ['40.00', '50.00'] })
    expect(judgeAmount({ ...free, max: '45.00' }, '44')).toEqual({ ok: false, why: 'off-step', accept: ['40.00'] })
    expect(judgeAmount({ is: 'fixed', choices: ['30.00'] }, '31')).toEqual({ ok: false, why: 'not-a-choice' })
  })
})

describe('a payment whose outcome is open', () => {
  const order = (state: Order['state'], target = '6-412', category: Order['category'] = 'living'): Order => ({ id: `${state}${target}`, state, category, lines: [{ bill: 'living:power/01K', item: '宿舍电费', year: '', target, amount: '50.00' }] }) as unknown as Order
  it('stands in the way of the same room alone', () => {
    expect(openFor([order('paid'), order('open')], 'power', '6-412')?.state).toBe('open')
    expect(openFor([order('paid'), order('closed')], 'power', '6-412')).toBeUndefined()
    expect(openFor([order('open')], 'power', '6-413')).toBeUndefined()
    expect(openFor([order('open')], 'water', '6-412')).toBeUndefined()
  })
  it('is told of at home where no arrears tell of it', () => {
    expect(openBeside([order('open'), order('open', '6-412', 'tuition'), order('paid')])).toHaveLength(1)
  })
})
