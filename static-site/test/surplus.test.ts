import { expect, it } from 'vitest'
import type { Order } from '../src/api/wire'
import { fate, isProven, returned, waits } from '../src/flow/surplus'

const of = (state: Order['state'], became?: Order['became']) => ({ state, ...(became === undefined ? {} : { became }) })

it('believes the platform about what became of money', () => {
  for (const became of ['asked', 'going', 'back', 'applied'] as const) expect(fate(of('paid', became))).toBe(became)
  for (const state of ['open', 'paid', 'closed'] as const) expect([fate(of(state, null)), fate(of(state))], state).toEqual([null, null])
})
it('takes a disputed order of which nothing is told for one that somebody has to decide about', () => expect([fate(of('disputed')), fate(of('disputed', null))]).toEqual(['asked', 'asked']))
it('keeps people from paying the same again until the money is on bills or back, but not for a paid order', () => {
  expect((['asked', 'going', 'back', 'applied'] as const).map((it) => waits(of('disputed', it)))).toEqual([true, true, false, false])
  expect([waits(of('closed', 'asked')), waits(of('open', 'asked')), waits(of('paid', 'asked')), waits(of('open'))]).toEqual([true, true, false, false])
})
it('counts as given back what is neither left nor on bills', () => expect(returned({ amount: '150.00', reason: 'paid-twice', left: '10.00', applied: [{ bill: 'a', amount: '100.00' }, { bill: 'b', amount: '0.01' }] })).toBe('39.99'))
it('has a proof of an order on whose bills money lies, however it came there', () => {
  const surplus = (applied: { bill: string; amount: string }[]) => [{ amount: '150.00', reason: 'amount-differs' as const, left: '0.00', applied }]
  expect([isProven({ state: 'paid' }), isProven({ state: 'disputed', surplus: surplus([{ bill: 'a', amount: '150.00' }]) })]).toEqual([true, true])
  expect([isProven({ state: 'disputed', surplus: surplus([]) }), isProven({ state: 'disputed' }), isProven({ state: 'open', surplus: [] })]).toEqual([false, false, false])
})
