// Somebody from off campus comes to a platform for the first time: registers, looks around, changes what is theirs, leaves, comes back.
//   BASE_URL=http://127.0.0.1:8080 node newcomer.mjs      pictures go to ./shots/newcomer
import AxeBuilder from '@axe-core/playwright'
import { mkdirSync } from 'node:fs'
import { launch, watchFaults } from './browser.mjs'
import { AGENTS, PHONE_SIZE } from './places.mjs'

const base = process.env.BASE_URL
if (!base) throw new Error('BASE_URL: the platform to come to')
const out = new URL('./shots/newcomer/', import.meta.url).pathname
mkdirSync(out, { recursive: true })
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const must = (truth, what) => { if (!truth) throw new Error(`not so: ${what}`); console.log(`  ok ${what}`) }

/** A number that fits itself, of nobody: who runs this twice is two people. */
function draw() {
  const digits = `61011319990314${String(Date.now() % 500 * 2).padStart(3, '0')}`
  const sum = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce((all, weight, n) => all + weight * Number(digits[n]), 0)
  return digits + '10X98765432'[sum % 11]
}
const WHO = { name: '李小冉', number: draw(), phone: '13800001234', password: '四月的雨落在屋檐' }

const browser = await launch()
async function come(place, work) {
  const context = await browser.newContext({ locale: 'zh-CN', reducedMotion: 'reduce', ...(place === 'pc' ? { viewport: { width: 1280, height: 800 } } : { ...PHONE_SIZE, userAgent: AGENTS[place] }) })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const faults = watchFaults(page, [/Failed to load resource/])
  try {
    await work(page)
    must(faults.length === 0, `no console error and no policy violation ${faults.join(' | ')}`)
  } catch (fault) {
    await page.screenshot({ path: `${out}broken.png`, fullPage: true })
    throw fault
  } finally {
    await context.close()
  }
}
const field = (page, label) => page.getByLabel(label, { exact: true })
const look = async (page, name) => {
  await page.screenshot({ path: `${out}${name}.png`, fullPage: true })
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze()
  must(violations.length === 0, `${name}: axe finds nothing ${violations.map((it) => `${it.id} ${it.nodes[0].target.join(' ')}`).join(' | ')}`)
}
/** The check that needs no eyes: the only one that a test can pass, too. */
async function work(page) {
  await page.getByRole('button', { name: '看不清验证码？' }).click()
  await page.getByRole('button', { name: '开始验证' }).click()
  await page.getByText('验证通过').first().waitFor({ timeout: 120_000 })
}
async function form(page, more = {}) {
  const who = { ...WHO, ...more }
  await page.goto(`${base}/#/register?next=/me`)
  await field(page, '姓名').fill(who.name)
  await field(page, '身份证号').fill(who.number.toLowerCase())
  await field(page, '手机号').fill(who.phone)
  await field(page, '密码').fill(who.password)
  await field(page, '再输入一次密码').fill(who.password)
  await field(page, '我已阅读并同意').check()
  await work(page)
}
async function login(page) {
  await page.goto(`${base}/#/login`)
  await field(page, '密码').waitFor()
  await page.locator('form input').first().fill(WHO.number)
  await field(page, '密码').fill(WHO.password)
  if (await page.getByRole('button', { name: '看不清验证码？' }).count()) await work(page)
  await page.locator('form .btn-1').click()
  await page.waitForURL(/#\/home/)
}

try {
  console.log('a stranger registers on a phone')
  await come('mobile', async (page) => {
    await form(page)
    must((await page.locator('.echo').innerText()).includes('1999 年 3 月 14 日出生'), 'the number is read back in words')
    await look(page, 'register')
    await page.locator('form .btn-1').click()
    await page.waitForURL(/#\/me$/, { timeout: 120_000 })
    await page.getByText('校外人员').waitFor()
    const text = await page.locator('main').innerText()
    must(text.includes(WHO.name) && text.includes('610***') && text.includes('138****1234'), 'and is known, masked')
    must(!(await page.content()).includes(WHO.number.slice(-6)), 'the last six characters are nowhere')
    await look(page, 'me')

    await page.getByRole('button', { name: '更换' }).click()
    await field(page, '新手机号').fill('139 1111 2222')
    await field(page, '输入登录密码确认').fill(`${WHO.password}。`)
    await page.locator('dialog .btn-1').click()
    await page.getByText('现在的密码不正确').waitFor()
    await field(page, '输入登录密码确认').fill(WHO.password)
    await page.locator('dialog .btn-1').click()
    await page.getByText('手机号已更换').waitFor()
    await page.getByText('139****2222').waitFor()
    must(true, 'the phone number changes by the password alone')

    await page.goto(`${base}/#/home`)
    await page.getByText('当前没有欠费').waitFor()
    must(true, 'nothing is owed by whom nobody charged')
  })

  console.log('the same number again, with another password')
  await come('pc', async (page) => {
    await form(page, { password: '五月的风吹过山岗' })
    await page.locator('form .btn-1').click()
    await page.getByRole('heading', { name: '该证件号可能已登记' }).waitFor({ timeout: 120_000 })
    must(true, 'is answered like any other, and opens nothing')
    await look(page, 'known')
  })

  console.log('back on a PC')
  await come('pc', async (page) => {
    await login(page)
    await page.goto(`${base}/#/me/sessions`)
    await page.locator('.dev').first().waitFor()
    must((await page.locator('.dev').count()) === 2 && (await page.locator('.dev').first().innerText()).includes('本机'), 'both browsers are listed, this one first')
    await look(page, 'sessions')
    await page.getByRole('button', { name: /^退出 / }).click()
    await page.getByText('没有其它设备登录着您的账号').waitFor()
    must((await page.locator('.dev').count()) === 1, 'the other one is logged out')
    await page.goto(`${base}/#/me`)
    await page.getByRole('button', { name: '退出登录' }).click()
    await page.waitForURL(/#\/login/)
    await page.goBack()
    await page.waitForTimeout(500)
    must(/#\/login/.test(page.url()) && !(await page.content()).includes(WHO.name), 'after logging out there is nothing to go back to')
    must((await page.request.get(`${base}/api/me`)).status() === 401, 'and the platform knows nobody here')
    await page.goto(`${base}/#/reset`)
    await page.getByText('到窗口办理').first().waitFor()
    await look(page, 'reset')
  })
  console.log('newcomer done')
} finally {
  await browser.close()
}
