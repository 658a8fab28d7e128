// What the scripts about one's own account share: a page in its own world, and who is there.
import { fine, launch, must, watchFaults } from './browser.mjs'
import { start } from './mock.mjs'
import { AGENTS, PHONE_SIZE } from './places.mjs'

/** An invented person. The number is right and nobody's. */
export const WHO = { name: '李小冉', number: '61011320060313900X', phone: '13800001234', password: '四月的雨落在屋檐' }

/** The mock, a browser, and visits to it; where one breaks, its page is kept under `name`. */
export async function visits(name) {
  const mock = await start()
  const browser = await launch()

  /** A page in its own world; `asked` is what it asked of the platform, in order. */
  async function visit({ at, scene = 'owes', school = 'xust', signed = true, place = 'pc', before }, work) {
    const context = await browser.newContext({ locale: 'zh-CN', reducedMotion: 'reduce', ...(place === 'pc' ? { viewport: { width: 1280, height: 800 } } : { ...PHONE_SIZE, userAgent: AGENTS[place] }) })
    const page = await context.newPage()
    page.setDefaultTimeout(8_000)
    const faults = watchFaults(page, [/Failed to load resource/])
    const asked = []
    page.on('request', (it) => { const { pathname } = new URL(it.url()); if (pathname.startsWith('/api/')) asked.push(`${it.method()} ${pathname}`) })
    await page.request.get(`${mock.origin}/__as?scene=${scene}&school=${school}&signed=${signed ? 1 : 0}`)
    if (signed) await page.addInitScript(() => { if (!sessionStorage.getItem('begun')) { localStorage.setItem('campus-pay.signed', '1'); sessionStorage.setItem('begun', '1') } })
    await before?.(page)
    await page.goto(`${mock.origin}/#${at}`)
    await page.locator('h1').first().waitFor()
    try {
      await work(page, asked).catch(async (fault) => { await page.screenshot({ path: new URL(`./shots/${name}.png`, import.meta.url).pathname, fullPage: true }); throw fault })
      await fine(page)
      must(faults.length === 0, `no console error and no policy violation ${faults.join(' | ')}`)
    } finally {
      await context.close()
    }
  }
  return { mock, browser, visit }
}

export const changes = (asked) => asked.filter((it) => !it.startsWith('GET') && !it.endsWith('/captcha'))
export const send = (page) => page.locator('form .btn-1').click()
