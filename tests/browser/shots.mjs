// Every page and state at both sizes, in light and dark, for both schools: a picture, axe, overflow, target size, faults.
//   node shots.mjs [name…]      pictures go to ./shots
import AxeBuilder from '@axe-core/playwright'
import { mkdirSync } from 'node:fs'
import { launch, watchFaults } from './browser.mjs'
import { start } from './mock.mjs'
import { AGENTS, bridge, PHONE_SIZE } from './places.mjs'
import { states } from './states.mjs'

// --quick: one school, light only.
const quick = process.argv.includes('--quick')
const only = process.argv.slice(2).filter((it) => !it.startsWith('--'))
const out = new URL('./shots/', import.meta.url).pathname
mkdirSync(out, { recursive: true })
const SIZES = { m: { ...PHONE_SIZE, deviceScaleFactor: 2 }, pc: { viewport: { width: 1280, height: 800 } } }
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

const mock = await start()
const browser = await launch()
let runs = 0
const bad = { length: 0, push(line) { this.length++; console.log(line) } }

async function visit(state, size, scheme, school, tongue) {
  const label = [state.name, size, ...(scheme === 'dark' ? ['dark'] : []), ...(school === 'xust' ? [] : [school]), ...(tongue === 'zh' ? [] : [tongue])].join('-')
  const context = await browser.newContext({ ...SIZES[size], colorScheme: scheme, reducedMotion: 'reduce', locale: 'zh-CN', ...(size === 'm' ? { userAgent: AGENTS[state.place ?? 'mobile'] } : {}) })
  const page = await context.newPage()
  const faults = watchFaults(page, [/Failed to load resource/])
  if (state.bridge) await bridge(page, state.bridge === 'silent' ? '' : state.bridge)
  try {
    await page.request.get(`${mock.origin}/__as?scene=${state.scene ?? 'owes'}&school=${school}&signed=${state.signed === false ? 0 : state.signed ?? 1}`)
    await page.addInitScript(([signed, language]) => {
      if (signed) localStorage.setItem('campus-pay.signed', signed)
      if (language !== 'zh') localStorage.setItem('campus-pay.tongue', language)
    }, [state.signed === false ? '' : state.signed ?? '1', tongue])
    await page.goto(`${mock.origin}/#${state.at}`)
    await page.locator('h1').first().waitFor()
    await state.go?.(page, size, school)
    await page.waitForTimeout(120)
    await look(page, state, size, label, faults)
  } catch (fault) {
    bad.push(`${label}: ${String(fault.message).split('\n').slice(0, 3).join(' ')}`)
    await page.screenshot({ path: `${out}${label}.png` }).catch(() => undefined)
  } finally {
    await context.close()
  }
}

async function look(page, state, size, label, faults) {
  runs++
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  if (over > 0) bad.push(`${label}: scrolls sideways by ${over}`)
  if (size === 'm') {
    const small = await page.evaluate(() => [...document.querySelectorAll('a,button,select,label.pick,label.offer-l,label.pill,label.all')].filter((e) => {
      const r = e.getBoundingClientRect()
      return r.width && r.height && Math.min(r.width, r.height) < 43.5 && !e.closest('p,dd,.skip,.note,.foot,.why,.md') && !(e.matches('.head-b') && r.width >= 44)
    }).map((e) => `${e.className || e.textContent} ${Math.round(e.getBoundingClientRect().height)}`).slice(0, 4))
    if (small.length) bad.push(`${label}: small targets ${small.join(' | ')}`)
  }
  const filled = await page.evaluate(() => {
    const scope = document.querySelector('dialog[open]') ?? document
    return [...scope.querySelectorAll('.btn-1,.hero .btn')].filter((e) => e.getBoundingClientRect().width).length
  })
  if (filled > 1) bad.push(`${label}: ${filled} filled buttons`)
  const axe = await new AxeBuilder({ page }).withTags(TAGS).analyze()
  for (const it of axe.violations) bad.push(`${label}: axe ${it.id} ${it.nodes.length}× ${it.nodes[0].target.join(' ')} ${it.nodes[0].any[0]?.message ?? ''}`)
  for (const it of faults) bad.push(`${label}: fault ${it}`)
  const sheet = await page.$('dialog[open]')
  if (size === 'm' && !sheet) {
    const height = await page.evaluate(() => document.documentElement.scrollHeight)
    await page.setViewportSize({ width: 390, height: Math.max(844, height) })
  }
  await page.screenshot({ path: `${out}${label}.png`, fullPage: !sheet })
}

const jobs = []
for (const state of states) {
  if (only.length && !only.includes(state.name)) continue
  for (const size of state.sizes ?? (state.place ? ['m'] : Object.keys(SIZES))) {
    for (const school of state.school ?? ['xust', 'wwoc']) for (const scheme of ['light', 'dark']) if (scheme === 'dark' && school === 'wwoc' && !state.english) continue; else if (!quick || (scheme === 'light' && school === (state.school ?? ['xust'])[0])) jobs.push([state, size, scheme, school, 'zh'])
    if (state.english && !quick) jobs.push([state, size, 'light', (state.school ?? ['xust'])[0], 'en'])
  }
}
const began = Date.now()
const worker = async () => { for (let job = jobs.shift(); job; job = jobs.shift()) await visit(...job) }
await Promise.all([worker(), worker()])
await browser.close()
await mock.stop()
console.log(`${runs} views, ${bad.length} findings, ${Math.round((Date.now() - began) / 1000)} s`)
process.exitCode = bad.length || !runs ? 1 : 0
