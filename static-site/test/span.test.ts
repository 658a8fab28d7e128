import { expect, it } from 'vitest'
import { daysFault, oneOf, querySpan, spanOf } from '../src/flow/span'

const TODAY = '2026-11-22'

it.each([
  ['2026-11-01', '2026-11-22', null], ['2026-11-22', '2026-11-22', null], ['2024-02-29', '2024-02-29', null],
  ['', '2026-11-22', 'pickDays'], ['2026-02-30', '2026-11-22', 'pickDays'], ['2026-11-1', '2026-11-22', 'pickDays'], ['22026-11-01', '2026-11-22', 'pickDays'],
  ['2026-11-22', '2026-11-21', 'daysTurned'], ['2026-11-01', '2026-11-23', 'daysAhead'], ['1999-12-31', '2026-11-22', 'daysFar'],
] as const)('%s to %s: %s', (from, to, said) => expect(daysFault(from, to, TODAY)).toBe(said))

it('reads back what it wrote', () => {
  for (const span of [{ period: 'month' }, { period: 'all' }, { period: 'today' }, { period: 'custom', from: '2026-11-01', to: '2026-11-21' }] as const) expect(spanOf(querySpan(span, 'month'), 'month', TODAY)).toEqual(span)
})
it('takes nonsense for nothing', () => {
  for (const query of [{}, { period: 'week' }, { period: ['all', 'all'] }, { period: 'custom' }, { period: 'custom', from: '2026-11-22', to: '2026-11-01' }, { period: 'custom', from: '<script>', to: '2026-11-01' }, { period: 'custom', from: '2026-11-01', to: '2030-01-01' }]) expect(spanOf(query, 'month', TODAY)).toEqual({ period: 'month' })
  expect(oneOf('gone', ['all', 'failed'], 'all')).toBe('all')
  expect(oneOf(['failed'], ['all', 'failed'], 'all')).toBe('all')
  expect(oneOf('failed', ['all', 'failed'], 'all')).toBe('failed')
})
