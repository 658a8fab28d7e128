// What a first visit transfers: every file the login page fetches, as brotli, against the budget.
import { launch } from './browser.mjs'
import { start } from './mock.mjs'

const BUDGET = 60_000
const mock = await start()
const browser = await launch()
const page = await (await browser.newContext({ locale: 'zh-CN' })).newPage()
const wire = await page.context().newCDPSession(page)
await wire.send('Network.enable')
const names = new Map()
const rows = []
wire.on('Network.responseReceived', (it) => names.set(it.requestId, new URL(it.response.url).pathname))
wire.on('Network.loadingFinished', (it) => rows.push([names.get(it.requestId) ?? '?', it.encodedDataLength]))
await page.goto(mock.origin)
await page.locator('form .btn-1').waitFor()
await page.waitForLoadState('networkidle')
await browser.close()
await mock.stop()

let sum = 0
for (const [name, bytes] of rows) {
  sum += bytes
  console.log(String(bytes).padStart(8), name)
}
console.log(String(sum).padStart(8), `of ${BUDGET} bytes, headers included`)
process.exitCode = sum > 0 && sum <= BUDGET ? 0 : 1
