// The ways that are not straight, in a real browser on the real platform: a reload, another way, a provider that closes
// nothing, the back button, a provider that does not answer. Goes after the journey of people/xust.json.
//   BASE_URL=http://… BANK=http://… node turns.mjs [name…]
import { mkdir } from 'node:fs/promises'
import { launch, watchFaults } from './browser.mjs'
import { signIn } from './entering.mjs'
import { find, onPhone, press } from './paying.mjs'

const base = process.env.BASE_URL.replace(/\/$/, '')
const bank = process.env.BANK
const shots = new URL('./shots/turns/', import.meta.url).pathname
const must = (truth, what) => { if (!truth) throw new Error(`not so: ${what}`); console.log(`  ok ${what}`) }
const misbehave = (page, fault) => (fault ? page.request.post(`${bank}/sandbox/faults`, { data: fault }) : page.request.delete(`${bank}/sandbox/faults`))

/** Signs a student in at a computer and goes to the choice of a way with everything they owe. */
async function visit(browser, { user, password, first = true }, work) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' })
  const page = await context.newPage()
  // What the platform refuses stands in the console of its own accord.
  const faults = watchFaults(page, [/Failed to load resource/])
  const asked = []
  page.on('request', (it) => { if (/^(PUT|POST)/.test(it.method()) && it.url().includes('/api/orders/')) asked.push(`${it.method()} ${new URL(it.url()).pathname.replace('/api/orders/', '')}`) })
  try {
    await page.goto(`${base}/`)
    await signIn(page, { user, password })
    if (first) {
      for (const label of ['新密码', '再输入一次']) await page.getByLabel(label, { exact: true }).fill('a sentence of mine 2026')
      await page.getByRole('button', { name: '保存并进入' }).click()
    }
    await page.locator('.hero').getByRole('link', { name: '去缴费' }).click()
    await page.getByLabel('全选').locator('visible=true').first().click()
    await page.locator('.bar .btn-1').click()
    await page.getByRole('link', { name: '去付款' }).click()
    await page.locator('.offer').first().waitFor()
    let n = 0
    await work(page, asked, (name) => page.screenshot({ path: `${shots}${user}-${++n}-${name}.png`, fullPage: true }))
    must(faults.length === 0, `no console error and no policy violation ${faults.join(' | ')}`)
  } catch (fault) {
    await page.screenshot({ path: `${shots}${user}-FAILED.png`, fullPage: true })
    throw fault
  } finally {
    await context.close()
  }
}
const offer = (root, channel) => root.locator('.offer').filter({ has: root.page().locator('.offer-n', { hasText: channel }) })
const pick = async (page, channel, way) => {
  const it = offer(page.locator('main'), channel)
  await it.locator('.offer-l').click()
  if (way) await it.getByText(way, { exact: true }).click()
  await page.locator('.bar .btn-1').click()
}
const change = async (page, channel, way) => {
  await page.locator('.link-c').click()
  const it = offer(page.locator('dialog'), channel)
  await it.locator('.offer-l').click()
  if (way) await it.getByText(way, { exact: true }).click()
  await page.locator('dialog .btn-1').click()
}
const code = (page) => page.locator('.qr').getAttribute('data-content')
/** A telephone finds the order at the providers' and pays it. */
const scan = async (page) => {
  await code(page)
  const number = (await page.locator('dd.no').first().innerText()).replace(/\s/g, '')
  await onPhone(page, async (phone) => {
    await find(phone, bank, number)
    await press(phone)
  })
}
const success = async (page) => {
  await page.getByRole('heading', { name: '缴费成功' }).waitFor({ timeout: 15_000 })
  // Their batches are still owed: what is said afterwards is the sum of those, or that there is none.
  await page.getByText(/已全部缴清|还欠/).first().waitFor()
  must(true, 'paid, and what is still owed is said')
}

const stories = {
  'a reload, another way, the back button, and an order that only ends by itself': (browser) => visit(browser, { user: '2022040412', password: '179467' }, async (page, asked, shot) => {
    await pick(page, '微信支付')
    const before = await code(page)
    await shot('code')
    await page.reload()
    must((await code(page)) === before, 'a reload shows the same code')
    must(new Set(asked).size === 1, 'of the same order')

    await change(page, '银联云闪付', '银联网关')
    await page.waitForURL(`${bank}/unionpay/**`)
    const [first, second] = [...new Set(asked.map((it) => /[0-9A-Z]{26}/.exec(it)[0]))]
    must(asked.slice(2).join() === `POST ${first}/close,PUT ${second}`, 'the old order is closed before the new one is made')
    await shot('provider')

    await page.goBack()
    await page.getByRole('heading', { name: '正在确认，请勿重复支付' }).waitFor()
    must(!/继续付款|重新选择/.test(await page.locator('main').innerText()), 'back without an answer: nothing offers to pay again')
    await shot('back')
    await page.getByRole('button', { name: '我已付款，帮我查' }).click()
    await page.getByRole('link', { name: '继续付款' }).click()

    await change(page, '支付宝')
    await page.locator('.chosen-n .note').waitFor()
    must(/\d\d:\d\d 前可以继续付这一笔/.test(await page.locator('.chosen-n').innerText()), 'until when is said')
    must((await page.locator('.link-c').count()) === 0, 'and no other way is offered meanwhile')
    must(asked.every((it) => it.includes(first) || it.includes(second)), 'no third order')
    await shot('itself')

    await page.locator('.bar .btn-1').click()
    await page.waitForURL(`${bank}/unionpay/**`)
    await page.getByRole('button', { name: /^付款/ }).first().click()
    await success(page)
  }),
  'a provider that does not answer, and then does': (browser) => visit(browser, { user: '2024050506', password: '289508' }, async (page, asked, shot) => {
    await misbehave(page, { bank: 'alipay', on: 'place', times: 20, fault: 'lost-ask' })
    try {
      await pick(page, '支付宝', '扫码')
      const again = page.getByRole('button', { name: '再取一次' })
      // Five calls without an answer, and nobody is sent there for a while.
      for (let n = 0; n < 6; n++) {
        const answer = page.waitForResponse((it) => it.request().method() === 'PUT')
        await again.click()
        await answer
      }
      await page.getByText('这个通道暂时不通').waitFor()
      must(!(await page.locator('.qr').count()), 'no code without an answer')
      await shot('down')
      // The code may have been made, and only its way here was lost: the bills wait for this order.
      await change(page, '微信支付')
      await page.locator('.chosen-n .note').waitFor()
      must(new Set(asked.map((it) => /[0-9A-Z]{26}/.exec(it)[0])).size === 1, 'no second order while the first may be paid')
      await shot('itself')
      await others(browser)
    } finally {
      await misbehave(page, null)
    }
    for (let n = 0; n < 15 && !(await page.locator('.qr').count()); n++) {
      await page.getByRole('button', { name: '再取一次' }).click({ timeout: 1_000 }).catch(() => undefined)
      await page.waitForTimeout(4_000)
    }
    must(await page.locator('.qr').count(), 'it answers again, and there is the code of the same order')
    await scan(page)
    await success(page)
  }),
}

/** Meanwhile somebody else pays with another channel. */
const others = (browser) => visit(browser, { user: '2024010101', password: 'a sentence of mine 2026', first: false }, async (page, asked, shot) => {
  const down = offer(page.locator('main'), '支付宝')
  must((await down.innerText()).includes('暂时不通') && (await down.locator('input').isDisabled()), 'the one that does not answer is greyed, and says why')
  await shot('greyed')
  await pick(page, '交通银行', '扫码')
  await scan(page)
  await success(page)
})

await mkdir(shots, { recursive: true })
const only = process.argv.slice(2)
const browser = await launch()
try {
  for (const [name, story] of Object.entries(stories)) {
    if (only.length && !only.some((it) => name.includes(it))) continue
    console.log(name)
    await story(browser)
  }
  console.log('turns done')
} finally {
  await browser.close()
}
