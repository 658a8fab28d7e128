// Each page and state: where it is, in which scenario, and what is done before it is looked at.
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accountStates } from './states-account.mjs'
import { enrolStates } from './states-enrol.mjs'
import { feesStates } from './states-fees.mjs'
import { listStates } from './states-lists.mjs'
import { proofStates } from './states-proof.mjs'
import { helpStates } from './states-help.mjs'
import { officeStates } from './states-office.mjs'
import { LETTERS } from './mock/doors.mjs'

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
const orderOf = async (page) => /pay\/([0-9A-Z]{26})/.exec(page.url())[1]
const toChoice = async (page, size, school) => {
  await toConfirm(page, size, school)
  await page.locator('.bar .btn-1').click()
  await page.locator('.payee').waitFor()
  await page.locator('.offer, .asking, .empty').first().waitFor()
}
/** Picks a channel, and one of its ways by the number of its button. */
const pick = (n, way) => async (page, size, school) => {
  await toChoice(page, size, school)
  await page.locator('.offer-l').nth(n).click()
  if (way !== undefined) await page.locator('.offer-w label').nth(way).click()
}
/** To the order's own page. A provider's page is left at once: its order is looked at again. */
const toCashier = async (page, size, school, n = 0, way = undefined) => {
  await pick(n, way)(page, size, school)
  await page.locator('.bar .btn-1').click()
  await page.waitForURL(/pay\/[0-9A-Z]{26}$/)
  if (page.url().includes('/__pay/')) {
    const { origin } = new URL(page.url().replace('localhost', '127.0.0.1'))
    await page.goto(`${origin}/#/pay/${await orderOf(page)}`)
  }
  await page.locator('.scan-b').waitFor()
}
const sheet = async (page, size, school, n) => {
  await toCashier(page, size, school)
  await page.locator('.link-c').click()
  await page.locator('dialog .offer-l').nth(n).click()
}
const change = async (page, size, school, n) => {
  await sheet(page, size, school, n)
  await page.locator('dialog .btn-1').click()
}
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
const OLD = '01KAJ3' + '4'.padStart(20, '0')
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
const W = ['wwoc']
const fill = async (page, user, password) => {
  await page.locator('input').nth(0).fill(user)
  await page.locator('input').nth(1).fill(password)
  const letters = page.locator('.cap-row input')
  if (await page.locator('.cap-place').count()) await letters.fill(LETTERS)
}
const picture = (page) => page.locator('img.captcha').waitFor()
const toil = async (page) => {
  await picture(page)
  await page.locator('.cap-help').click()
  await page.locator('.work').waitFor()
}
const send = (page) => page.locator('form .btn-w').first().click()
const twice = async (page, name, user, again = name) => {
  for (const it of [name, again]) {
    await page.getByLabel(/学生姓名|name/).fill(it)
    await page.getByLabel(/学号或|number/).fill(user)
    if (await page.locator('.cap-place').count()) await page.locator('.cap-row input').fill(LETTERS)
    await page.locator('form .btn-1').click()
  }
}
/** The session ends while somebody looks at a page that then asks for something. */
const expired = async (page) => {
  await page.locator('.hero').waitFor()
  await page.request.get(new URL('/__end', page.url()).href)
  await page.locator('.hero a.btn').click()
  await page.locator('dialog[open]').waitFor()
}

export const states = [
  { name: 'login', at: '/login', signed: false, english: true, go: (p, _s, school) => (school === 'wwoc' ? picture(p) : undefined) },
  { name: 'login-error', at: '/login', signed: false, english: true, go: async (p) => { await fill(p, '23080101234', 'wrong'); await send(p); await p.locator('.note-bad').waitFor() } },
  { name: 'login-slow', at: '/login', signed: false, school: X, go: async (p) => { await fill(p, 'slow', 'x'); await send(p); await p.locator('.note-bad').waitFor() } },
  { name: 'login-facts', at: '/login', signed: false, english: true, go: (p) => fill(p, '23080101234', '000000') },
  { name: 'login-needed', at: '/login', scene: 'adaptive', signed: false, school: X, english: true, go: async (p) => { await fill(p, '23080101234', 'wrong'); await send(p); await p.locator('.note-bad').waitFor(); await send(p); await picture(p) } },
  { name: 'login-captcha', at: '/login', signed: false, school: W, english: true, go: async (p) => { await fill(p, '23080101234', 'x'); await p.locator('.cap-row input').fill('AAAAA'); await send(p); await p.locator('.err').waitFor() } },
  { name: 'login-nopicture', at: '/login', scene: 'nopicture', signed: false, school: W, go: (p) => p.locator('.err').waitFor() },
  { name: 'login-work', at: '/login', signed: false, school: W, english: true, go: toil },
  { name: 'login-working', at: '/login', scene: 'toil', signed: false, school: W, english: true, go: async (p) => { await toil(p); await p.locator('.work .btn').click(); await p.locator('.work progress').waitFor() } },
  { name: 'login-worked', at: '/login', signed: false, school: W, go: async (p) => { await toil(p); await p.locator('.work .btn').click(); await p.locator('.work-ok').waitFor() } },
  { name: 'login-sso', at: '/login', signed: false, school: X, english: true, go: (p) => p.getByRole('tab').nth(1).click() },
  { name: 'login-sso-refused', at: '/login?sso=refused', signed: false, school: X, english: true },
  { name: 'login-sso-unknown', at: '/login?sso=unknown', signed: false, school: X, english: true },
  { name: 'login-sso-broken', at: '/login?sso=broken', signed: false, school: X },
  { name: 'login-wechat', at: '/login', place: 'wechat', signed: false, school: ['xust', 'wwoc'], english: true, go: (p, _s, school) => (school === 'wwoc' ? picture(p) : undefined) },
  { name: 'login-wechat-asking', at: '/login', place: 'wechat', signed: false, school: X, go: async (p) => { await p.route('**/__wechat*', (it) => it.fulfill({ status: 204 })); await p.locator('.btns .btn-2').first().click(); await p.locator('.asking').waitFor() } },
  { name: 'login-wechat-unbound', at: '/login?from=wechat', place: 'wechat', scene: 'unbound', signed: false, school: X, english: true, go: (p) => p.locator('.note').waitFor() },
  { name: 'login-wechat-failed', at: '/login?from=wechat', place: 'wechat', scene: 'noentrance', signed: false, school: X, go: (p) => p.locator('.note').waitFor() },
  { name: 'outside', at: '/outside', signed: false, english: true, go: (p, _s, school) => (school === 'wwoc' ? picture(p) : undefined) },
  { name: 'identify', at: '/identify', signed: false, school: W, english: true },
  { name: 'identify-differs', at: '/identify', signed: false, school: W, english: true, go: async (p) => { await twice(p, '陈予安', '620602200605129040', '陈予按'); await p.locator('.err').waitFor() } },
  { name: 'identify-missing', at: '/identify', signed: false, school: W, english: true, go: async (p) => { await twice(p, '无人', '620602200605129040'); await p.locator('.note-bad').waitFor() } },
  { name: 'paying-home', at: '/home', signed: 'paying', school: W, english: true, go: (p) => p.locator('.hero').waitFor() },
  { name: 'paying-tuition', at: '/tuition', signed: 'paying', school: W, go: (p) => p.locator('.bill, .steps').first().waitFor() },
  { name: 'again', at: '/home', english: true, go: expired },
  { name: 'poster', at: '/poster', signed: false, english: true },
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
  { name: 'confirm-empty', at: '/confirm', school: X },
  { name: 'pay', at: '/tuition', english: true, go: toChoice },
  { name: 'pay-two', at: '/tuition', scene: 'six', school: X, english: true, sizes: ['pc'], go: pick(1) },
  { name: 'pay-grey', at: '/tuition', scene: 'grey', school: X, english: true, go: pick(0) },
  { name: 'pay-shut', at: '/tuition', scene: 'shut', school: X, go: toChoice },
  { name: 'pay-loading', at: '/tuition', school: X, go: async (p, s, school) => { await p.route('**/api/channels*', () => undefined); await toConfirm(p, s, school); await p.locator('.bar .btn-1').click(); await p.locator('.offers-wait').waitFor() } },
  { name: 'pay-error', at: '/tuition', school: X, go: async (p, s, school) => { await p.route('**/api/channels*', (it) => it.abort()); await toChoice(p, s, school) } },
  { name: 'pay-lost', at: '/tuition', school: X, go: async (p, s, school) => { await pick(0)(p, s, school); await p.route('**/api/orders/*', (it) => it.abort()); await p.locator('.bar .btn-1').click(); await p.locator('.note-bad').waitFor() } },
  { name: 'pay-down', at: '/tuition', scene: 'trip', school: X, english: true, go: async (p, s, school) => { await pick(0)(p, s, school); await p.locator('.bar .btn-1').click(); await p.locator('.note-bad').waitFor() } },
  { name: 'pay-wechat', at: '/tuition', place: 'wechat', school: X, english: true, go: async (p, s, school) => { await toChoice(p, s, school); await p.locator('.offer').first().waitFor() } },
  { name: 'pay-asking', at: '/tuition', place: 'wechat', school: X, go: async (p, s, school) => { await p.route('**/__wechat*', (it) => it.fulfill({ status: 204 })); await toChoice(p, s, school); await p.locator('.asking b').waitFor() } },
  { name: 'pay-stranger', at: '/tuition', place: 'wechat', scene: 'stranger', school: X, english: true, go: async (p, s, school) => { await toChoice(p, s, school); await p.locator('.note-wait').waitFor() } },
  { name: 'pay-alipay', at: '/tuition', place: 'alipay', school: X, go: toChoice },
  { name: 'cashier', at: '/tuition', english: true, go: toCashier },
  { name: 'cashier-page', at: '/tuition', scene: 'six', school: X, english: true, sizes: ['pc'], go: (p, s, school) => toCashier(p, s, school, 4, 1) },
  { name: 'cashier-form', at: '/tuition', school: X, go: (p, s, school) => toCashier(p, s, school, 2, s === 'pc' ? 1 : undefined) },
  { name: 'cashier-wallet', at: '/tuition', place: 'wechat', bridge: 'silent', school: X, go: (p, s, school) => toCashier(p, s, school) },
  { name: 'cashier-cancel', at: '/tuition', place: 'wechat', bridge: 'cancel', school: X, english: true, go: async (p, s, school) => { await toCashier(p, s, school); await p.locator('.door .note').waitFor() } },
  { name: 'cashier-fail', at: '/tuition', place: 'wechat', bridge: 'fail', school: X, go: async (p, s, school) => { await toCashier(p, s, school); await p.locator('.door .note').waitFor() } },
  { name: 'cashier-unplaced', at: '/tuition', scene: 'unplaced', school: X, go: async (p, s, school) => { await toCashier(p, s, school); await p.locator('.scan .note-bad').waitFor() } },
  { name: 'cashier-change', at: '/tuition', scene: 'six', school: X, english: true, go: (p, s, school) => sheet(p, s, school, 1) },
  { name: 'cashier-changing', at: '/tuition', scene: 'slowclose', school: X, english: true, go: async (p, s, school) => { await change(p, s, school, 3); await p.locator('.changing').waitFor() } },
  { name: 'cashier-changed', at: '/tuition', school: X, sizes: ['pc'], go: async (p, s, school) => { await change(p, s, school, 3); await p.locator('.mark-alipay').first().waitFor(); await p.locator('.qr').waitFor() } },
  { name: 'cashier-itself', at: '/tuition', scene: 'itself', school: X, english: true, go: async (p, s, school) => { await change(p, s, school, 3); await p.locator('.chosen-n .note').waitFor() } },
  { name: 'cashier-close', at: '/tuition', school: X, go: async (p, s, school) => { await toCashier(p, s, school); await p.locator('.scan-b .btn-3').click(); await p.locator('dialog[open]').waitFor() } },
  { name: 'result-unsure', at: '/tuition', scene: 'unsure', school: X, go: async (p, s, school) => { await change(p, s, school, 3); await p.locator('.res').waitFor() } },
  { name: 'result-processing', at: '/tuition', english: true, go: toResult },
  { name: 'result-success', at: '/tuition', english: true, go: paid },
  { name: 'result-unpaid', at: '/tuition', scene: 'unpaid', english: true, go: async (p, s, school) => { await toResult(p, s, school); await p.locator('.disc-off').waitFor() } },
  { name: 'result-closed', at: '/tuition', english: true, go: async (p, s, school) => { await toCashier(p, s, school); await p.locator('.scan-b .btn-3').click(); await p.locator('dialog .btn-1').click(); await p.locator('.disc-off').waitFor() } },
  { name: 'result-close-failed', at: `/pay/${PENDING}`, scene: 'pending', school: X, go: async (p) => { await p.locator('.scan-b .btn-3').click(); await p.locator('dialog .btn-1').click(); await p.locator('.note-bad').waitFor() } },
  { name: 'result-disputed', at: `/pay/${PENDING}/result`, scene: 'disputed', school: X, english: true, go: (p) => p.locator('.res').waitFor() },
  ...['going', 'back', 'applied'].map((scene) => ({ name: `result-${scene}`, at: `/pay/${PENDING}/result`, scene, school: X, english: true, go: (p) => p.locator('.res').waitFor() })),
  { name: 'result-twice', at: `/pay/${OLD}/result`, scene: 'twice', school: X, english: true, go: (p) => p.locator('.res').waitFor() },
  { name: 'home-disputed', at: '/home', scene: 'disputed', school: X, english: true, go: (p) => p.locator('.note').first().waitFor() },
  { name: 'home-going', at: '/home', scene: 'going', school: X, go: (p) => p.locator('.note').first().waitFor() },
  { name: 'result-missing', at: '/pay/01KAJ300000000000000000077/result', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'me', at: '/me', english: true },
  ...listStates,
  ...proofStates,
  ...accountStates,
  ...officeStates,
  ...helpStates,
  ...feesStates,
  ...enrolStates,
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
