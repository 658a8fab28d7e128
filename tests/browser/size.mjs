// What a first visit transfers: every file the login page fetches, as brotli, against the budget, at a school that
// demands a check from the start and at one that does not.
// Headers are told apart: the mock speaks HTTP/1.1 and repeats them, HTTP/2 sends them once.
import { launch } from './browser.mjs'
import { start } from './mock.mjs'

const BUDGET = 60_000
const mock = await start()
const browser = await launch()

async function measure(school) {
  const page = await (await browser.newContext({ locale: 'zh-CN' })).newPage()
  const wire = await page.context().newCDPSession(page)
  await wire.send('Network.enable')
  const names = new Map()
  const rows = []
  wire.on('Network.responseReceived', (it) => names.set(it.requestId, { path: new URL(it.response.url).pathname, head: it.response.encodedDataLength }))
  wire.on('Network.loadingFinished', (it) => {
    const { path, head } = names.get(it.requestId) ?? { path: '?', head: 0 }
    // The mock's own pages, and the picture, which is drawn anew each time.
    if (!/^\/(__|api)/.test(path) && !rows.some((row) => row[0] === path)) rows.push([path, it.encodedDataLength - head, head])
  })
  await page.request.get(`${mock.origin}/__as?school=${school}&signed=0`)
  await page.goto(mock.origin)
  await page.locator('form .btn-1').waitFor()
  await page.waitForLoadState('networkidle')
  for (const [name, bytes] of rows) console.log(String(bytes).padStart(8), name)
  const [sum, heads] = [1, 2].map((n) => rows.reduce((all, row) => all + row[n], 0))
  console.log(String(sum).padStart(8), `of ${BUDGET} bytes at ${school}, and ${heads} of headers`)
  return sum > 0 && sum <= BUDGET
}

const fits = [await measure('xust'), await measure('wwoc')]
await browser.close()
await mock.stop()
process.exitCode = fits.every(Boolean) ? 0 : 1
