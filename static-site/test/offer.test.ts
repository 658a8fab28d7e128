import { describe, expect, it } from 'vitest'
import type { ChannelKind, Offer, Offers, Way } from '../src/api/wire'
import { asksWho, firstPick, inOrder, mayChange, stillOffered } from '../src/flow/offer'

const offer = (kind: ChannelKind, ways: Way[] = ['qr'], state: Offer['state'] = 'open'): Offer => ({ kind, label: null, ways, state, reason: null })
const all = (...channels: Offer[]): Offers => ({ channels, entrance: null })

describe('what is chosen', () => {
  it('is nothing between several, what was chosen last, or the only one', () => {
    const two = [offer('wechat'), offer('alipay', ['qr', 'page'])]
    expect(firstPick(two, null)).toBeNull()
    expect(firstPick(two, { kind: 'alipay', way: 'page' })).toEqual({ kind: 'alipay', way: 'page' })
    expect(firstPick([offer('wechat'), offer('abc', ['page'], 'down')], null)).toEqual({ kind: 'wechat', way: 'qr' })
    expect(firstPick([], null)).toBeNull()
  })
  it('goes when its channel goes, and changes its way when only that goes', () => {
    expect(stillOffered([offer('alipay', ['qr'], 'maintenance')], { kind: 'alipay', way: 'qr' })).toBeNull()
    expect(stillOffered([offer('alipay', [], 'open')], { kind: 'alipay', way: 'qr' })).toBeNull()
    expect(stillOffered([offer('wechat')], { kind: 'alipay', way: 'qr' })).toBeNull()
    expect(stillOffered([offer('alipay', ['page'])], { kind: 'alipay', way: 'qr' })).toEqual({ kind: 'alipay', way: 'page' })
  })
})

describe('the list', () => {
  it('begins with the code on a computer and is as it came elsewhere', () => {
    const came = all(offer('abc', ['page', 'qr']), offer('bridge', ['page']))
    expect(inOrder(came, 'pc').channels.map((it) => it.ways)).toEqual([['qr', 'page'], ['page']])
    expect(inOrder(came, 'mobile')).toEqual(came)
  })
  it('is asked for again only while a provider is down', () => {
    expect(mayChange(all(offer('wechat'), offer('abc', ['qr'], 'down')))).toBe(true)
    expect(mayChange(all(offer('wechat'), offer('abc', ['qr'], 'maintenance'), offer('alipay', [], 'elsewhere')))).toBe(false)
  })
  it('asks who pays only where a wallet can be paid with', () => {
    const entrance = { url: 'https://open.weixin.qq.com/x', state: 's' }
    expect(asksWho({ ...all(offer('wechat', ['wallet'])), entrance })).toBe(true)
    expect(asksWho({ ...all(offer('wechat', ['wallet'], 'down')), entrance })).toBe(false)
    expect(asksWho(all(offer('wechat', ['wallet'])))).toBe(false)
  })
})
