// The main journey by the keyboard alone, at both sizes and both schools: sign in, choose, confirm, pay by code, ask, find it in the lists.
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
/** Tab until what has the focus is called like that; what has it is always to be seen. */
async function reach(page, name) {
  const passed = []
  for (let n = 0; n < 60; n++) {
    const now = await here(page)
    if (name.test(now)) return
    passed.push(now.slice(0, 16))
    await page.keyboard.press('Tab')
    const seen = await page.evaluate(() => {
      const it = document.activeElement
      if (!it || it === document.body) return true
      const box = it.getBoundingClientRect()
      const ring = getComputedStyle(it)
      const shown = (side) => ring.outlineStyle !== 'none' && parseFloat(ring.outlineWidth) > 0 || side
      return it.tabIndex < 0 || box.width > 0 && Boolean(shown(it.matches('input,select,summary,.vh,.vh *') || it.closest('label') !== null))
    })
    must.quiet(seen, `what has the focus can be seen: ${await here(page)}`)
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
    await opened
    must(true, 'chooses a way to pay and opens an order')
    // A telephone is on its way to the wallet now; a PC shows the code.
    if (size === 'pc') await reach(page, /帮我查/)
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
