// The pages of one's own account. What is typed here is invented.
import { LETTERS } from './mock/doors.mjs'

const X = ['xust']
const field = (page, label) => page.getByLabel(label, { exact: true })
const send = (page) => page.locator('form .btn-1').click()
const open = async (page, what) => {
  await what.click()
  await page.locator('dialog[open]').waitFor()
}
const form = async (page) => {
  await field(page, '姓名').fill('李小冉')
  await field(page, '身份证号').fill('61011320060313900X')
  await field(page, '手机号').fill('13800001234')
  await field(page, '密码').fill('四月的雨落在屋檐')
  await field(page, '再输入一次密码').fill('四月的雨落在屋檐')
  await field(page, '验证码').fill(LETTERS)
  await field(page, '我已阅读并同意').check()
}
/** Up to the code that was sent; another picture stands there meanwhile. */
const toCode = async (page) => {
  const inputs = page.locator('form input')
  await inputs.nth(0).fill('23080101234')
  await inputs.nth(1).fill('13800006021')
  await inputs.nth(2).fill(LETTERS)
  await send(page)
  await page.locator('[autocomplete="one-time-code"]').waitFor()
}

export const accountStates = [
  { name: 'register', at: '/register', signed: false, english: true },
  { name: 'register-wrong', at: '/register', signed: false, scene: 'everyway', school: X, english: true, go: send },
  { name: 'register-filled', at: '/register', signed: false, school: X, go: async (p) => { await form(p); await p.locator('h1').focus(); await p.evaluate(() => scrollTo(0, 0)) } },
  { name: 'register-known', at: '/register', signed: false, scene: 'known', school: X, go: async (p) => { await form(p); await send(p); await p.locator('.big .btn-1').waitFor() } },
  { name: 'register-broken', at: '/register', signed: false, school: X, go: async (p) => { await p.route('**/api/login', (it) => it.abort()); await form(p); await send(p); await p.locator('.big .btn-1').waitFor() } },
  { name: 'register-privacy', at: '/register', signed: false, school: X, english: true, go: (p) => open(p, p.locator('.agree-l')) },
  { name: 'register-closed', at: '/register', signed: false, scene: 'closed', school: X },
  { name: 'reset', at: '/reset', signed: false, english: true },
  { name: 'reset-code', at: '/reset', signed: false, scene: 'everyway', school: X, english: true },
  { name: 'reset-sent', at: '/reset', signed: false, scene: 'everyway', school: X, english: true, go: toCode },
  { name: 'reset-question', at: '/reset', signed: false, scene: 'everyway', school: X, go: (p) => p.locator('.page .seg button').nth(1).click() },
  { name: 'reset-refused', at: '/reset', signed: false, scene: 'everyway', school: X, go: async (p) => { await toCode(p); await field(p, '短信验证码').fill('000000'); await field(p, '新密码').fill('四月的雨落在屋檐'); await field(p, '再输入一次').fill('四月的雨落在屋檐'); await send(p); await p.locator('.note-bad').waitFor() } },
  { name: 'me-outside', at: '/me', scene: 'outside', school: X },
  { name: 'me-phone', at: '/me', school: X, english: true, go: (p) => open(p, p.locator('.line-b')) },
  { name: 'me-wechat', at: '/me', school: X, english: true, go: (p) => open(p, p.locator('button.cell')) },
  { name: 'me-not-out', at: '/me', school: X, go: async (p) => { await p.route('**/api/session/logout', (it) => it.abort()); await p.locator('.btn-2').last().click(); await p.locator('.note-bad').waitFor() } },
  { name: 'sessions', at: '/me/sessions', english: true, go: (p) => p.locator('.dev').first().waitFor() },
  { name: 'sessions-alone', at: '/me/sessions', scene: 'alone', school: X, go: (p) => p.locator('.dev').first().waitFor() },
  { name: 'sessions-error', at: '/me/sessions', scene: 'down', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'sessions-loading', at: '/me/sessions', scene: 'slow', school: X },
  { name: 'sessions-all', at: '/me/sessions', school: X, go: async (p) => { await p.locator('.dev').first().waitFor(); await open(p, p.locator('aside .btn-2')) } },
  { name: 'office-reset', at: '/office/reset', scene: 'office', school: X, english: true },
  { name: 'office-reset-done', at: '/office/reset', scene: 'office', school: X, english: true, go: async (p) => { await p.locator('form input').nth(0).fill('23080101234'); await p.locator('form input').nth(1).fill('陈予安'); await send(p); await p.locator('.disc-ok').waitFor() } },
]
