import { describe, expect, it } from 'vitest'
import { fen, less, shown, total, typed, yuan } from '../src/flow/money'
import { judge } from '../src/flow/split'

describe('sums', () => {
  it('are read exactly or not at all', () => {
    expect(fen('4800.00')).toBe(480000)
    expect(fen('-0.01')).toBe(-1)
    for (const bad of ['4800', '4800.0', '4,800.00', '1e3', '', ' 1.00', '１.00', '0.001']) expect(() => fen(bad)).toThrow(RangeError)
  })
  it('add up to the fen where floats would not', () => {
    expect(total(['0.10', '0.20', '1136.15', '999999999.99'])).toBe('1000001136.44')
    expect(total(Array.from({ length: 1000 }, () => '0.01'))).toBe('10.00')
    expect(less('5500.00', '5499.99')).toBe('0.01')
  })
  it('survive the way to fen and back', () => {
    for (let n = 0; n < 20_000; n += 7) expect(fen(yuan(n))).toBe(n)
    expect(yuan(-5)).toBe('-0.05')
  })
  it('typed by people are forgiven commas and full-width digits, not a third decimal', () => {
    expect(typed('３，０００．５')).toBe(300050)
    expect(typed(' ¥5,200 ')).toBe(520000)
    for (const bad of ['', '1.234', '-1', '1e3', 'abc', '.5', '1.2.3']) expect(typed(bad)).toBeNull()
  })
  it('are shown with commas', () => {
    expect(shown('1234567.00')).toBe('1,234,567.00')
    expect(shown('-1000.50')).toBe('-1,000.50')
    expect(shown('999.99')).toBe('999.99')
  })
})

describe('改', () => {
  it('accepts all, the minimum, and everything that leaves a minimum', () => {
    for (const text of ['5500', '500', '5000.00', '2,750.01']) expect(judge(text, '5500.00', '500.00').ok).toBe(true)
  })
  it('refuses on both sides and names what would do', () => {
    expect(judge('499.99', '5500.00', '500.00')).toEqual({ ok: false, why: 'below-minimum', accept: '500.00' })
    expect(judge('5200', '5500.00', '500.00')).toEqual({ ok: false, why: 'remainder-too-small', rest: '300.00', accept: '5000.00' })
    expect(judge('5500.01', '5500.00', '500.00')).toEqual({ ok: false, why: 'above-owed', accept: '5500.00' })
    expect(judge('0', '5500.00', '500.00')).toMatchObject({ ok: false, why: 'below-minimum' })
    expect(judge('x', '5500.00', '500.00')).toEqual({ ok: false, why: 'not-a-sum' })
  })
  it('has only one right amount when exactly the minimum is owed', () => {
    expect(judge('1000', '1000.00', '1000.00').ok).toBe(true)
    expect(judge('1200', '1500.00', '1000.00')).toMatchObject({ why: 'remainder-too-small', accept: null })
  })
  it('agrees with its own advice for every fen', () => {
    for (let n = 1; n <= 3000; n++) {
      const verdict = judge(yuan(n), '30.00', '10.00')
      expect(verdict.ok).toBe(n === 3000 || (n >= 1000 && 3000 - n >= 1000))
      if (!verdict.ok && 'accept' in verdict && verdict.accept) expect(judge(verdict.accept, '30.00', '10.00').ok).toBe(true)
    }
  })
})
