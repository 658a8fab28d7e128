// What a device keeps of the site: its shell, for a start without a network, and never an answer of the platform.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fine, launch, must, tell, watchFaults } from './browser.mjs'
import { start } from './mock.mjs'

const built = process.env.SITE ?? fileURLToPath(new URL('../../static-site/dist/', import.meta.url))
const dist = mkdtempSync(join(tmpdir(), 'campus-shell-'))
cpSync(built, dist, { recursive: true })
const mock = await start({ dist })
const browser = await launch()

/** Somebody signed in, on a device that keeps the shell. */
async function visit(at = '/home', signed = true) {
  const context = await browser.newContext({ locale: 'zh-CN', serviceWorkers: 'allow' })
  const page = await context.newPage()
  await page.request.get(`${mock.origin}/__as?scene=owes&signed=${signed ? 1 : 0}`)
  if (signed) await context.addInitScript(() => localStorage.setItem('campus-pay.signed', '1'))
  await page.goto(`${mock.origin}/#${at}`)
  await page.locator('h1').first().waitFor()
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  return { context, page }
}
const kept = (page) => page.evaluate(async () => Object.fromEntries(await Promise.all((await caches.keys()).map(async (name) => [name, (await (await caches.open(name)).keys()).map((it) => new URL(it.url).pathname)]))))
const count = async (page) => Object.values(await kept(page)).flat().length
async function until(holds, what) {
  for (let n = 0; n < 150; n++) {
    if (await holds()) return must(true, what)
    await new Promise((done) => setTimeout(done, 100))
  }
  must(false, what)
}
const files = () => readFileSync(join(dist, 'sw.js'), 'utf8').match(/\/assets\/[\w.-]+/g).length
/** A new release: the same files under a name of its own. */
function release(name) {
  const worker = readFileSync(join(dist, 'sw.js'), 'utf8')
  writeFileSync(join(dist, 'sw.js'), worker.replace(/"version":"\w+"/, `"version":"${name}"`))
}

const stories = {
  'a stranger keeps the login page and nothing more': async () => {
    const { context, page } = await visit('/login', false)
    const [[name, all]] = Object.entries(await kept(page))
    must(/^campus-pay\.shell\.[0-9a-f]{12}$/.test(name), 'the shell is kept under its release\'s name')
    must(all.includes('/') && all.includes('/school.json') && all.length < files() / 2, `of ${files()} files, ${all.length} are kept`)
    await context.close()
  },
  'without a network the site starts, and claims nothing': async () => {
    const { context, page } = await visit()
    await until(async () => (await count(page)) >= files(), 'whoever is signed in keeps every page\'s files')
    await context.setOffline(true)
    const faults = watchFaults(page, [/Failed to load resource/, /net::ERR/])
    await page.reload()
    await page.locator('.offline').waitFor()
    must((await page.locator('.offline').innerText()).includes('网络不可用'), 'the strip says that there is no network')
    await page.locator('.empty').first().waitFor()
    must(!/¥|缴清|没有欠费/.test(await page.locator('main').innerText()), 'no sum and no state is shown that nobody confirmed')
    await fine(page)
    for (const at of ['/orders', '/paid', '/tuition', '/news', '/me']) {
      await page.goto(`${mock.origin}/#${at}`)
      await page.locator('.offline').waitFor()
      must(!/¥\d/.test(await page.locator('main').innerText()), `${at} opens without a network, and shows no sum`)
    }
    must(faults.length === 0, `no fault ${faults.join(' | ')}`)
    await context.setOffline(false)
    await page.goto(`${mock.origin}/#/home`)
    await page.reload()
    await page.locator('.hero .money').first().waitFor()
    must(true, 'with the network back, what is owed is shown again')
    await context.close()
  },
  'nothing that the platform said is kept': async () => {
    const { context, page } = await visit()
    await until(async () => (await count(page)) >= files(), 'the shell is whole')
    await page.reload()
    for (const at of ['/tuition', '/orders', '/paid', '/me', '/news']) {
      await page.goto(`${mock.origin}/#${at}`)
      await page.waitForLoadState('networkidle')
    }
    // A wallet's answer in the address is the page's own business, too.
    await page.goto(`${mock.origin}/?code=c1&state=s1`)
    await page.locator('h1').first().waitFor()
    const all = Object.values(await kept(page)).flat()
    const urls = await page.evaluate(async () => (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map((it) => it.url)))).flat())
    must(all.length > 0 && all.every((it) => it === '/' || /^\/(assets\/|school\.json|manifest\.webmanifest|crest\.svg)/.test(it)), 'only files of the site are kept')
    must(urls.every((it) => !it.includes('?')), 'and no address with anything in it')
    must(await page.evaluate(() => navigator.serviceWorker.controller !== null), 'while the worker stood between')
    await context.close()
  },
  'a new release waits for whoever has the old one open': async () => {
    const { context, page } = await visit('/tuition')
    // The worker stands between from the second visit on: a first one reads from the network and holds nothing back.
    await page.reload()
    await page.locator('.bill').first().waitFor()
    must(await page.evaluate(() => navigator.serviceWorker.controller !== null), 'the page has its files from the old one')
    const [before] = Object.keys(await kept(page))
    release('feedfeedfeed')
    await page.evaluate(() => navigator.serviceWorker.getRegistration().then((it) => it.update()).then(() => undefined))
    await until(() => page.evaluate(() => navigator.serviceWorker.getRegistration().then((it) => it.waiting !== null)), 'the new one is fetched and waits')
    must(Object.keys(await kept(page)).includes(before), 'what the open page needs is still there')
    await page.locator('.bill .ck').first().check()
    await page.locator('.bar .btn-1').click()
    await page.locator('.offer-l, .kv').first().waitFor()
    must(true, 'and who is paying goes on')
    await page.close()
    // The next visit, or the one after: a browser takes a moment to see that a page is gone.
    await until(async () => {
      await new Promise((done) => setTimeout(done, 500))
      const next = await context.newPage()
      await next.goto(`${mock.origin}/#/home`)
      await next.locator('h1').first().waitFor()
      const names = Object.keys(await kept(next))
      await next.close()
      return names.length === 1 && names[0] === 'campus-pay.shell.feedfeedfeed'
    }, 'the next visit has the new release, and the old one is gone')
    await context.close()
  },
  'it can be put on a home screen': async () => {
    const { context, page } = await visit('/login', false)
    const it = await page.evaluate(() => fetch(document.querySelector('link[rel=manifest]').href).then((answer) => answer.json()))
    must(it.name === '西安科技大学校园统一支付平台' && it.display === 'standalone' && it.start_url === '/#/home', 'under the school\'s name')
    for (const icon of it.icons) must((await page.request.get(mock.origin + icon.src)).headers()['content-type'] === icon.type, `with its crest, ${icon.purpose}`)
    must(new Set(it.icons.map((icon) => icon.purpose)).has('maskable'), 'in whatever shape the device cuts')
    await context.close()
  },
}

try {
  await tell(stories, browser, mock)
} finally {
  rmSync(dist, { recursive: true })
}
