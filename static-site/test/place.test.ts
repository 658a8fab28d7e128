import { describe, expect, it } from 'vitest'
import { fits, sceneOf } from '../src/flow/place'

const LINUX = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36'
const ANDROID = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36'
const at = (agent: string, more: Partial<Parameters<typeof sceneOf>[0]> = {}): string => sceneOf({ agent, saysMobile: false, coarse: false, narrow: false, ...more })

describe('where the payer is', () => {
  it('is told by the wallet’s own browser first', () => {
    expect(at(`${ANDROID} MMWEBID/1 MicroMessenger/8.0.47.2560(0x28002F36) WeChat/arm64 NetType/WIFI`)).toBe('wechat')
    expect(at('Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 Chrome/116.0 Safari/537.36 NetType/WIFI MicroMessenger/7.0.20.1781 WindowsWechat')).toBe('wechat')
    expect(at('Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 NebulaSDK/1.8 AlipayClient/10.5.20 Language/zh-Hans')).toBe('alipay')
  })
  it('is a telephone when the browser says so', () => {
    expect(at(ANDROID)).toBe('mobile')
    expect(at(LINUX, { saysMobile: true })).toBe('mobile')
    expect(at('Mozilla/5.0 (iPad; CPU OS 12_0 like Mac OS X) AppleWebKit/605.1.15')).toBe('mobile')
  })
  it('is a telephone that asked for the page of a computer', () => {
    expect(at(LINUX, { coarse: true, narrow: true })).toBe('mobile')
  })
  it('is a computer otherwise, with a narrow window or a touch screen, too', () => {
    expect(at(LINUX)).toBe('pc')
    expect(at(LINUX, { narrow: true })).toBe('pc')
    expect(at(LINUX, { coarse: true })).toBe('pc')
  })
})

describe('an order made elsewhere', () => {
  it('can be paid by its code anywhere', () => {
    for (const here of ['pc', 'mobile', 'wechat', 'alipay'] as const) expect(fits({ way: 'qr', scene: 'pc' }, here)).toBe(true)
  })
  it('opens a wallet only where it was made', () => {
    expect(fits({ way: 'wallet', scene: 'wechat' }, 'wechat')).toBe(true)
    for (const here of ['pc', 'mobile', 'alipay'] as const) expect(fits({ way: 'wallet', scene: 'wechat' }, here)).toBe(false)
  })
  it('does not open a page that refuses this browser', () => {
    expect(fits({ way: 'page', scene: 'mobile' }, 'pc')).toBe(false)
    expect(fits({ way: 'page', scene: 'mobile' }, 'wechat')).toBe(false)
    expect(fits({ way: 'page', scene: 'pc' }, 'mobile')).toBe(true)
  })
})
