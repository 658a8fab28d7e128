import { expect, it } from 'vitest'
import { steps } from '../src/flow/moments'

const at = '2026-11-21T01:30:48Z'
const none = { refunds: [], surplus: [] }
it('puts what is true now on top', () => {
  expect(steps({ ...none, state: 'paid', timeline: [{ what: 'opened', at }, { what: 'paid', at }, { what: 'booked', at }] }).map((it) => [it.what, it.now])).toEqual([['booked', 'ok'], ['paid', null], ['opened', null]])
  expect(steps({ ...none, state: 'closed', timeline: [{ what: 'opened', at }, { what: 'expired', at }] })[0]).toEqual({ what: 'expired', at, now: 'off' })
})
it('lets an open order wait, and says no time for what has not happened', () => expect(steps({ ...none, state: 'open', timeline: [{ what: 'opened', at }] })).toEqual([{ what: 'waiting', at: null, now: 'wait' }, { what: 'opened', at, now: null }]))
it('never marks a disputed order as settled', () => expect(steps({ ...none, state: 'disputed', timeline: [{ what: 'opened', at }, { what: 'paid', at }, { what: 'disputed', at }] })[0]).toEqual({ what: 'disputed', at, now: 'wait' }))
it('ends a disputed order once its money is on bills or back', () => {
  const disputed = { state: 'disputed' as const, timeline: [{ what: 'disputed' as const, at }] }
  const surplus = [{ amount: '5.00', reason: 'amount-differs' as const, left: '0.00', applied: [{ bill: 'b', amount: '5.00' }] }]
  expect(steps({ ...disputed, refunds: [], surplus })[0]?.now).toBe('ok')
  expect(steps({ ...disputed, refunds: [{ amount: '5.00', state: 'done', reason: '', opened: at, at }], surplus: [{ ...surplus[0]!, applied: [] }] })[0]?.now).toBe('off')
})
