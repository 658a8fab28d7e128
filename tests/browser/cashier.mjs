// The cashier's promises that a picture does not show, in a real browser against the mock: what is asked, in which order, and what is not.
import { launch, must, tell, watchFaults } from './browser.mjs'
import { start } from './mock.mjs'
import { AGENTS, bridge, PHONE_SIZE } from './places.mjs'

const mock = await start()
const browser = await launch()

/** A page in its own world with two bills chosen, at the choice of a way; `asked` is what it asked of the platform. */
async function visit({ scene = 'owes', place = 'pc', before }, work) {
  const context = await browser.newContext({ locale: 'zh-CN', ...(place === 'pc' ? { viewport: { width: 1280, height: 800 } } : { ...PHONE_SIZE, userAgent: AGENTS[place] }) })
  const page = await context.newPage()
  const faults = watchFaults(page, [/Failed to load resource/])
  const asked = []
  page.on('request', (it) => { const { pathname, search } = new URL(it.url()); if (pathname.startsWith('/api/')) asked.push(`${it.method()} ${pathname.replace(/[0-9A-Z]{26}/, 'ID')}${search}`) })
  await page.request.get(`${mock.origin}/__as?scene=${scene}`)
  await page.addInitScript(() => localStorage.setItem('campus-pay.signed', '1'))
  await before?.(page)
  await page.goto(`${mock.origin}/#/tuition`)
  await page.locator('label.all input, .cols input').locator('visible=true').first().click()
  await page.locator('.bar .btn-1').click()
  await page.locator('.bar .btn-1').click()
  try {
    await work(page, asked)
    must(faults.length === 0, `no console error and no policy violation ${faults.join(' | ')}`)
  } finally {
    await context.close()
  }
}
const orders = (asked) => asked.filter((it) => /^(PUT|POST)/.test(it))
const toCode = async (page) => {
  await page.locator('.offer-l').first().click()
  await page.locator('.bar .btn-1').click()
  await page.locator('.qr').waitFor()
}
const change = async (page, to) => {
  await page.locator('.link-c').click()
  await page.locator('dialog .offer-l', { has: page.locator('.offer-n', { hasText: to }) }).click()
  await page.locator('dialog .btn-1').click()
}

const stories = {
  'the keyboard alone chooses and pays': () => visit({ scene: 'six' }, async (page, asked) => {
    await page.locator('.offer').first().waitFor()
    must((await page.locator('.offer-n').allInnerTexts()).map((it) => it.trim()).join().startsWith('微信支付,支付宝,银联云闪付,交通银行'), 'every provider that the platform knows can be chosen, in the order of the answer')
    must(orders(asked).length === 0, 'no order is made by looking')
    await page.locator('.offer-l input').first().focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    must(await page.locator('.offer.on').innerText().then((it) => it.includes('银联')), 'arrows move the choice')
    must(orders(asked).length === 0, 'and make no order')
    await page.keyboard.press('Tab')
    await page.keyboard.press('ArrowRight')
    must((await page.locator('.pill.on').innerText()) === '银联网关', 'and one tab on, the way')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('.qr').waitFor()
    must(orders(asked).length === 1, 'one order is made by the button')
  }),
  'a provider that is down is asked about again, and only while somebody looks': () => visit({ scene: 'grey', before: (page) => page.clock.install() }, async (page, asked) => {
    await page.locator('.offer').first().waitFor()
    const looks = () => asked.filter((it) => it.startsWith('GET /api/channels')).length
    must(looks() === 1, 'asked once')
    await page.clock.runFor(14_000)
    must(looks() === 1, 'not sooner than after 15 seconds')
    await page.clock.runFor(2_000)
    await page.waitForTimeout(200)
    must(looks() === 2, 'then again')
    await page.evaluate(() => { Object.defineProperty(document, 'hidden', { value: true, configurable: true }); document.dispatchEvent(new Event('visibilitychange')) })
    await page.clock.runFor(60_000)
    must(looks() === 2, 'not while nobody looks')
    await page.evaluate(() => { Object.defineProperty(document, 'hidden', { value: false, configurable: true }); document.dispatchEvent(new Event('visibilitychange')) })
    await page.clock.runFor(1_000)
    await page.waitForTimeout(200)
    must(looks() === 3, 'and at once when somebody does')
  }),
  'changing the way closes first and opens then': () => visit({}, async (page, asked) => {
    await toCode(page)
    await change(page, '支付宝')
    await page.locator('.mark-alipay').first().waitFor()
    await page.locator('.qr').waitFor()
    must(orders(asked).join() === 'PUT /api/orders/ID,POST /api/orders/ID/close,PUT /api/orders/ID', orders(asked).join(', '))
  }),
  'an order that only ends by itself stays the only one': () => visit({ scene: 'itself' }, async (page, asked) => {
    await toCode(page)
    await change(page, '支付宝')
    await page.locator('.chosen-n .note').waitFor()
    must(/\d\d:\d\d 前可以继续付这一笔/.test(await page.locator('.chosen-n').innerText()), 'until when is said')
    must(await page.locator('.qr').isVisible(), 'it can still be paid')
    must((await page.locator('.link-c').count()) === 0, 'no other way is offered meanwhile')
    must(orders(asked).join() === 'PUT /api/orders/ID,POST /api/orders/ID/close', orders(asked).join(', '))
  }),
  'an unknown outcome never offers to pay': () => visit({ scene: 'unsure' }, async (page, asked) => {
    await toCode(page)
    await change(page, '支付宝')
    await page.locator('.res').waitFor()
    const text = await page.locator('main').innerText()
    must(text.includes('请勿重复支付') && text.includes('没有更换付款方式'), 'the result page says what is known')
    must(!/继续付款|重新选择|去付款/.test(text), 'and offers no payment')
    must(orders(asked).length === 2, 'no second order')
  }),
  'the wallet is told of once, and its code leaves no trace': () => visit({ place: 'wechat', before: (page) => bridge(page, '') }, async (page) => {
    await page.locator('.offer').first().waitFor()
    must(page.url() === `${mock.origin}/#/pay`, 'the address is clean')
    must(!(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).includes('c1'), 'the code is kept nowhere')
    const due = Number((await page.locator('.due .money').innerText()).replace(/[^\d.]/g, ''))
    const put = page.waitForRequest((it) => it.method() === 'PUT')
    await page.locator('.offer-l').first().click()
    await page.locator('.bar .btn-1').click()
    const body = (await put).postDataJSON()
    must(body.lines.reduce((sum, it) => sum + Number(it.amount), 0) === due, 'S40: what goes to the wallet is the amount that was shown')
    must(body.wallet_code === 'c1' && body.scene === 'wechat' && body.way === 'wallet', 'it goes with the order')
    await page.waitForFunction(() => window.WeixinJSBridge?.asked.length === 1)
    const [name, params] = await page.evaluate(() => window.WeixinJSBridge.asked[0])
    must(name === 'getBrandWCPayRequest' && params.package.startsWith('prepay_id='), 'the wallet opens with what came')
  }),
  'a stale code is replaced once, and paying goes on by itself': () => visit({ scene: 'oldcode', place: 'wechat', before: (page) => bridge(page, 'cancel') }, async (page, asked) => {
    await page.locator('.offer-l').first().click()
    await page.locator('.bar .btn-1').click()
    await page.locator('.door .note').waitFor()
    must(orders(asked).length === 2, 'asked twice, under the same number')
    must((await page.locator('.due .money').innerText()).includes('6,850.00'), 'the basket is as it was')
  }),
  'a stranger’s state is dropped and does not lead in circles': () => visit({ scene: 'stranger', place: 'wechat' }, async (page, asked) => {
    await page.locator('.note-wait').waitFor()
    must((await page.locator('.note-wait').innerText()).includes('没有扣款'), 'the page says so')
    must(orders(asked).length === 0, 'nothing was ordered')
  }),
}

await tell(stories, browser, mock)
