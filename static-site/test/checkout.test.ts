import { describe, expect, it } from 'vitest'
import type { Checkout } from '../src/api/wire'
import { doorOf, goTo, leads } from '../src/flow/checkout'

const door = (): { went: string[]; jump: (url: URL) => void; submit: (url: URL, fields: Record<string, string>) => void } => {
  const went: string[] = []
  return { went, jump: (url) => void went.push(`jump ${url.href}`), submit: (url, fields) => void went.push(`post ${url.href} ${JSON.stringify(fields)}`) }
}

describe('a checkout', () => {
  it('is jumped to by address, or posted as a form', () => {
    const d = door()
    expect(goTo({ kind: 'jump', url: 'https://wx.tenpay.com/x' }, d)).toBe(true)
    expect(goTo({ kind: 'form', url: 'https://gateway.95516.com/gateway/api/frontTransReq.do', fields: { orderId: 'A', signature: 'a+b/c=' } }, d)).toBe(true)
    expect(d.went).toEqual(['jump https://wx.tenpay.com/x', 'post https://gateway.95516.com/gateway/api/frontTransReq.do {"orderId":"A","signature":"a+b/c="}'])
  })
  it('is only followed to an address of the web', () => {
    const d = door()
    for (const url of ['javascript:alert(1)', 'data:text/html,x', 'nonsense', '']) {
      expect(goTo({ kind: 'jump', url }, d)).toBe(false)
      expect(goTo({ kind: 'form', url, fields: {} }, d)).toBe(false)
    }
    expect(d.went).toEqual([])
  })
  it('leads nowhere when it is a code, a wallet, or nothing', () => {
    const others: Checkout[] = [{ kind: 'qr', content: 'https://x', until: '' }, { kind: 'wallet', params: {} }, { kind: 'none' }]
    for (const it of [...others, null]) expect(leads(it)).toBeNull()
  })
})

/** Just enough of a document to see what is put into it. */
class Element {
  [name: string]: unknown
  readonly inside: Element[] = []
  constructor(readonly tag: string) {}
  append(it: Element): void { this.inside.push(it) }
}

describe('a form', () => {
  it('carries its values as they are, over the whole window, even a field called submit', () => {
    let sent = 0
    const body = new Element('body')
    const page = { createElement: (tag: string) => new Element(tag), body, defaultView: null } as unknown as Document
    Object.assign(globalThis, { HTMLFormElement: { prototype: { submit() { sent++ } } } })
    doorOf(page).submit(new URL('https://gateway.95516.com/x'), { submit: '1', riskRateInfo: '{commodityName="><script>学费}' })
    const [form] = body.inside
    expect(form).toMatchObject({ tag: 'form', method: 'post', action: 'https://gateway.95516.com/x', target: '_top', acceptCharset: 'utf-8' })
    expect(form?.inside.map((it) => [it.type, it.name, it.value])).toEqual([['hidden', 'submit', '1'], ['hidden', 'riskRateInfo', '{commodityName="><script>学费}']])
    expect(sent).toBe(1)
  })
})
