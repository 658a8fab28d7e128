// The main journey in a real browser: log in, set a password, change an amount, confirm, pay, owe less, find it in the lists.
//   BASE_URL=http://… BANK=http://… DEMO=people/xust.json node journey.mjs    against `cargo dev`
//   node journey.mjs                                                           against the mock
// DEMO: [{"user","password","fresh"?,"name"?,"id_tail"?, "item"?, "amount"?, "whole"?: true, "device"?: "pc"|"mobile"|"wechat"|"alipay", "channel"?: "支付宝", "way"?: "支付宝网页支付", "button"?: "the cashier's button", "also"?: "mobile", another device to look at it from}]
import { mkdir, readFile } from 'node:fs/promises'
import { launch, watchFaults } from './browser.mjs'
import { signIn } from './entering.mjs'
import { start } from './mock.mjs'
import { pay, wallet } from './paying.mjs'
import { AGENTS, bridge, PHONE_SIZE } from './places.mjs'

const mock = process.env.BASE_URL ? null : await start()
const base = (process.env.BASE_URL ?? mock.origin).replace(/\/$/, '')
const bank = process.env.BANK ?? null
const people = process.env.DEMO ? [JSON.parse(await readFile(process.env.DEMO, 'utf8'))].flat() : [
  { device: 'pc' }, { device: 'pc', channel: '银联云闪付', way: '银联网关', form: 'riskRateInfo' }, { device: 'mobile', channel: '支付宝' }, { device: 'wechat', channel: '微信支付' },
].map((who) => ({ user: '23080101234', password: '04271X', fresh: 'a sentence of mine 2026', button: '支付', mock: true, ...who }))
/** What this school does otherwise than others. */
const school = await (await fetch(`${base}/school.json`)).json()
const shots = new URL('./shots/journey/', import.meta.url).pathname
await mkdir(shots, { recursive: true })

const fen = (text) => Number(/([\d,]+)\.(\d\d)/.exec(text)?.slice(1).join('').replaceAll(',', '') ?? NaN)
const must = (truth, what) => { if (!truth) throw new Error(`not so: ${what}`); console.log(`  ok ${what}`) }

const place = (device = 'pc') => ({ locale: 'zh-CN', ...(device === 'pc' ? { viewport: { width: 1280, height: 800 } } : { ...PHONE_SIZE, userAgent: AGENTS[device] }) })
const owed = async (page) => {
  await page.locator('.hero').waitFor()
  return fen(await page.locator('.hero .money-2xl').innerText())
}

/** Signs in, with the password that was chosen at the first time. */
async function enter(page, who) {
  await page.goto(`${base}/#/login`)
  await signIn(page, { ...who, password: who.fresh ?? who.password })
  await page.waitForURL(/#\/home/)
}

/** Ticks what this walker pays; answers the amount that was typed where 改 was used. */
async function choose(page, who, shot) {
  const boxes = page.locator('.bill .ck')
  if (school.must_pay_all) {
    must(await boxes.evaluateAll((all) => all.length > 0 && all.every((it) => it.checked && it.disabled)), 'S31: everything is ticked, and nothing can be left out')
    return null
  }
  if (who.whole) {
    await page.getByLabel('全选').locator('visible=true').first().click()
    must(await boxes.evaluateAll((all) => all.length > 0 && all.every((it) => it.disabled || it.checked)), 'S26: 全选 ticks every item')
    return null
  }
  await page.getByRole('button', { name: who.item ? `修改${who.item}的缴费金额` : /修改.*的缴费金额/ }).first().click()
  const dialog = page.getByRole('dialog')
  if (who.amount) await dialog.getByLabel(/本次缴多少/).fill(who.amount)
  else await dialog.getByRole('button', { name: /最低/ }).click()
  await shot('edit')
  const part = fen(await dialog.getByLabel(/本次缴多少/).inputValue())
  await dialog.getByRole('button', { name: '确定' }).click()
  await dialog.waitFor({ state: 'detached' })
  return part
}

/** The same person's home and newest order, in another device's own browser. */
async function lookFrom(browser, device, who) {
  const context = await browser.newContext(place(device))
  try {
    const page = await context.newPage()
    await enter(page, who)
    const still = await owed(page)
    await page.goto(`${base}/#/orders?period=today`)
    const newest = page.locator('.ord[href]').first()
    await newest.waitFor()
    return { owed: still, order: (await newest.getAttribute('href')).split('/').pop(), total: fen(await newest.locator('.money').innerText()) }
  } finally {
    await context.close()
  }
}

async function walk(browser, who, n) {
  const mobile = (who.device ?? 'pc') !== 'pc'
  const context = await browser.newContext(place(who.device))
  const page = await context.newPage()
  if (who.device === 'wechat') await bridge(page, 'ok', who.mock ?? wallet(page, bank, must))
  const faults = watchFaults(page, [/401/])
  let step = 0
  const shot = (name) => page.screenshot({ path: `${shots}${n}-${String(++step).padStart(2, '0')}-${name}.png`, fullPage: true })
  try {
    if (who.mock) await page.request.get(`${base}/__as?scene=journey&signed=0`)
    await page.goto(`${base}/`)
    await signIn(page, who, () => shot('login'))
    if (who.fresh) {
      await page.getByLabel('新密码', { exact: true }).fill(who.fresh)
      await page.getByLabel('再输入一次', { exact: true }).fill(who.fresh)
      await shot('first-password')
      await page.getByRole('button', { name: '保存并进入' }).click()
    }
    await page.waitForURL(/#\/home/)
    const hero = page.locator('.hero')
    const before = await owed(page)
    must(before > 0, `owes something: ${before}`)
    const wide = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth - innerWidth])
    if (mobile) must(wide[0] === 390 && wide[1] <= 0, 'S3: the address typed in a telephone leads to the login and home, and nothing scrolls sideways')
    else must(wide[0] === 1280 && wide[1] <= 0, 'S5: the address typed at a PC leads to the login and home, and nothing scrolls sideways')
    await shot('home')

    await hero.getByRole('link', { name: '去缴费' }).click()
    const sure = page.getByRole('button', { name: '信息无误，下一步' })
    await page.locator('.bill').or(sure).first().waitFor()
    const wizard = school.wizard && !mobile
    if (wizard) {
      must(await sure.isVisible(), 'S30: the wizard asks first whether all that stands there is right')
      await sure.click()
    } else must(await sure.count() === 0, 'where there is no wizard nothing is asked first')
    await page.locator('.bill').first().waitFor()
    must(page.url().includes('#/tuition'), 'S25: 去缴费 on the home leads to what is owed of tuition')
    const part = await choose(page, who, shot)
    const total = fen(await page.locator('.bar .sum .money').innerText())
    if (part !== null) must(total === part, `S27: 改 takes another amount, and the bar says ${total}`)
    await shot('tuition')
    await page.locator('.bar .btn-1').click()

    await page.waitForURL(/#\/confirm/)
    must(fen(await page.locator('.bar .money').innerText()) === total, 'confirm shows the same sum')
    await shot('confirm')
    await page.getByRole('link', { name: '去付款' }).click()

    await page.locator('.offer').first().waitFor()
    must(page.url().includes('#/pay'), 'S29: 去付款 leads to the payment page')
    must(fen(await page.locator('.due .money').innerText()) === total, 'the choice shows the same sum')
    must((await page.locator('.payee .who').innerText()) === school.payee, `S33: the payee is ${school.payee}`)
    const channel = who.channel ? page.locator('.offer', { has: page.locator('.offer-n', { hasText: who.channel }) }) : page.locator('.offer:not(.offer-off)').first()
    await channel.locator('.offer-l').click()
    if (who.way) await channel.getByText(who.way, { exact: true }).click()
    await shot('choice')
    const placed = page.waitForRequest((it) => it.method() === 'PUT' && it.url().includes('/api/orders/'))
    await page.locator('.bar .btn-1').click()
    const order = /orders\/([0-9A-Z]{26})/.exec((await placed).url())[1]
    await pay({ page, base, bank, who, order, must, shot })
    const paid = Date.now()

    await page.getByRole('heading', { name: '缴费成功' }).waitFor({ timeout: 30_000 })
    must(fen(await page.locator('.res .money').innerText()) === total, `the receipt shows the same sum, ${((Date.now() - paid) / 1000).toFixed(1)} s after paying`)
    await shot('success')
    await page.getByRole('link', { name: '完成' }).click()
    const after = await owed(page)
    must(before - after === total, `home owes less: ${before} - ${total} = ${after}`)
    await shot('home-after')
    if (who.also) {
      const seen = await lookFrom(browser, who.also, who)
      must(seen.owed === after && seen.order === order && seen.total === total, 'S70: another device, signed in anew, shows the same sum and the same order')
    }
    if (who.device === 'wechat') {
      await page.goto(`${base}/#/me`)
      await page.getByRole('button', { name: '退出登录' }).click()
      await page.waitForURL(/#\/login/)
      await enter(page, who)
      must(await owed(page) === after, 'S69: signed in again inside WeChat, home owes as little')
    }

    await page.getByRole('link', { name: mobile ? '订单' : '订单查询', exact: true }).click()
    await page.locator(`a[href="#/orders/${order}"]`).waitFor()
    must((await page.locator(`a[href="#/orders/${order}"]`).innerText()).includes('成功'), 'the order list says 成功')
    await shot('orders')
    await page.getByRole('link', { name: mobile ? '已缴费' : '已缴费查询', exact: true }).click()
    await page.locator(`a[href="#/orders/${order}"]`).waitFor()
    must(fen(await page.locator(`a[href="#/orders/${order}"] .money`).innerText()) === total, 'the paid list shows it')
    await shot('paid')
    await page.locator(`a[href="#/orders/${order}"]`).click()
    await page.getByText('缴费成功，欠费已更新').waitFor()
    await shot('order')
    must(faults.length === 0, `no console error and no policy violation ${faults.join(' | ')}`)
  } catch (fault) {
    await shot('FAILED')
    throw fault
  } finally {
    await context.close()
  }
}

const browser = await launch()
try {
  for (const [n, who] of people.entries()) {
    console.log([who.device ?? 'pc', who.channel, who.way, who.user].filter(Boolean).join(' '))
    await walk(browser, who, n + 1)
  }
  console.log('journey done')
} finally {
  await browser.close()
  await mock?.stop()
}
