// Each page and state: where it is, in which scenario, and what is done before it is looked at.
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const bills = (page) => page.locator('.bill').first().waitFor()
/** The wizard of schools that have one asks for the person first. */
const sure = async (page) => {
  await page.locator('.bill, .steps + .two .btn-1, .empty').first().waitFor()
  const next = page.locator('.steps + .two .bar .btn-1')
  if (!(await page.locator('.bill').count()) && (await next.count())) await next.click()
  await bills(page)
}
const tickAll = async (page) => {
  await sure(page)
  const box = page.locator('label.all input, .cols input').locator('visible=true').first()
  if (await box.isEnabled()) await box.click()
}
const part = async (page, amount, school) => {
  await sure(page)
  if (school === 'wwoc') return
  await page.locator('.pick input').first().click()
  await page.locator('.gai').first().click()
  await page.locator('.amount-in input').fill(amount)
}
const confirmed = async (page, amount, school) => {
  await part(page, amount, school)
  if (school !== 'wwoc') await page.locator('dialog .btn-1').click()
}
const toConfirm = async (page, _size, school) => {
  await confirmed(page, '3000', school)
  await page.locator('.bar .btn-1').click()
  await page.waitForURL(/confirm/)
}
const toCashier = async (page, size, school) => {
  await toConfirm(page, size, school)
  await page.locator('.bar .btn-1').click()
  await page.locator('.payee').waitFor()
}
const orderOf = async (page) => /pay\/([0-9A-Z]{26})/.exec(page.url())[1]
const toResult = async (page, size, school) => {
  await toCashier(page, size, school)
  await page.locator('.scan-b .btn-2').click()
  await page.locator('.res').waitFor()
}
const paid = async (page, size, school) => {
  await toCashier(page, size, school)
  const id = await orderOf(page)
  await page.request.post(new URL(`/__pay/${id}/pay`, page.url()).href, { maxRedirects: 0 })
  await page.locator('.disc-ok').waitFor()
  await page.waitForTimeout(300)
}
const PENDING = '01KAJ3' + '9'.padStart(20, '0')
const OLD = (n) => '01KAJ3' + String(n).padStart(20, '0')
const file = () => {
  const path = join(tmpdir(), '2026秋季欠费导出.csv')
  writeFileSync(path, '学号,姓名\n1,甲\n')
  return path
}
const office = async (page) => {
  await page.locator('input[type=file]').setInputFiles(file())
  await page.locator('.maps').waitFor()
}
const X = ['xust']
const fill = async (page, user, password) => {
  await page.locator('input').nth(0).fill(user)
  await page.locator('input').nth(1).fill(password)
}

export const states = [
  { name: 'login', at: '/login', signed: false, english: true },
  { name: 'login-error', at: '/login', signed: false, english: true, go: async (p) => { await fill(p, '23080101234', 'wrong'); await p.locator('form .btn-1').click(); await p.locator('.note-bad').waitFor() } },
  { name: 'login-slow', at: '/login', signed: false, school: X, go: async (p) => { await fill(p, 'slow', 'x'); await p.locator('form .btn-1').click(); await p.locator('.note-bad').waitFor() } },
  { name: 'login-facts', at: '/login', signed: false, english: true, go: (p) => fill(p, '23080101234', '000000') },
  { name: 'login-sso', at: '/login', scene: 'sso', signed: false, school: X, go: (p) => p.getByRole('tab').nth(1).click() },
  { name: 'login-sso-account', at: '/login', scene: 'sso', signed: false, school: X },
  { name: 'login-forgot', at: '/login', signed: false, school: X, go: async (p) => { await p.locator('.link-b').first().click(); await p.locator('dialog[open]').waitFor() } },
  { name: 'first-password', at: '/password/first', signed: false, english: true },
  { name: 'first-password-error', at: '/password/first', school: X, go: async (p) => { await fill(p, 'password', 'password'); await p.locator('form .btn-1').click(); await p.locator('.err').waitFor() } },
  { name: 'home', at: '/home', english: true, go: (p) => p.locator('.hero').waitFor() },
  { name: 'home-clear', at: '/home', scene: 'clear', go: (p) => p.locator('.hero').waitFor() },
  { name: 'home-pending', at: '/home', scene: 'pending', english: true, go: (p) => p.locator('.hero').waitFor() },
  { name: 'home-partial', at: '/home', scene: 'partial', school: X, go: (p) => p.locator('.hero').waitFor() },
  { name: 'home-loading', at: '/home', scene: 'slow', school: X },
  { name: 'home-error', at: '/home', scene: 'down', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'home-toolbar', at: '/home', scene: 'pending', go: async (p, size) => { if (size === 'm') { await p.locator('.hero').waitFor(); await p.locator('.home-tools').click(); await p.locator('dialog[open]').waitFor() } } },
  { name: 'home-offline', at: '/home', school: X, go: async (p) => { await p.locator('.hero').waitFor(); await p.context().setOffline(true); await p.locator('.offline').waitFor() } },
  { name: 'tuition-none', at: '/tuition', school: X, go: sure },
  { name: 'tuition', at: '/tuition', english: true, go: (p, _s, school) => confirmed(p, '3000', school) },
  { name: 'tuition-identity', at: '/tuition', school: ['wwoc'], go: (p) => p.locator('.bill, .steps').first().waitFor() },
  { name: 'tuition-edit', at: '/tuition', school: X, english: true, go: (p, _s, school) => part(p, '3000', school) },
  { name: 'tuition-edit-error', at: '/tuition', school: X, english: true, go: (p, _s, school) => part(p, '5200', school) },
  { name: 'tuition-edit-low', at: '/tuition', school: X, go: (p, _s, school) => part(p, '20', school) },
  { name: 'tuition-locked', at: '/tuition', scene: 'pending', school: X, english: true, go: tickAll },
  { name: 'tuition-all-held', at: '/tuition', scene: 'allheld', go: sure },
  { name: 'tuition-many', at: '/tuition', scene: 'many', go: tickAll },
  { name: 'tuition-empty', at: '/tuition', scene: 'clear', go: (p) => p.locator('.empty').waitFor() },
  { name: 'tuition-error', at: '/tuition', scene: 'down', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'tuition-loading', at: '/tuition', scene: 'slow', school: X },
  { name: 'confirm', at: '/tuition', english: true, go: toConfirm },
  { name: 'confirm-lost', at: '/tuition', school: X, go: async (p, s, school) => { await toConfirm(p, s, school); await p.route('**/api/orders/*', (it) => it.abort()); await p.locator('.bar .btn-1').click(); await p.locator('.note-bad').waitFor() } },
  { name: 'confirm-empty', at: '/confirm', school: X },
  { name: 'cashier', at: '/tuition', english: true, go: toCashier },
  { name: 'cashier-close', at: '/tuition', school: X, go: async (p, s, school) => { await toCashier(p, s, school); await p.locator('.scan-b .btn-3').click(); await p.locator('dialog[open]').waitFor() } },
  { name: 'result-processing', at: '/tuition', english: true, go: toResult },
  { name: 'result-success', at: '/tuition', english: true, go: paid },
  { name: 'result-unpaid', at: '/tuition', scene: 'unpaid', english: true, go: async (p, s, school) => { await toResult(p, s, school); await p.locator('.disc-off').waitFor() } },
  { name: 'result-closed', at: '/tuition', english: true, go: async (p, s, school) => { await toCashier(p, s, school); await p.locator('.scan-b .btn-3').click(); await p.locator('dialog .btn-1').click(); await p.locator('.disc-off').waitFor() } },
  { name: 'result-close-failed', at: `/pay/${PENDING}`, scene: 'pending', school: X, go: async (p) => { await p.locator('.scan-b .btn-3').click(); await p.locator('dialog .btn-1').click(); await p.locator('.note-bad').waitFor() } },
  { name: 'result-disputed', at: `/pay/${PENDING}/result`, scene: 'disputed', school: X, go: (p) => p.locator('.res').waitFor() },
  { name: 'result-missing', at: '/pay/01KAJ300000000000000000077/result', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'orders', at: '/orders', scene: 'pending', english: true, go: async (p) => { await p.locator('.seg button').nth(2).click(); await p.locator('.ord').first().waitFor() } },
  { name: 'orders-custom', at: '/orders', school: X, english: true, go: async (p) => { await p.locator('.seg button').nth(3).click(); await p.locator('.custom').waitFor() } },
  { name: 'orders-empty', at: '/orders', scene: 'fresh', school: X, go: async (p) => { await p.locator('.seg button').nth(0).click(); await p.locator('.chip').nth(2).click(); await p.locator('.empty').waitFor() } },
  { name: 'orders-error', at: '/orders', scene: 'down', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'orders-loading', at: '/orders', scene: 'slow', school: X },
  { name: 'order', at: `/orders/${OLD(1)}`, english: true, go: (p) => p.locator('.tl').waitFor() },
  { name: 'order-open', at: `/orders/${PENDING}`, scene: 'pending', school: X, go: (p) => p.locator('.tl').waitFor() },
  { name: 'paid', at: '/paid', english: true, go: (p) => p.locator('.ord').first().waitFor() },
  { name: 'paid-empty', at: '/paid', scene: 'fresh', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'me', at: '/me', english: true },
  { name: 'password', at: '/password', school: X },
  { name: 'privacy', at: '/privacy', school: X, english: true },
  { name: 'lost', at: '/nowhere', school: X },
  { name: 'import', at: '/office/import', scene: 'office', school: X, english: true },
  { name: 'import-check', at: '/office/import', scene: 'office', english: true, go: office },
  { name: 'import-unsure', at: '/office/import', scene: 'office-unsure', school: X, go: office },
  { name: 'import-tidy', at: '/office/import', scene: 'office-tidy', school: X, go: office },
  { name: 'import-writing', at: '/office/import', scene: 'office', school: X, go: async (p) => { await office(p); await p.locator('.sign .btn-1').click(); await p.locator('.progress').waitFor() } },
  { name: 'import-done', at: '/office/import', scene: 'office', school: X, english: true, go: async (p) => { await office(p); await p.locator('.sign .btn-1').click(); await p.locator('.disc-ok').waitFor() } },
]
