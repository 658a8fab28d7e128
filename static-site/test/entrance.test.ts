import { describe, expect, it } from 'vitest'
import { arrive, leave, type Pocket } from '../src/flow/entrance'

const ENTRANCE = { url: 'https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx1&state=s1#wechat_redirect', state: 's1' }
function pocket(text: string | null = null): Pocket & { text: () => string | null } {
  let kept = text
  return { read: () => kept, write: (it) => { kept = it }, text: () => kept }
}

describe('the trip to the wallet', () => {
  it('leads back to where the payer was, with the code', () => {
    const kept = pocket()
    expect(leave(kept, ENTRANCE, '#/pay', 1_000)?.host).toBe('open.weixin.qq.com')
    expect(arrive(kept, '?code=c1&state=s1')).toEqual({ code: 'c1', to: '#/pay' })
  })
  it('drops the code of a state that is not ours, and still leads back', () => {
    const kept = pocket()
    leave(kept, ENTRANCE, '#/pay', 1_000)
    expect(arrive(kept, '?code=evil&state=s2')).toEqual({ code: null, to: '#/pay' })
    expect(arrive(pocket(), '?code=evil&state=s2')).toEqual({ code: null, to: '' })
  })
  it('takes each state once', () => {
    const kept = pocket()
    leave(kept, ENTRANCE, '#/pay', 1_000)
    arrive(kept, '?code=c1&state=s1')
    expect(arrive(kept, '?code=c1&state=s1')?.code).toBeNull()
    expect(arrive(kept, '?code=c1&state=')?.code).toBeNull()
  })
  it('never keeps the code', () => {
    const kept = pocket()
    leave(kept, ENTRANCE, '#/pay', 1_000)
    arrive(kept, '?code=c1-secret&state=s1')
    expect(kept.text()).not.toContain('c1-secret')
  })
  it('comes back without a code when the wallet gave none', () => {
    const kept = pocket()
    leave(kept, ENTRANCE, '#/pay', 1_000)
    expect(arrive(kept, '?state=s1')).toEqual({ code: null, to: '#/pay' })
  })
  it('is not taken in a circle', () => {
    const kept = pocket()
    for (const now of [0, 1_000, 2_000]) expect(leave(kept, ENTRANCE, '#/pay', now)).not.toBeNull()
    expect(leave(kept, ENTRANCE, '#/pay', 3_000)).toBeNull()
    expect(leave(kept, ENTRANCE, '#/pay', 70_000)).not.toBeNull()
  })
  it('goes to an address of the web only, and back to a page of this site only', () => {
    expect(leave(pocket(), { url: 'javascript:alert(1)', state: 's' }, '#/pay', 0)).toBeNull()
    expect(arrive(pocket(JSON.stringify({ state: 's1', to: 'https://evil.example', at: [] })), '?code=c&state=s1')).toEqual({ code: null, to: '' })
    expect(arrive(pocket('nonsense'), '?code=c&state=s1')).toEqual({ code: null, to: '' })
  })
  it('is nobody’s business when the address says nothing of it', () => {
    expect(arrive(pocket(), '?utm=1')).toBeNull()
  })
})
