import { describe, expect, it } from 'vitest'
import { askWallet, type Bridge, type Inside } from '../src/flow/wallet'

const PARAMS = { appId: 'wx1', timeStamp: '1700000000', nonceStr: 'n', package: 'prepay_id=wx1', signType: 'RSA', paySign: 's' }
const bridge = (said: string | undefined, asked: unknown[] = []): Bridge => ({ invoke: (name, params, heard) => { asked.push([name, params]); heard(said === undefined ? {} : { err_msg: said }) } })
const there = (it: Bridge | undefined): Inside => ({ bridge: () => it, ready: () => () => undefined })

describe('the wallet', () => {
  it('is given the parameters as they came', async () => {
    const asked: unknown[] = []
    expect(await askWallet(there(bridge('get_brand_wcpay_request:ok', asked)), PARAMS)).toBe('ok')
    expect(asked).toEqual([['getBrandWCPayRequest', PARAMS]])
  })
  it('is believed a cancel, and anything unclear is a failure', async () => {
    expect(await askWallet(there(bridge('get_brand_wcpay_request:cancel')), PARAMS)).toBe('cancel')
    for (const said of ['get_brand_wcpay_request:fail', 'get_brand_wcpay_request:okay', 'ok', '', undefined]) expect(await askWallet(there(bridge(said)), PARAMS)).toBe('fail')
  })
  it('fails when its script throws', async () => {
    expect(await askWallet(there({ invoke: () => { throw new Error('x') } }), PARAMS)).toBe('fail')
  })
  it('is waited for until it is ready', async () => {
    let it: Bridge | undefined
    let stopped = 0
    const late: Inside = { bridge: () => it, ready: (then) => { setTimeout(() => { it = bridge('get_brand_wcpay_request:ok'); then() }, 5); return () => { stopped++ } } }
    expect(await askWallet(late, PARAMS)).toBe('ok')
    expect(stopped).toBe(1)
  })
  it('is absent outside WeChat', async () => {
    expect(await askWallet(there(undefined), PARAMS, 5)).toBe('absent')
  })
})
