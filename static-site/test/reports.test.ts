import { describe, expect, it } from 'vitest'
import type { DayState, Tally } from '../src/api/reports'
import { byDay, cellOf, gap, isOpen, moved, net, sample, standing } from '../src/flow/reports'

const tally = (paid: string, returned = '0.00'): Tally => ({ payments: 1, paid, refunds: 0, returned })
const done = (exceptions: number, heals = false, day = '2026-11-21'): DayState => ({ channel: 'wechat', day, at: '2026-11-22T02:30:00Z', state: 'done', summary: { ours: tally('1.00'), theirs: tally('1.00'), agreed: tally('1.00'), fees_fen: 0, exceptions, pooled: 3, awaited: 0, heals } })
const other = (state: 'waiting' | 'upload'): DayState => ({ channel: 'abc', day: '2026-11-20', at: '2026-11-22T02:30:00Z', state })

describe('where a day stands', () => {
  it('agrees only where nobody has to look at anything', () => {
    expect([done(0), done(2), done(1, true)].map(standing)).toEqual(['agreed', 'differs', 'heals'])
    expect(standing({ channel: 'abc', day: '2026-11-20', at: '', state: 'refused', code: 'statement-cut' })).toBe('refused')
  })
  it('is somebody’s work unless it agrees or the provider is waited for', () => expect([done(0), done(2), other('waiting'), other('upload')].map(isOpen)).toEqual([false, true, false, true]))
  it('stands with its channels, the last day first', () => expect(byDay([other('upload'), done(0), done(0, false, '2026-11-20')]).map((it) => [it.day, it.states.length])).toEqual([['2026-11-21', 1], ['2026-11-20', 2]]))
})
describe('what a day comes to', () => {
  it('is what came less what went back, to the fen', () => {
    expect(net(tally('462180.10', '1180.11'))).toBe('460999.99')
    expect(net(tally('1.00', '2.50'))).toBe('-1.50')
  })
  it('tells which side has more', () => expect([gap(tally('1.00'), tally('1.30')), gap(tally('1.30'), tally('1.00')), gap(tally('5.00', '1.00'), tally('4.00'))]).toEqual(['+0.30', '-0.30', '0.00']))
})
it('counts days over the ends of months and years', () => expect([moved('2026-03-01', -1), moved('2028-02-28', 1), moved('2026-12-31', 1)]).toEqual(['2026-02-28', '2028-02-29', '2027-01-01']))
it('finds the place in a file that the platform names', () => {
  expect(cellOf({ field: 'row 12 交易流水号', code: 'scientific' })).toEqual({ row: '12', column: '交易流水号', code: 'scientific' })
  expect(cellOf({ field: '合计 订单号', code: 'other-total' })).toEqual({ row: '', column: '订单号', code: 'other-total' })
  expect(cellOf({ field: '金额', code: 'missing' })).toEqual({ row: '', column: '金额', code: 'missing' })
})
it('hands out a sample that says of itself what it holds', () => {
  const [head, row, total] = sample('2026-11-21').replace('\ufeff', '').trim().split('\r\n').map((it) => it.split(','))
  expect([head?.length, row?.length, total?.length]).toEqual([7, 7, 7])
  expect([total?.[0], total?.[1], total?.[2]]).toEqual(['合计', '1', row?.[2]])
  expect(row?.[3]).toBe('2026-11-21 08:00:00')
})
