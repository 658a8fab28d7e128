// The main journey in a real browser: log in, set a password, change an amount, confirm, pay, owe less, find it in the lists.
//   BASE_URL=http://… BANK=http://… DEMO=people/xust.json node journey.mjs    against `cargo dev`
//   node journey.mjs                                                           against the mock
// DEMO: [{"user","password","fresh"?,"name"?,"id_tail"?, "item"?, "amount"?, "whole"?: true, "device"?: "pc"|"mobile"|"wechat"|"alipay", "channel"?: "支付宝", "way"?: "支付宝网页支付", "button"?: "the cashier's button"}]
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
const shots = new URL('./shots/journey/', import.meta.url).pathname
await mkdir(shots, { recursive: true })

const fen = (text) => Number(/([\d,]+)\.(\d\d)/.exec(text)?.slice(1).join('').replaceAll(',', '') ?? NaN)
const must = (truth, what) => { if (!truth) throw new Error(`not so: ${what}`); console.log(`  ok ${what}`) }

async function walk(browser, who, n) {
  const mobile = (who.device ?? 'pc') !== 'pc'
  const context = await browser.newContext(mobile
    ? { ...PHONE_SIZE, locale: 'zh-CN', userAgent: AGENTS[who.device] }
    : { viewport: { width: 1280, height: 800 }, locale: 'zh-CN' })
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
    await hero.waitFor()
    const before = fen(await hero.locator('.money-2xl').innerText())
    must(before > 0, `owes something: ${before}`)
    const wide = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth - innerWidth])
    if (mobile) must(wide[0] === 390 && wide[1] <= 0, 'S3: the address typed in a telephone leads to the login and home, and nothing scrolls sideways')
    else must(wide[0] === 1280 && wide[1] <= 0, 'S5: the address typed at a PC leads to the login and home, and nothing scrolls sideways')
    await shot('home')

    await hero.getByRole('link', { name: '去缴费' }).click()
    if (!mobile) {
      const sure = page.getByRole('button', { name: '信息无误，下一步' })
      await page.locator('.bill, .bar .btn-1').first().waitFor()
      if (await sure.isVisible()) await sure.click()
    }
    await page.locator('.bill').first().waitFor()
    must(page.url().includes('#/tuition'), 'S25: 去缴费 on the home leads to what is owed of tuition')
    const edit = page.getByRole('button', { name: who.item ? `修改${who.item}的缴费金额` : /修改.*的缴费金额/ }).first()
    let part = null
    if (!who.whole && await edit.count()) {
      await edit.click()
      const dialog = page.getByRole('dialog')
      if (who.amount) await dialog.getByLabel(/本次缴多少/).fill(who.amount)
      else await dialog.getByRole('button', { name: /最低/ }).click()
      await shot('edit')
      part = fen(await dialog.getByLabel(/本次缴多少/).inputValue())
      await dialog.getByRole('button', { name: '确定' }).click()
      await dialog.waitFor({ state: 'detached' })
    } else if (await page.getByLabel('全选').first().isEnabled()) {
      await page.getByLabel('全选').locator('visible=true').first().click()
      must(await page.locator('.bill .ck').evaluateAll((all) => all.length > 0 && all.every((it) => it.disabled || it.checked)), 'S26: 全选 ticks every item')
    }
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
    must((await page.locator('.payee .who').innerText()).length > 1, 'and who receives it')
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
    await page.locator('.hero').waitFor()
    const after = fen(await page.locator('.hero .money-2xl').innerText())
    must(before - after === total, `home owes less: ${before} - ${total} = ${after}`)
    await shot('home-after')
    const size = page.viewportSize()
    await page.setViewportSize(mobile ? { width: 1280, height: 800 } : PHONE_SIZE.viewport)
    await page.reload()
    await hero.waitFor()
    must(fen(await hero.locator('.money-2xl').innerText()) === after, 'S70: a PC’s size and a telephone’s show the same data')
    await page.setViewportSize(size)

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
