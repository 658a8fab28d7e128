// Browsers as they present themselves, and what a wallet puts on its pages.
const PHONE = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36'
export const AGENTS = { mobile: PHONE, wechat: `${PHONE} MicroMessenger/8.0.47.2560(0x28002F36) NetType/WIFI Language/zh_CN`, alipay: `${PHONE} NebulaSDK/1.8 AlipayClient/10.5.20 Language/zh-Hans` }
export const PHONE_SIZE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }

/** Puts WeChat's script on every page. It answers `said`, or never does; `pays`: true pays at the mock, a function pays as it likes. */
export async function bridge(page, said, pays = false) {
  const own = typeof pays === 'function'
  if (own) await page.exposeFunction('payInWallet', pays)
  await page.addInitScript(([word, really]) => {
    if (location.pathname !== '/') return
    const there = { asked: [] }
    there.invoke = async (name, params, heard) => {
      there.asked.push([name, params])
      if (really === 'own') word = await window.payInWallet(params).catch(() => 'fail')
      else if (really) await fetch(`/__pay/${params.package.slice('prepay_id='.length)}/pay`, { method: 'POST', redirect: 'manual' })
      if (word) heard({ err_msg: `get_brand_wcpay_request:${word}` })
    }
    // As in WeChat: the script comes after the page.
    setTimeout(() => { window.WeixinJSBridge = there; document.dispatchEvent(new Event('WeixinJSBridgeReady')) }, 300)
  }, [said, own ? 'own' : pays])
}
