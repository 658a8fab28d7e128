import { expect, it } from 'vitest'
import { steps } from '../src/flow/moments'

const at = '2026-11-21T01:30:48Z'
it('puts what is true now on top', () => {
  expect(steps({ state: 'paid', timeline: [{ what: 'opened', at }, { what: 'paid', at }, { what: 'booked', at }] }).map((it) => [it.what, it.now])).toEqual([['booked', 'ok'], ['paid', null], ['opened', null]])
  expect(steps({ state: 'closed', timeline: [{ what: 'opened', at }, { what: 'expired', at }] })[0]).toEqual({ what: 'expired', at, now: 'off' })
})
it('lets an open order wait, and says no time for what has not happened', () => expect(steps({ state: 'open', timeline: [{ what: 'opened', at }] })).toEqual([{ what: 'waiting', at: null, now: 'wait' }, { what: 'opened', at, now: null }]))
it('never marks a disputed order as settled', () => expect(steps({ state: 'disputed', timeline: [{ what: 'opened', at }, { what: 'paid', at }, { what: 'disputed', at }] })[0]).toEqual({ what: 'disputed', at, now: 'wait' }))
it('ends a disputed order once its money is on bills or back', () => {
  const disputed = { state: 'disputed' as const, timeline: [{ what: 'disputed' as const, at }] }
  expect((['asked', 'going', 'back', 'applied'] as const).map((became) => steps({ ...disputed, became })[0]?.now)).toEqual(['wait', 'wait', 'off', 'ok'])
})
