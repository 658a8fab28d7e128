import { describe, expect, it } from 'vitest'
import { plainId, readId } from '../src/flow/idnumber'

describe('an ID number', () => {
  it('says when somebody was born and their gender', () => {
    expect(readId('61011320060313900X')).toEqual({ birth: { year: 2006, month: 3, day: 13 }, gender: 'female' })
    expect(readId('110105194912310038')).toMatchObject({ gender: 'male' })
  })
  it('is read as keyboards give it', () => {
    expect(plainId('６１０１１３ 20060313 900x')).toBe('61011320060313900X')
    expect(readId(' 610113 20060313 900x ')).toHaveProperty('birth')
  })
  it('is refused for the platform’s reasons', () => {
    expect(readId('')).toBe('id-length')
    expect(readId('6.10113E+17')).toBe('id-length')
    expect(readId('61011320060313X00X')).toBe('id-characters')
    expect(readId('610113200602309006')).toBe('id-birth')
    expect(readId('610113210002289006')).toBe('id-birth')
    expect(readId('610113200613139001')).toBe('id-birth')
    expect(readId('610113200603139001')).toBe('id-checksum')
  })
  it('notices every single wrong digit and every pair turned round', () => {
    const right = '61011320060313900X'
    for (let place = 0; place < 17; place++) {
      for (let more = 1; more < 10; more++) {
        const wrong = right.slice(0, place) + String((Number(right[place]) + more) % 10) + right.slice(place + 1)
        expect(typeof readId(wrong), wrong).toBe('string')
      }
      const turned = right.slice(0, place) + right[place + 1] + right[place] + right.slice(place + 2)
      if (turned !== right) expect(typeof readId(turned), turned).toBe('string')
    }
  })
})
