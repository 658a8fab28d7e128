// Lighthouse on a phone, over the built site with the mock: at least 95 for performance, 100 for accessibility and for
// best practices. Performance depends on what else the machine does: a page that misses it is measured twice more, and
// the median counts. The other two are counted once.
//   node lighthouse.mjs [page…]
import lighthouse from 'lighthouse'
import { createServer } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { HOW } from './browser.mjs'
import { start } from './mock.mjs'

const LEAST = { performance: 95, accessibility: 100, 'best-practices': 100 }
/** Signed in or not, and where. */
const PAGES = { login: [false, '/login'], home: [true, '/home'], tuition: [true, '/tuition'], enrol: [true, '/enrol'], orders: [true, '/orders'] }
const freePort = () => new Promise((done) => { const it = createServer().listen(0, '127.0.0.1', () => { const { port } = it.address(); it.close(() => done(port)) }) })
const median = (all) => all.sort((a, b) => a - b)[Math.floor(all.length / 2)]

const mock = await start()
const only = process.argv.slice(2)
let failed = 0
let passed = 0

/** What one visit is worth, and what it missed. A browser of its own: nothing of another visit is in its stores. */
async function measure(signed, at, more = 2) {
  const port = await freePort()
  const home = mkdtempSync(join(tmpdir(), 'campus-lighthouse-'))
  const context = await chromium.launchPersistentContext(home, { ...HOW, args: [...HOW.args, `--remote-debugging-port=${port}`], locale: 'zh-CN' })
  try {
    const page = await context.newPage()
    await page.goto(`${mock.origin}/__as?scene=owes&signed=${signed ? 1 : 0}`)
    await page.goto(`${mock.origin}/robots.txt`)
    await page.evaluate((known) => { if (known) localStorage.setItem('campus-pay.signed', '1') }, signed)
    const { lhr } = await lighthouse(`${mock.origin}/#${at}`, { port, logLevel: 'error', disableStorageReset: true, onlyCategories: Object.keys(LEAST) })
    // A busy machine's browser sometimes loses the beginning of its own record.
    if (lhr.runtimeError && !more) throw new Error(`${at}: ${lhr.runtimeError.message}`)
    if (!lhr.runtimeError) return lhr
  } finally {
    await context.close()
    rmSync(home, { recursive: true, force: true })
  }
  return measure(signed, at, more - 1)
}
const scores = (lhr) => Object.fromEntries(Object.entries(lhr.categories).map(([name, it]) => [name, Math.round(it.score * 100)]))
const missed = (lhr) => Object.values(lhr.categories).flatMap((it) => it.auditRefs.filter((ref) => ref.weight > 0 && (lhr.audits[ref.id].score ?? 1) < 0.9).map((ref) => {
  const { displayValue = '', details } = lhr.audits[ref.id]
  return `${ref.id} ${displayValue} ${details?.items?.[0] ? JSON.stringify(details.items[0]).slice(0, 300) : ''}`
}))

for (const [name, [signed, at]] of Object.entries(PAGES)) {
  if (only.length && !only.includes(name)) continue
  const lhr = await measure(signed, at)
  const got = scores(lhr)
  if (got.performance < LEAST.performance) got.performance = median([got.performance, scores(await measure(signed, at)).performance, scores(await measure(signed, at)).performance])
  const short = Object.entries(LEAST).filter(([what, least]) => !(got[what] >= least))
  console.log(`  ${short.length ? 'no' : 'ok'} ${name}: ${Object.entries(got).map(([what, score]) => `${what} ${score}`).join(', ')}`)
  if (short.length) for (const it of missed(lhr)) console.log(`     ${it}`)
  if (short.length) failed++
  else passed++
}
await mock.stop()
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed || !passed ? 1 : 0
