import { describe, expect, it } from 'vitest'
import { nextOf, ssoAddress, ssoFault } from '../src/flow/next'

describe('where somebody wanted to go', () => {
  it('is a page of this site, with what it was asked', () => {
    for (const page of ['/tuition', '/pay/01KAJ300000000000000000077/result?ask=1', '/orders?state=paid', '/me']) expect(nextOf(page)).toBe(page)
  })
  it('is nowhere else, however it is written', () => {
    for (const trick of [
      '//evil.example', '///evil.example', '/\\evil.example', '\\/evil.example', '/\t/evil.example', '/\n/evil.example', '/ /evil.example', ' /tuition', '/./../\\evil', '/.//evil.example', 'https://evil.example', 'javascript:alert(1)',
      'tuition', '#/tuition', '/@evil.example', '/%2f%2fevil.example', '/home//evil', '/home\u0000', `/${'a'.repeat(600)}`, '', '/', undefined, null, 7, ['/tuition', '/me'],
    ]) expect(nextOf(trick), String(trick)).toBeNull()
  })
  it('is not the way in itself', () => {
    for (const page of ['/login', '/login?next=/login', '/identify', '/outside', '/arrive?code=c', '/register', '/reset', '/password/first']) expect(nextOf(page), page).toBeNull()
    expect(nextOf('/loginless')).toBe('/loginless')
    expect(nextOf('/password')).toBe('/password')
  })
  it('goes through the campus’s sign-on as one parameter', () => {
    expect(ssoAddress('/orders?state=paid&period=all')).toBe('/api/sso/begin?next=%2Forders%3Fstate%3Dpaid%26period%3Dall')
    expect(ssoAddress(null)).toBe('/api/sso/begin')
  })
  it('says why the sign-on led back, and counts what it does not know as broken', () => {
    expect(['refused', 'unknown', 'broken', 'more', undefined].map(ssoFault)).toEqual(['refused', 'unknown', 'broken', 'broken', null])
  })
})
