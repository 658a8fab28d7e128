// The guide's pictures: each is a page of the site at one school, as somebody with a telephone sees it.
//   node help.mjs            every page that the guide shows is still there, and every picture of it
//   node help.mjs --write    takes the pictures anew, into static-site/public/help; build the site again after it
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { launch, must } from './browser.mjs'
import { start } from './mock.mjs'
import { AGENTS, PHONE_SIZE } from './places.mjs'
import { states } from './states.mjs'

const LARGEST = 40_000
const SCHOOLS = ['xust', 'wwoc']
const home = new URL('../../static-site/', import.meta.url)
const heights = JSON.parse(readFileSync(new URL('src/flow/pictures.json', home), 'utf8'))
const folder = (school) => new URL(`public/help/${school}/`, home)

/** A picture's page, by the name of its state; what to press there is ringed; `only` one school has it. */
const PICTURES = {
  login: { state: 'login', ring: 'form .btn-1' },
  'login-first': { state: 'login-facts', ring: 'form .note' },
  'password-first': { state: 'first-password' },
  'login-sso': { state: 'login-sso', ring: '#p1 .btn-1', only: 'xust' },
  identify: { state: 'identify', only: 'wwoc' },
  home: { state: 'home-fees', ring: '.tile' },
  'home-who': { state: 'home-fees', ring: '.home-id' },
  tuition: { state: 'tuition', ring: '.bar .btn-1' },
  'tuition-edit': { state: 'tuition-edit', ring: 'dialog .amount-in', only: 'xust' },
  confirm: { state: 'confirm', ring: '.bar .btn-1' },
  pay: { state: 'pay', ring: '.payee' },
  cashier: { state: 'cashier', ring: '.payee' },
  success: { state: 'result-success' },
  other: { state: 'other', ring: '.batch input[type=radio]:checked' },
  living: { state: 'living' },
  'living-fee': { state: 'fee' },
  enrol: { state: 'enrol-anybody' },
  'enrol-project': { state: 'project-anybody', ring: '.bar .btn-1' },
  'enrol-form': { state: 'enrol-form' },
  'enrol-mine': { state: 'entry-unpaid', ring: '.btn-1' },
  orders: { state: 'orders', ring: '.filters' },
  order: { state: 'order' },
  paid: { state: 'paid', ring: '.filters' },
  processing: { state: 'result-processing', ring: '.btn-1' },
  'home-pending': { state: 'home-pending', ring: '.note' },
  register: { state: 'register' },
  wechat: { state: 'me-wechat' },
}

const write = process.argv.includes('--write')
const only = process.argv.slice(2).filter((it) => !it.startsWith('--'))
const mock = await start()
const browser = await launch()
const bad = []
const look = async (school, name, { state: called, ring }) => {
  const state = states.find((it) => it.name === called)
  const height = heights[name]
  if (!state || !height) return bad.push(`${name}: no state ${called}, or no height`)
  // Half as many dots as the telephones have: the guide shows it at two thirds of its size.
  const context = await browser.newContext({ ...PHONE_SIZE, viewport: { width: 390, height }, deviceScaleFactor: 1.5, colorScheme: 'light', reducedMotion: 'reduce', locale: 'zh-CN', userAgent: AGENTS[state.place ?? 'mobile'] })
  const page = await context.newPage()
  try {
    await page.request.get(`${mock.origin}/__as?scene=${state.scene ?? 'owes'}&school=${school}&signed=${state.signed === false ? 0 : state.signed ?? 1}`)
    await page.addInitScript((signed) => { if (signed) localStorage.setItem('campus-pay.signed', signed) }, state.signed === false ? '' : state.signed ?? '1')
    await page.goto(`${mock.origin}/#${state.at}`)
    await page.locator('h1').first().waitFor()
    await state.go?.(page, 'm', school)
    const pressed = ring && page.locator(ring).locator('visible=true').first()
    if (pressed) await pressed.evaluate((it) => { it.style.outline = '3px solid #c2410c'; it.style.outlineOffset = it.offsetWidth > 340 ? '-3px' : '3px' })
    await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0) })
    await page.waitForTimeout(250)
    if (write) writeFileSync(new URL(`${name}.webp`, folder(school)), await webp(await page.screenshot()))
  } catch (fault) {
    bad.push(`${school} ${name}: ${String(fault.message).split('\n')[0]}`)
  } finally {
    await context.close()
  }
}

const studio = await browser.newPage()
/** The browser itself writes the small files; a worse picture is better than a large one. */
async function webp(png) {
  for (const quality of [0.65, 0.5, 0.35]) {
    const made = await studio.evaluate(async ([data, quality]) => {
      const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob())
      const canvas = new OffscreenCanvas(picture.width, picture.height)
      canvas.getContext('2d').drawImage(picture, 0, 0)
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp', quality })).arrayBuffer())
      return btoa(Array.from(bytes, (it) => String.fromCharCode(it)).join(''))
    }, [png.toString('base64'), quality])
    const bytes = Buffer.from(made, 'base64')
    if (bytes.length <= LARGEST) return bytes
  }
  throw new Error('the picture is too large')
}

/** Every guide of a school: each picture that it asks for arrives, and it asks for each that lies there. */
async function read(school) {
  const page = await (await browser.newContext({ ...PHONE_SIZE, locale: 'zh-CN' })).newPage()
  await page.request.get(`${mock.origin}/__as?school=${school}&signed=0`)
  await page.goto(`${mock.origin}/#/help`)
  await page.locator('.help-cell').first().waitFor()
  const topics = await page.locator('.help-cell').evaluateAll((all) => all.map((it) => it.getAttribute('href')))
  const seen = new Set()
  for (const topic of topics) {
    await page.goto('about:blank') // another topic is another hash: the last one would still stand there
    await page.goto(`${mock.origin}/${topic}`)
    await page.locator('.help-step').first().waitFor()
    const empty = await page.locator('.help-say p').evaluateAll((all) => all.filter((it) => !it.textContent.trim() || /[{}]/.test(it.textContent)).length)
    if (empty) bad.push(`${school} ${topic}: ${empty} steps without words`)
    await page.evaluate(() => document.querySelectorAll('.help-p img').forEach((it) => { it.loading = 'eager' }))
    await page.waitForFunction(() => [...document.querySelectorAll('.help-p img')].every((it) => it.complete))
    for (const step of await page.locator('.help-both').all()) {
      const src = await step.locator('img').evaluateAll((all) => all.filter((it) => it.complete && it.naturalWidth > 0 && it.alt).map((it) => it.getAttribute('src')))
      if (!src.length) bad.push(`${school} ${topic}: no picture at “${(await step.locator('h2').innerText()).trim()}”`)
      for (const it of src) seen.add(it.split('/').pop())
    }
  }
  for (const file of readdirSync(folder(school))) {
    if (!seen.has(file)) bad.push(`${school}: ${file} is in no guide`)
    if (statSync(new URL(file, folder(school))).size > LARGEST) bad.push(`${school}: ${file} is too large`)
  }
  must(bad.length === 0, `every picture of a guide arrives, and shows a page that is still there: ${topics.length} guides and ${seen.size} pictures at ${school} ${bad.join(' | ')}`)
  await page.context().close()
}

for (const school of SCHOOLS) {
  if (write && !only.length) rmSync(folder(school), { recursive: true, force: true })
  mkdirSync(folder(school), { recursive: true })
  const jobs = Object.entries(PICTURES).filter(([name, it]) => (!it.only || it.only === school) && (!only.length || only.includes(name)))
  const worker = async () => { for (let job = jobs.shift(); job; job = jobs.shift()) await look(school, ...job) }
  await Promise.all([worker(), worker()])
  if (!write && !only.length) await read(school)
}
await browser.close()
await mock.stop()
for (const line of bad) console.log(line)
process.exitCode = bad.length ? 1 : 0
