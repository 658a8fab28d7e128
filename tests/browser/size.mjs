// What a first visit transfers: every file the login page fetches, as brotli, against the budget.
// Headers are told apart: the mock speaks HTTP/1.1 and repeats them, HTTP/2 sends them once.
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
wire.on('Network.responseReceived', (it) => names.set(it.requestId, { path: new URL(it.response.url).pathname, head: it.response.encodedDataLength }))
wire.on('Network.loadingFinished', (it) => {
  const { path, head } = names.get(it.requestId) ?? { path: '?', head: 0 }
  if (!rows.some((row) => row[0] === path)) rows.push([path, it.encodedDataLength - head, head])
})
await page.goto(mock.origin)
await page.locator('form .btn-1').waitFor()
await page.waitForLoadState('networkidle')
await browser.close()
await mock.stop()

let sum = 0
let heads = 0
for (const [name, bytes, head] of rows) {
  sum += bytes
  heads += head
  console.log(String(bytes).padStart(8), name)
}
console.log(String(sum).padStart(8), `of ${BUDGET} bytes, and ${heads} of headers`)
process.exitCode = sum > 0 && sum <= BUDGET ? 0 : 1
