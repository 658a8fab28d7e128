// Somebody from off campus comes to a platform for the first time: from the login page to the projects, registers, enrols, pays, changes what is theirs, leaves, comes back.
//   BASE_URL=http://127.0.0.1:8080 BANK=http://127.0.0.1:8081 node newcomer.mjs      pictures go to ./shots/newcomer
import AxeBuilder from '@axe-core/playwright'
import { mkdirSync } from 'node:fs'
import { launch, watchFaults } from './browser.mjs'
import { pay } from './paying.mjs'
import { AGENTS, PHONE_SIZE } from './places.mjs'

const base = process.env.BASE_URL?.replace(/\/$/, '')
const bank = process.env.BANK
if (!base || !bank) throw new Error('BASE_URL, BANK: the platform to come to')
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
  // Under the head that stays on top, half a radio is all that could be aimed at.
  await page.evaluate(() => scrollTo(0, 0))
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
  await field(page, '姓名').fill(who.name)
  await field(page, '身份证号').fill(who.number.toLowerCase())
  await field(page, '手机号').fill(who.phone)
  await field(page, '密码').fill(who.password)
  await field(page, '再输入一次密码').fill(who.password)
  await field(page, '我已阅读并同意').check()
  await work(page)
}
/** The manual's way: 报名系统 at the top right of the login page, the projects, 注册. */
async function toRegister(page) {
  await page.goto(`${base}/#/login`)
  const corner = page.getByRole('link', { name: '报名系统' })
  await corner.waitFor()
  const [box, { width, height }] = [await corner.boundingBox(), page.viewportSize()]
  must(box.y + box.height < height / 3 && box.x > width / 3 && box.x + box.width > width * 0.9, 'S15: 报名系统 stands at the top right of the login page')
  const { name, platform, crest } = await (await page.request.get(`${base}/school.json`)).json()
  const own = await page.locator('.login-art .row').innerText()
  must(own.split(/\s*\n\s*/).join() === [crest, name, platform].join(), `S18: the login page has crest, name and platform: ${own.split('\n').join(' ')}`)
  await look(page, 'login')
  await corner.click()
  await page.waitForURL(/#\/enrol$/)
  await page.locator('.enrs li').first().waitFor()
  must((await page.request.get(`${base}/api/me`)).status() === 401, 'S50: it leads to the projects, and nobody has to sign in')
  await look(page, 'projects')
  await page.getByRole('link', { name: '第一次使用，去注册' }).click()
  await page.waitForURL(/#\/register\?next=\/enrol$/)
}
/** Enrols for what is open to everybody, and pays by the code that WeChat scans. Answers the order. */
async function enrol(page) {
  await page.goto(`${base}/#/enrol`)
  await page.locator('.enrs a', { hasText: '全国计算机等级考试' }).click()
  await page.getByRole('link', { name: '报名', exact: true }).click()
  await page.getByRole('radio', { name: '一级' }).check()
  await page.getByRole('radio', { name: 'C 语言' }).check()
  must((await page.locator('form').innerText()).includes('139****2222'), 'S62: the form has the phone on file')
  await look(page, 'enrol-form')
  await page.locator('form .btn-1').click()
  await page.waitForURL(/\/mine$/)
  await page.getByRole('heading', { name: '请交费，完成报名' }).waitFor()
  const fee = await page.locator('.bar .money').innerText()
  await page.getByRole('button', { name: '交费' }).click()
  await page.locator('.offer', { hasText: '微信支付' }).locator('.offer-l').click()
  const placed = page.waitForRequest((it) => it.method() === 'PUT' && it.url().includes('/api/orders/'))
  await page.locator('.bar .btn-1').click()
  const order = /orders\/([0-9A-Z]{26})/.exec((await placed).url())[1]
  await page.locator('.qr').waitFor()
  must((await page.locator('.qr').getAttribute('data-content')).startsWith('weixin://'), 'S37: WeChat on a PC is a code to scan')
  await look(page, 'code')
  await pay({ page, base, bank, who: {}, order, must, shot: async () => undefined })
  await page.locator('.disc-ok').waitFor({ timeout: 30_000 })
  await look(page, 'result')
  return { order, fee }
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
    await toRegister(page)
    await form(page)
    must((await page.locator('.echo').innerText()).includes('1999 年 3 月 14 日出生'), 'the number is read back in words')
    await look(page, 'register')
    await page.locator('form .btn-1').click()
    await page.waitForURL(/#\/enrol$/, { timeout: 120_000 })
    await page.getByRole('link', { name: '我的报名' }).waitFor()
    must(true, 'S15: registered and signed in, and back at the projects')
    await page.goto(`${base}/#/me`)
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
    await page.goto(`${base}/#/register`)
    await form(page, { password: '五月的风吹过山岗' })
    await page.locator('form .btn-1').click()
    await page.getByRole('heading', { name: '该证件号可能已登记' }).waitFor({ timeout: 120_000 })
    must(true, 'is answered like any other, and opens nothing')
    await look(page, 'known')
  })

  console.log('back on a PC')
  await come('pc', async (page) => {
    await login(page)
    const { order, fee } = await enrol(page)
    for (const [list, name] of [['orders?period=today', 'S46: the order is found under 订单查询'], ['paid?period=today', 'S48: and under 已缴费查询']]) {
      await page.goto(`${base}/#/${list}`)
      const row = page.locator(`.ord[href="#/orders/${order}"]`)
      await row.waitFor()
      must((await row.innerText()).replace(/\s/g, '').includes(fee.replace(/\s/g, '')), name)
      await look(page, list.split('?')[0])
    }
    await page.locator(`.ord[href="#/orders/${order}"]`).click()
    await page.locator('.tl li').first().waitFor()
    must((await page.locator('.tl li').first().innerText()).split('\n')[0] === '缴费成功', 'what was no arrears is paid, and nothing is said of arrears')
    await look(page, 'order')
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
