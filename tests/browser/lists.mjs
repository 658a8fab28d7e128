// Orders, payments and announcements as somebody uses them: filters that stay, older ones, back to the same place, files.
import { fine, launch, must, tell, watchFaults } from './browser.mjs'
import { start } from './mock.mjs'
import { TOKEN } from './mock/proof.mjs'
import { AGENTS, PHONE_SIZE } from './places.mjs'

const mock = await start()
const browser = await launch()

async function visit(at, { scene = 'long', phone = false, signed = true } = {}) {
  const context = await browser.newContext({ locale: 'zh-CN', acceptDownloads: true, ...(phone ? { ...PHONE_SIZE, userAgent: AGENTS.mobile } : { viewport: { width: 1280, height: 800 } }) })
  const page = await context.newPage()
  const faults = watchFaults(page)
  const asked = []
  page.on('request', (it) => { if (it.url().includes('/api/')) asked.push(it.url().slice(mock.origin.length)) })
  await page.request.get(`${mock.origin}/__as?scene=${scene}&signed=${signed ? 1 : 0}`)
  if (signed) await page.addInitScript(() => localStorage.setItem('campus-pay.signed', '1'))
  await page.goto(`${mock.origin}/#${at}`)
  await page.locator('h1').first().waitFor()
  return { page, asked, close: async () => { must(faults.length === 0, `no fault ${faults.join(' | ')}`); await context.close() } }
}
const rows = (page) => page.locator('.ord[href]')
const some = (page) => rows(page).first().waitFor()
const lists = (asked) => asked.filter((it) => /^\/api\/(orders|payments)\?/.test(it))
const top = (page) => page.locator('.day').innerText()

const stories = {
  'filters live in the address': async () => {
    const { page, asked, close } = await visit('/orders?period=all')
    await some(page)
    await page.locator('.chips .chip').nth(1).click()
    await page.waitForURL(/period=all&state=failed/)
    await some(page)
    must(lists(asked).at(-1).includes('period=all') && lists(asked).at(-1).includes('state=failed'), 'period and state are asked for together')
    must((await rows(page).locator('.tag').allInnerTexts()).every((it) => it === '已关闭'), 'only orders that failed are shown')
    await page.reload()
    await some(page)
    must(await page.locator('.chips .chip').nth(1).getAttribute('aria-pressed') === 'true' && page.url().includes('state=failed'), 'loading anew keeps both')
    await rows(page).first().click()
    await page.locator('.tl').waitFor()
    await page.goBack()
    await some(page)
    must(page.url().includes('period=all&state=failed'), 'going back keeps both')
    await page.goto(`${mock.origin}/#/orders?period=week&state=gone&from=<script>`)
    await page.reload()
    await some(page)
    must(lists(asked).at(-1) === '/api/orders?period=month&state=all', 'an address that means nothing is as if it said nothing')
    await close()
  },
  'days are checked before they are asked for': async () => {
    const { page, asked, close } = await visit('/orders')
    await some(page)
    await page.locator('.seg button').nth(3).click()
    const before = lists(asked).length
    const days = page.locator('.custom input')
    const today = await days.nth(1).inputValue()
    const tomorrow = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10)
    for (const [from, to, said] of [['2026-11-20', '2026-11-02', '开始日期不能晚于结束日期'], ['2026-11-01', tomorrow, '结束日期不能晚于今天'], ['1999-01-01', '2026-11-02', '2000'], ['', '2026-11-02', '请选择起止日期']]) {
      await days.nth(0).fill(from)
      await days.nth(1).fill(to)
      await page.locator('.custom .btn').click()
      must((await page.locator('.custom .bad').innerText()).includes(said), `${from || 'nothing'} to ${to}: ${said}`)
    }
    must(lists(asked).length === before, 'and nothing was asked')
    await fine(page)
    await days.nth(0).fill('2026-10-01')
    await days.nth(1).fill(today)
    await page.locator('.custom .btn').click()
    await page.waitForURL(/period=custom&from=2026-10-01/)
    await some(page)
    must(lists(asked).at(-1).includes(`from=2026-10-01&to=${today}`), 'both days go as they stand')
    must((await top(page)).includes('2026-10-01'), 'and the list says which days it shows')
    await close()
  },
  'older ones come by keyboard, and the place is kept': async () => {
    const { page, asked, close } = await visit('/orders?period=all')
    await some(page)
    must(/至少 \d+ 笔/.test(await top(page)), 'a sum that is not whole says so')
    must(await rows(page).count() === 20, 'twenty at first')
    await page.locator('.center .btn').focus()
    await page.keyboard.press('Enter')
    await rows(page).nth(39).waitFor()
    must(await page.evaluate(() => document.activeElement === document.querySelectorAll('.ord[href]')[20]), 'whoever asked reads on at the first of them')
    await rows(page).nth(30).scrollIntoViewIfNeeded()
    const [at, y] = [await rows(page).nth(30).getAttribute('href'), await page.evaluate(() => Math.round(scrollY))]
    await rows(page).nth(30).click()
    await page.locator('.tl').waitFor()
    await page.goBack()
    await rows(page).nth(39).waitFor()
    must(await rows(page).nth(30).getAttribute('href') === at && Math.abs((await page.evaluate(() => scrollY)) - y) < 40, 'coming back finds the same place')
    must(lists(asked).some((it) => it.includes('cursor=')) && lists(asked).filter((it) => it.includes('cursor=20')).length === 2, 'and asks again for what stands there')
    await close()
  },
  'on a phone the icon on top filters': async () => {
    const { page, close } = await visit('/paid', { phone: true })
    await some(page)
    await page.getByRole('button', { name: '按类别筛选' }).click()
    await page.locator('dialog[open]').waitFor()
    await fine(page)
    must((await page.locator('.pick-row').allInnerTexts()).join(' ') === '全部 学费 其它收费 生活缴费 报名费', 'S49: 已缴费查询 filters by 学费 and 其它收费, and all other kinds of payments')
    await page.locator('.pick-row').nth(1).click()
    await page.waitForURL(/kind=tuition/)
    await some(page)
    await page.getByRole('button', { name: '取消筛选「学费」' }).click()
    await page.waitForURL(/paid$/)
    await some(page)
    must(await page.locator('.chip-on').count() === 0, 'and what was chosen is taken back where it stands')
    await rows(page).nth(1).click()
    await page.locator('.tl').waitFor()
    await page.locator('.head-back').click()
    await some(page)
    must(page.url().endsWith('/paid'), 'the arrow leads back to the list that led here')
    await page.goto(`${mock.origin}/#/orders?period=all`)
    const icon = page.getByRole('button', { name: '按状态筛选' })
    await icon.waitFor()
    const box = await icon.boundingBox()
    must(box.y < 60 && box.x + box.width > 370, 'S47: 订单查询 has its icon at the top right')
    await icon.click()
    must((await page.locator('dialog[open] .pick-row').allInnerTexts()).join(' ') === '全部 失败 成功', 'S47: it filters by 全部, 失败 and 成功')
    await page.locator('.pick-row').nth(1).click()
    await page.waitForURL(/period=all&state=failed/)
    await some(page)
    must((await rows(page).locator('.tag').allInnerTexts()).every((it) => it === '已关闭'), 'S47: and then only orders that failed are shown')
    await close()
  },
  'payments can be kept as a file': async () => {
    const { page, asked, close } = await visit('/paid?kind=tuition')
    await some(page)
    const file = page.waitForEvent('download')
    await page.locator('.export .btn').click()
    const saved = await file
    must(/^缴费明细-\d{4}-\d{2}-\d{2}\.csv$/.test(saved.suggestedFilename()), 'under a name that says what it is')
    must(asked.at(-1) === '/api/payments/export?period=all&kind=tuition', 'of what the list shows')
    await page.route('**/api/payments/export?*', (it) => it.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify({ code: 'export-too-long', status: 422, title: 'x', type: 'x', trace_id: 'x' }) }))
    await page.locator('.export .btn').click()
    must((await page.locator('.export .note-bad').innerText()).includes('请缩小时间范围'), 'and too much is said to be too much')
    await page.context().close()
  },
  'the number of an order is copied, and the provider asked': async () => {
    const { page, close } = await visit(`/orders/01KAJ3${'9'.padStart(20, '0')}`, { scene: 'pending' })
    await page.locator('.ask-q .btn-2').focus()
    await page.keyboard.press('Enter')
    await page.locator('.ask-q .note').waitFor()
    const said = await page.locator('.ask-q .note').innerText()
    must(said.includes('不等于没付成功') && !said.includes('没有扣款'), 'no answer is not said to be a no')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.locator('.copy').click()
    must(await page.evaluate(() => navigator.clipboard.readText()) === `01KAJ3${'9'.padStart(20, '0')}K7M2QX`, 'the number is copied without its gaps')
    await close()
  },
  'what was paid twice goes back, and the order stays paid': async () => {
    const { page, close } = await visit('/orders?period=all', { scene: 'twice' })
    await some(page)
    must((await rows(page).first().locator('.tag').allInnerTexts()).join() === '成功,退款中', 'the list says that the order is paid and that something goes back')
    await rows(page).first().focus()
    await page.keyboard.press('Enter')
    await page.locator('.refund').waitFor()
    const said = await page.locator('.sums').innerText()
    must(said.startsWith('这笔订单收到了两次付款') && said.includes('¥1,530.00') && said.includes('不用申请'), 'the order says why, how much, and that nobody need ask for it')
    must((await page.locator('.refund .tl li').allInnerTexts()).map((it) => it.split('\n')[0]).join() === '微信支付正在退回,开始退款', 'and how far it is, newest first')
    await fine(page)
    must(!/重新|去缴费|继续付款|去付款/.test(await page.locator('main').innerText()), 'nothing asks to pay again')
    await page.goto(`${mock.origin}/#/pay/01KAJ3${'4'.padStart(20, '0')}/result`)
    await page.getByRole('heading', { name: '缴费成功' }).waitFor()
    await page.getByText('多出的款项正在退回').waitFor()
    await close()
  },
  'what the office hands over is not said to come from the provider': async () => {
    const { page, close } = await visit(`/orders/01KAJ3${'9'.padStart(20, '0')}`, { scene: 'hand' })
    await page.locator('.refund').waitFor()
    const said = await page.locator('.refund').innerText()
    must(said.includes('财务处当面退还') && said.includes('请按财务处的通知领取') && !said.includes('微信支付'), 'the card says who gives it back, and how')
    await fine(page)
    await close()
  },
  'money that did not fit is told of until it is settled': async () => {
    const order = `01KAJ3${'9'.padStart(20, '0')}`
    for (const [scene, tag, said, hint] of [['disputed', '待核对', '正在核对', '有一笔款项正在核对'], ['going', '退款中', '正在退给您', '有一笔款项正在退回'], ['failed', '待核对', '正在核对', '有一笔款项正在核对'], ['back', '已退款', '已经退给您', ''], ['applied', '已抵扣', '还欠多少，以「当前费用」为准', '']]) {
      const { page, close } = await visit(`/orders/${order}`, { scene })
      await page.locator('.sums').waitFor()
      must(await page.locator('.order-h .tag').innerText() === tag && (await page.locator('.sums').innerText()).includes(said), `${scene}: ${tag}, ${said}`)
      must(await page.locator('.ask-q').count() === 0, 'and no provider need be asked')
      const rows = await page.locator('.sums .kv > div').allInnerTexts()
      must(rows.length > 1 && rows.every((it) => /¥[\d,]+\.\d\d/.test(it)), `to the fen: ${rows.join(' ').replace(/\n/g, ' ')}`)
      await page.goto(`${mock.origin}/#/home`)
      await page.locator('.hero').waitFor()
      await page.locator('.recent').first().waitFor()
      const main = await page.locator('main').innerText()
      if (hint) must(main.includes(hint) && main.includes('请勿重复支付') && await page.locator('.hero .btn').innerText() === '查看付款进度', 'home says so, and leads there instead of to paying')
      else must(!main.includes('请勿重复支付') && await page.locator('.hero .btn').innerText() === '去缴费', 'settled, it stands in nobody’s way')
      await page.goto(`${mock.origin}/#/pay/${order}/result`)
      await page.locator('.res').waitFor()
      must(!/重新选择|继续付款|我已付款/.test(await page.locator('main').innerText()), 'and its result offers no way to pay it again')
      await close()
    }
  },
  'what went back stands beside its payment, in the list and in the sum': async () => {
    const { page, close } = await visit('/paid', { scene: 'returned', phone: true })
    await some(page)
    must(/共.*5,736\.50.*已退.*586\.50/s.test(await top(page)), 'the top says both what was paid and what went back')
    const [part, whole, none] = await rows(page).allInnerTexts()
    must(/¥1,530\.00/.test(part) && /已退\s*¥200\.00/.test(part) && /退回中\s*¥50\.00/.test(part) && part.includes('有退款'), `a part: ${part}`)
    must(/¥386\.50[^]*已退\s*¥386\.50/.test(whole) && whole.includes('已退款'), `all of it: ${whole}`)
    must(!none.includes('退'), `and of what stands nothing is said: ${none}`)
    await fine(page)
    await close()
  },
  'money that was put on bills is a payment, with a proof': async () => {
    const { page, close } = await visit('/paid', { scene: 'applied' })
    await some(page)
    const first = await rows(page).first().innerText()
    must(first.includes('¥4,000.00') && first.includes('已抵扣'), `by what it paid: ${first}`)
    await rows(page).first().click()
    await page.locator('.sums').waitFor()
    must(await page.locator('.proof-l .btn').count() === 1, 'and its order offers the proof of it')
    await close()
  },
  'money of another account is told of on the order that still waits': async () => {
    const { page, close } = await visit(`/orders/01KAJ3${'9'.padStart(20, '0')}`, { scene: 'stray' })
    await page.locator('.sums').waitFor()
    const said = await page.locator('.sums').innerText()
    must(said.startsWith('款项进了学校的另一个收款账户') && said.includes('待处理') && said.includes('请不要再付'), said)
    must((await page.locator('.order-h .tag').allInnerTexts()).join() === '确认中,待核对', 'the order is open, and somebody looks into it')
    await fine(page)
    await close()
  },
  'a paper about money that went back says what is true now': async () => {
    for (const [scene, head, stands, changed] of [['owes', '凭证有效', '¥3,820.00', false], ['proofgoing', '凭证有效', '¥3,820.00', false], ['proofpart', '凭证有效，款项已部分退回', '¥3,000.00', true], ['proofback', '款项已全部退回', '¥0.00', true]]) {
      const { page, close } = await visit(`/check/${TOKEN}`, { scene, signed: false, phone: true })
      await page.locator('.res h2').waitFor()
      const said = await page.locator('main').innerText()
      must(await page.locator('.res h2').innerText() === head && (await page.locator('.res .money').innerText()).replace(/\s/g, '') === stands, `${scene}: ${head}, ${stands}`)
      must(said.includes('打印以后有变化') === changed, 'and whether that is what the paper says')
      must(said.includes('正在退回') === (scene === 'proofgoing') && /退回 \d{4}-\d\d-\d\d \d\d:\d\d/.test(said) === changed, 'what went back, and when')
      must(scene !== 'proofback' || said.includes('请不要凭这张凭证认定已经缴费'), 'what all went back does not read as paid')
      await fine(page)
      await close()
    }
  },
  'announcements are for everybody, and are only text': async () => {
    const { page, asked, close } = await visit('/news', { signed: false })
    await page.locator('.news-a').first().waitFor()
    must(asked.join() === '/api/news', `a stranger asks for nothing else: ${asked.join()}`)
    must((await page.locator('.news-a').first().innerText()).startsWith('置顶'), 'what is pinned stands first')
    await page.locator('.news-a').nth(2).click()
    await page.locator('.md').waitFor()
    must((await page.locator('.md').innerText()).includes('<script>alert(1)</script>') && await page.locator('.md script').count() === 0, 'a script is the text that it is')
    must(await page.locator('.md a').count() === 1, 'and a link that is none is text')
    await page.goBack()
    await page.locator('.news-a').first().waitFor()
    await fine(page)
    await close()
  },
  'text at twice its size stays on the page': async () => {
    for (const [at, scene] of [['/home', 'owes'], ['/tuition', 'owes'], ['/orders?period=all', 'long'], ['/orders?period=custom&from=2026-10-01&to=2026-10-31', 'long'], [`/orders/01KAJ3${'9'.padStart(20, '0')}`, 'disputed'], [`/orders/01KAJ3${'9'.padStart(20, '0')}`, 'over'], ['/paid', 'long'], ['/news', 'owes'], ['/news/tuition', 'owes'], ['/me', 'owes']]) {
      const { page, close } = await visit(at, { scene, phone: true })
      await page.locator('main .card, main .hero').first().waitFor()
      await page.evaluate(() => { document.documentElement.style.fontSize = '200%' })
      await page.waitForTimeout(300)
      const wide = await page.evaluate(() => [document.documentElement.scrollWidth - innerWidth, [...document.querySelectorAll('main *')].filter((it) => it.getBoundingClientRect().right > innerWidth + 1 && !it.closest('.md-wide,.chips,.vh,.rosette')).slice(0, 3).map((it) => it.className || it.tagName).join(' ')])
      must(wide[0] <= 0 && wide[1] === '', `${at} ${wide.filter(Boolean).join(': ')}`)
      await close()
    }
  },
}

await tell(stories, browser, mock)
