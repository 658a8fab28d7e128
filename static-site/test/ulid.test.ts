import { expect, it } from 'vitest'
import { beijing, left } from '../src/flow/when'
import { draw } from '../src/flow/ulid'

it('draws 26 letters of the Crockford alphabet, ordered by time', () => {
  const one = draw(1_700_000_000_000)
  expect(one).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/)
  expect(draw(1_700_000_000_001).slice(0, 10) > one.slice(0, 10)).toBe(true)
})
it('writes the time as every other ULID does', () => {
  expect(draw(1469918176385, new Uint8Array(16)).slice(0, 10)).toBe('01ARYZ6S41')
})
it('never draws the same twice', () => expect(new Set(Array.from({ length: 2000 }, () => draw(5))).size).toBe(2000))
it('tells the time of Beijing wherever it runs', () => {
  expect(beijing('2026-11-20T16:00:00Z').full).toBe('2026-11-21 00:00:00')
  expect(beijing('2026-12-31T15:59:59Z').short).toBe('12-31 23:59')
})
it('counts down to nothing and not below', () => {
  expect(left('2026-11-21T01:45:00Z', Date.parse('2026-11-21T01:30:28Z'))).toEqual({ seconds: 872, text: '14:32' })
  expect(left('2026-11-21T01:45:00Z', Date.parse('2026-11-22T01:45:00Z'))).toEqual({ seconds: 0, text: '00:00' })
})
