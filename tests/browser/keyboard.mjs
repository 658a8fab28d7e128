// The main journey by the keyboard alone, at both sizes and both schools: sign in, choose, confirm, open an order; on a PC the code is
// paid and 帮我查 asks, on a telephone the wallet's page is paid on; then the order is found in the list. Whatever has the focus shows it.
//   node keyboard.mjs      against the mock
import { launch, must, watchFaults } from './browser.mjs'
import { start } from './mock.mjs'
import { PHONE_SIZE } from './places.mjs'

const mock = await start()
const browser = await launch()
const WHO = { user: '23080101234', password: 'a sentence of mine 2026' }

/** What has the focus, as a screen reader would name it. */
const here = (page) => page.evaluate(() => {
  const it = document.activeElement
  if (!it || it === document.body) return ''
  const label = it.getAttribute('aria-label') ?? it.labels?.[0]?.textContent ?? it.textContent ?? ''
  return label.replace(/\s+/g, ' ').trim()
})
/**
 * Whether what has the focus shows it: an outline of its own, of what is drawn for it or of its label, or a field whose frame
 * looks otherwise than it did when the focus was elsewhere. Headings that the page focuses itself are nowhere to stop.
 */
const shows = (page) => page.evaluate(() => {
  const it = document.activeElement
  window.plain ??= new WeakMap()
  const frame = (spot) => { const { boxShadow, borderColor } = getComputedStyle(spot); return `${boxShadow} ${borderColor}` }
  for (const spot of document.querySelectorAll('.in, input, select, textarea')) if (!spot.matches(':focus-within')) window.plain.set(spot, frame(spot))
  if (!it || it === document.body || it.tabIndex < 0) return true
  const around = [it, it.nextElementSibling, it.closest('label')].filter(Boolean)
  const big = (spot) => { const { width, height } = spot.getBoundingClientRect(); return width > 4 && height > 4 }
  const ring = ({ outlineStyle, outlineWidth, outlineColor }) => outlineStyle !== 'none' && parseFloat(outlineWidth) > 0 && !/^rgba\(.*, 0\)$/.test(outlineColor)
  if (around.some((spot) => big(spot) && (ring(getComputedStyle(spot)) || ring(getComputedStyle(spot, '::after'))))) return true
  const fields = it.matches('input, select, textarea') ? [it, it.closest('.in')].filter(Boolean) : []
  return fields.some((spot) => big(spot) && window.plain.has(spot) && window.plain.get(spot) !== frame(spot))
})
/** Tab until what has the focus is called like that; what has it is always to be seen. */
async function reach(page, name) {
  const passed = []
  await shows(page)
  for (let n = 0; n < 80; n++) {
    const now = await here(page)
    if (name.test(now)) return
    passed.push(now.slice(0, 16))
    await page.keyboard.press('Tab')
    must.quiet(await shows(page), `what has the focus can be seen: ${await here(page)}`)
  }
  throw new Error(`not so: the keyboard reaches ${name}; it passed ${passed.join(' · ')}`)
}
must.quiet = (truth, what) => { if (!truth) throw new Error(`not so: ${what}`) }
const go = async (page, name, key = 'Enter') => { await reach(page, name); await page.keyboard.press(key) }

async function walk(school, size) {
  console.log(`${school} ${size}`)
  const context = await browser.newContext({ locale: 'zh-CN', reducedMotion: 'reduce', ...(size === 'pc' ? { viewport: { width: 1280, height: 800 } } : PHONE_SIZE) })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const faults = watchFaults(page, [/401/])
  try {
    await page.request.get(`${mock.origin}/__as?scene=owes&school=${school}&signed=0`)
    await page.goto(`${mock.origin}/#/login?next=/tuition`)
    await page.getByLabel('密码', { exact: true }).waitFor()
    await reach(page, /学号|证件号/)
    await page.keyboard.type(WHO.user)
    await reach(page, /^密码$/)
    await page.keyboard.type(WHO.password)
    if (await page.locator('.cap-place').count()) {
      await go(page, /^看不清验证码？$/)
      await go(page, /^开始验证$/)
      await page.getByText('验证通过', { exact: true }).first().waitFor({ timeout: 60_000 })
    }
    await go(page, /^登录$/)
    await page.waitForURL(/#\/tuition/)
    must(true, 'signs in and arrives where it wanted to')
    await page.locator('.bill, .bar .btn-1').first().waitFor()
    if (await page.getByRole('button', { name: '信息无误，下一步' }).count()) await go(page, /信息无误，下一步/)
    await page.locator('.bill').first().waitFor()
    const all = page.locator('.all input')
    if (await all.count() && await all.first().isEnabled() && !(await all.first().isChecked())) await go(page, /全选/, 'Space')
    await go(page, /^(下一步|缴|去缴费|确认|核对)/)
    await page.waitForURL(/#\/confirm/)
    must(true, 'chooses everything and goes on')
    await go(page, /去付款/)
    await page.locator('.offer').first().waitFor()
    await reach(page, /支付宝|微信/)
    await page.keyboard.press('Space')
    const opened = page.waitForRequest((it) => it.method() === 'PUT' && it.url().includes('/api/orders/'))
    await go(page, /^去.*¥|^(微信|支付宝).*¥/)
    const order = /orders\/([0-9A-Z]{26})/.exec((await opened).url())[1]
    must(true, 'chooses a way to pay and opens an order')
    if (size === 'pc') {
      await page.locator('.qr').waitFor()
      await reach(page, /帮我查/)
      const asked = page.waitForRequest((it) => it.method() === 'POST' && it.url().endsWith(`${order}/check`))
      await page.request.post(`${mock.origin}/__pay/${order}/pay`, { maxRedirects: 0 })
      await page.keyboard.press('Enter')
      await asked
    } else {
      await page.waitForURL(`${mock.origin}/__pay/${order}**`)
      must((await page.locator('h1').innerText()).length > 1, 'the page leaves for the wallet’s own')
      await go(page, /^支付$/)
    }
    await page.locator('.disc-ok').waitFor()
    must(page.url().includes(`/pay/${order}/result`), size === 'pc' ? '帮我查 finds the payment' : 'and the wallet sends the payer back to the result')
    await go(page, /^完成$/)
    await page.waitForURL(/#\/home/)
    await page.locator('.hero').waitFor()
    await go(page, size === 'pc' ? /^订单查询$/ : /^订单$/)
    await page.locator(`a[href="#/orders/${order}"]`).waitFor()
    await reach(page, /¥.*成功|成功.*¥/)
    must((await page.evaluate(() => document.activeElement.getAttribute('href'))) === `#/orders/${order}`, 'the list of orders has it first, as paid')
    await page.keyboard.press('Enter')
    await page.waitForURL(`${mock.origin}/#/orders/${order}`)
    must(faults.length === 0, `no console error and no policy violation ${faults.join(' | ')}`)
  } catch (fault) {
    await page.screenshot({ path: new URL('./shots/keyboard-broken.png', import.meta.url).pathname }).catch(() => undefined)
    throw fault
  } finally {
    await context.close()
  }
}

try {
  for (const school of ['xust', 'wwoc']) for (const size of ['pc', 'm']) await walk(school, size)
  console.log('keyboard done')
} finally {
  await browser.close()
  await mock.stop()
}
