// What the scripts about ways in share: a page in its own world, and the login's form.
import { launch, must, watchFaults } from './browser.mjs'
import { start } from './mock.mjs'
import { AGENTS, PHONE_SIZE } from './places.mjs'

/** The mock, a browser, and visits to it. */
export async function doorway() {
  const mock = await start()
  const browser = await launch()

  /** A page in its own world; `asked` is what it asked of the platform, with what it sent. */
  async function visit({ at = '/login', scene = 'owes', school = 'xust', signed = 0, place = 'pc', before }, work) {
    const context = await browser.newContext({ locale: 'zh-CN', reducedMotion: 'reduce', ...(place === 'pc' ? { viewport: { width: 1280, height: 800 } } : { ...PHONE_SIZE, userAgent: AGENTS[place] }) })
    const page = await context.newPage()
    const faults = watchFaults(page, [/Failed to load resource/])
    const asked = []
    page.on('request', (it) => { const { pathname } = new URL(it.url()); if (pathname.startsWith('/api/')) asked.push({ what: `${it.method()} ${pathname.replace(/[0-9A-Z]{26}/, 'ID')}`, body: it.postDataJSON() }) })
    await page.request.get(`${mock.origin}/__as?scene=${scene}&school=${school}&signed=${signed}`)
    if (signed) await page.addInitScript((how) => localStorage.setItem('campus-pay.signed', how), signed === 'paying' ? 'paying' : '1')
    await before?.(page)
    await page.goto(`${mock.origin}/#${at}`)
    try {
      await work(page, asked)
      must(faults.length === 0, `no console error and no policy violation ${faults.join(' | ')}`)
    } finally {
      await context.close()
    }
  }
  return { mock, browser, visit }
}

export const count = (asked, what) => asked.filter((it) => it.what === what).length
export const focused = (page, selector) => page.waitForFunction((it) => document.activeElement?.matches(it), selector)
export const type = async (page, user, password) => {
  await page.getByLabel(/^(学号 \/|证件号 \/)/).fill(user)
  await page.getByLabel('密码', { exact: true }).fill(password)
}
export const letters = (page) => page.locator('.cap-row input')
export const send = (page) => page.getByRole('button', { name: '登录', exact: true }).click()
