// 缴费凭证: the page that its QR code leads to, and where it is downloaded.
import { TOKEN } from './mock/proof.mjs'

const X = ['xust']
const ORDER = '/orders/01KAJ300000000000000000001'
const said = (page) => page.locator('.res h2').waitFor()
const print = async (page) => { await page.locator('.proof-l .btn').click() }

export const proofStates = [
  { name: 'proof-good', at: `/check/${TOKEN}`, signed: false, english: true, go: said },
  ...['part', 'back', 'going'].map((it) => ({ name: `proof-${it}`, at: `/check/${TOKEN}`, scene: `proof${it}`, signed: false, school: X, english: true, go: said })),
  { name: 'proof-bad', at: '/check/nonsense', signed: false, english: true, go: said },
  { name: 'proof-unsure', at: `/check/${TOKEN}`, scene: 'down', signed: false, school: X, english: true, go: (p) => p.locator('.empty').waitFor() },
  { name: 'proof-checking', at: `/check/${TOKEN}`, scene: 'slow', signed: false, school: X },
  { name: 'proof-signed', at: `/check/${TOKEN}`, school: X, go: said },
  { name: 'proof-saved', at: ORDER, school: X, english: true, go: async (p) => { const got = p.waitForEvent('download'); await print(p); await got; await p.locator('.proof-l .cap').waitFor() } },
  { name: 'proof-wechat', at: ORDER, place: 'wechat', school: X, english: true, go: async (p) => { await print(p); await p.locator('.proof-l .note').waitFor() } },
  { name: 'proof-failed', at: ORDER, school: X, go: async (p) => { await p.route('**/proof', (it) => it.abort()); await print(p); await p.locator('.proof-l .note-bad').waitFor() } },
]
