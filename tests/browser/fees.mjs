// Home and the fees beside tuition, in a real browser against the mock: what leads where, what is asked of the platform, what is kept.
//   node fees.mjs [words of a story's name]
import { field, fine, focused, kept, launch, lose, must, tell, watchFaults, wrong } from './browser.mjs'
import { start } from './mock.mjs'
import { PHONE_SIZE } from './places.mjs'

const mock = await start()
const browser = await launch()
const PC = { viewport: { width: 1280, height: 800 } }
const ORDER = /pay\/([0-9A-Z]{26})/

/** A page of somebody signed in; `asked` is what it ordered, with the bodies. */
async function visit({ at, scene = 'fees', school = 'xust', phone = false }, work) {
  const context = await browser.newContext({ locale: 'zh-CN', reducedMotion: 'reduce', ...(phone ? PHONE_SIZE : PC) })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const faults = watchFaults(page, [/Failed to load resource/])
  const asked = []
  page.on('request', (it) => { if (it.method() === 'PUT' && it.url().includes('/api/orders/')) asked.push({ id: it.url().slice(-26), ...it.postDataJSON() }) })
  await page.request.get(`${mock.origin}/__as?scene=${scene}&school=${school}`)
  await page.addInitScript(() => localStorage.setItem('campus-pay.signed', '1'))
  await page.goto(`${mock.origin}/#${at}`)
  try {
    await work(page, asked)
    must(faults.length === 0, `no console error and no policy violation ${faults.join(' | ')}`)
  } finally {
    await context.close()
  }
}
const text = (page, at) => page.locator(at).first().innerText()
const go = (page) => page.locator('.bar .btn-1').click()
const toCode = async (page, n = 0) => {
  await page.locator('.offer-l').nth(n).click()
  await go(page)
  await page.locator('.qr').waitFor()
}
const fill = async (page, building, room, sum) => {
  await field(page, '楼栋').selectOption(building)
  await field(page, '房间号').fill(room)
  await field(page, '金额（元）').fill(sum)
}
const confirm = async (page) => {
  await go(page)
  await page.locator('dialog[open] .btn-1').click()
  await page.waitForURL(/#\/pay$/)
}
const pay = async (page) => {
  const id = ORDER.exec(page.url())[1]
  await page.request.post(`${mock.origin}/__pay/${id}/pay`, { maxRedirects: 0 })
  await page.locator('.disc-ok').waitFor()
}

const stories = {
  'home has the four tiles, the tools of the manual, and all of them lead somewhere': () => visit({ at: '/home', phone: true }, async (page) => {
    await page.locator('.hero').waitFor()
    must((await text(page, '.hero .money')).replace(/\s/g, '') === '¥8,856.50', 'home shows 当前欠费: tuition and other fees, to the fen')
    must((await text(page, '.hero dl')).includes('¥6,850.00') && (await text(page, '.hero dl')).includes('¥2,006.50'), 'home says of what 当前欠费 is made')
    must(/陈予安 女\s+证件号 610\*+$/.test(await text(page, '.idrow .grow')), 'home shows name, gender and the masked ID number')
    must((await text(page, '.window')).includes('财务处服务大厅'), 'home says to which window one goes when something is wrong')
    const tiles = await page.locator('.tile b').allInnerTexts()
    must(tiles.join() === '学费缴费,其它缴费,生活缴费,报名系统', 'home has the tiles 学费缴费, 其它缴费, 生活缴费 and 报名系统')
    await page.locator('.home-tools').click()
    const tools = await page.locator('.tools a').evaluateAll((all) => all.map((it) => [it.textContent, it.getAttribute('href')]))
    must(tools.map(([name]) => name).join() === '当前费用,订单查询,已缴费查询,报名系统,公告,我的', 'the toolbar has 当前费用, 订单查询, 已缴费查询, 报名系统, 公告 and 我的')
    for (const [name, to] of tools) {
      await page.goto(`${mock.origin}/${to}`)
      await page.locator('h1').first().waitFor()
      must(!(await page.title()).includes('没有这个页面'), `${name} leads to a page`)
    }
  }),
  'what is owed now stands item by item': () => visit({ at: '/owed' }, async (page) => {
    await page.locator('.owed-l').first().waitFor()
    must((await page.locator('.owed-l b').allInnerTexts()).join() === '学费,学费,住宿费,教材费,医保费,新生体检费,实训服装费,实验报告册', '当前费用 lists every item of both kinds')
    await page.getByRole('link', { name: '去缴其它缴费' }).click()
    await page.waitForURL(/#\/other$/)
    await fine(page)
  }),
  '改 stands at what may be paid in parts, and nowhere else': async () => {
    const edits = (page) => page.locator('.bill').evaluateAll((all) => all.map((it) => `${it.querySelector('.pay .money').textContent.replace(/[^\d.]/g, '')} ${[...it.querySelectorAll('.gai')].filter((one) => one.checkVisibility()).length}`))
    for (const phone of [true, false]) await visit({ at: '/tuition', scene: 'owes', phone }, async (page) => {
      await page.locator('.bill').first().waitFor()
      must((await edits(page)).join() === '150.00 0,5500.00 1,1200.00 1', `S28: below the minimum split there is no 改, above it there is, on a ${phone ? 'telephone' : 'PC'}`)
    })
  },
  'a source that is silent is one tile’s trouble': () => visit({ at: '/home', scene: 'partial' }, async (page) => {
    await page.locator('.hero').waitFor()
    await page.getByText('公告暂时查不到').waitFor()
    must((await page.locator('.tile', { hasText: '生活缴费' }).innerText()).includes('暂时查不到'), 'the tile of the silent source says so')
    must((await page.locator('.tile', { hasText: '学费缴费' }).innerText()).includes('欠 ¥6,850.00'), 'the others go on')
  }),
  'other fees are paid batch by batch': () => visit({ at: '/other' }, async (page, asked) => {
    const radios = page.locator('.batch input[type=radio]')
    await radios.first().waitFor()
    must((await radios.count()) === 2, 'only batches that are open and owed can be chosen')
    for (const words of ['未开始', '已截止', '已缴清']) must((await page.locator('.batch-off', { hasText: words }).count()) > 0, `a batch that is ${words} stands greyed`)
    must((await page.locator('.batch-off', { hasText: '实训服装费' }).innerText()).includes('工程训练中心'), 'what closed with a debt says whom to ask')
    await radios.nth(1).check()
    await radios.nth(0).check()
    must((await radios.nth(0).isChecked()) && !(await radios.nth(1).isChecked()), 'one batch is chosen at a time')
    must((await text(page, '.bar .money')).replace(/\s/g, '') === '¥120.00', 'and its sum is asked for alone')
    await radios.nth(0).focus()
    await page.keyboard.press('ArrowDown')
    must((await text(page, '.bar .money')).replace(/\s/g, '') === '¥1,410.50', 'the keyboard chooses another')
    await go(page)
    await page.waitForURL(/#\/pay$/)
    await toCode(page)
    must(JSON.stringify(asked[0].lines.map((it) => it.bill)) === '["batch:books/教材费","batch:books/实验报告册"]', '缴 leads to the payment page with one batch’s bills')
    await pay(page)
    await page.goto(`${mock.origin}/#/other`)
    await radios.first().waitFor()
    must((await radios.count()) === 1, 'what is paid cannot be chosen again')
  }),
  'a choice that was made outlives a look at the cashier': () => visit({ at: '/other' }, async (page) => {
    await page.locator('.batch input[type=radio]').nth(1).check()
    await page.locator('.batch label.batch-k input').nth(1).uncheck()
    await go(page)
    await page.locator('.offer').first().waitFor()
    await page.goBack()
    await page.locator('.batch.on').waitFor()
    must((await text(page, '.bar .money')).replace(/\s/g, '') === '¥1,386.50', 'coming back, the same is chosen')
  }),
  'a living fee: the rule is said first, then what is wrong, then it is looked at once more': () => visit({ at: '/living', phone: true }, async (page, asked) => {
    await page.locator('.living-c').first().waitFor()
    must((await page.locator('.living-off').innerText()).includes('暂停'), 'a fee that is paused stands greyed')
    await page.locator('.living-c', { hasText: '宿舍电费' }).click()
    await page.locator('form').waitFor()
    must((await page.locator('form').innerText()).includes('每次 10.00–500.00 元，按 10.00 元的整数倍'), 'the rule stands there before anybody breaks it')
    must((await wrong(page)).length === 0, 'and nothing is called wrong yet')
    await go(page)
    must((await wrong(page)).join() === '请选择楼栋。,请填写金额。', 'what is missing is said')
    must((await focused(page)) === '楼栋', 'and the focus goes to the first of it')
    await fill(page, '6 号楼', '４１２', '45')
    await go(page)
    must((await wrong(page)).join() === '金额应是 10.00 元的整数倍，可改为 40.00 或 50.00 元。', 'a wrong amount is answered with those that would do')
    await field(page, '金额（元）').fill('50')
    await go(page)
    const sheet = page.locator('dialog[open]')
    must(/宿舍电费[\s\S]*6 号楼-412[\s\S]*50[\s\S]*西安科技大学/.test(await sheet.innerText()), '确认 shows what, for which room, how much and to whom')
    must(asked.length === 0, 'and nothing is ordered yet')
    await fine(page)
    await sheet.locator('.btn-1').click()
    await page.waitForURL(/#\/pay$/)
    must((await page.locator('.payee + .due + div').innerText()).includes('6 号楼-412'), 'the payment page says for which room')
  }),
  'an order of a living fee is gone on with as what it is': () => visit({ at: '/living/power' }, async (page, asked) => {
    await page.locator('form').waitFor()
    await fill(page, '6 号楼', '412', '50')
    await confirm(page)
    await lose(page, '**/api/orders/*')
    await page.locator('.offer-l').first().click()
    await go(page)
    await page.getByText('没有收到答复').waitFor()
    await go(page)
    await page.locator('.qr').waitFor()
    must(asked.length === 2 && asked[0].id === asked[1].id, 'a lost answer makes no second order')
    await page.reload()
    await page.locator('.qr').waitFor()
    const living = { fee: 'power', target: '6 号楼-412', amount: '50.00' }
    must(JSON.stringify(asked[2].living) === JSON.stringify(living) && asked[2].id === asked[0].id && asked[2].lines === undefined, 'after a reload the same order is asked for with the same room and sum')
    await page.locator('.link-c').click()
    await page.locator('dialog .offer-l', { has: page.locator('.offer-n', { hasText: '支付宝' }) }).click()
    await page.locator('dialog .btn-1').click()
    await page.locator('.mark-alipay').first().waitFor()
    await page.locator('.qr').waitFor()
    must(asked.at(-1).id !== asked[0].id && JSON.stringify(asked.at(-1).living) === JSON.stringify(living), 'another way to pay is another order of the same')
    await pay(page)
    must((await page.locator('aside').innerText()).includes('已收款：6 号楼-412'), 'the result says for which room it was')
    must((await page.locator('aside').innerText()).includes('请带上订单号到财务处服务大厅'), 'and where help is, with the order’s number')
    must((await page.locator('.btns').innerText()).includes('完成'), 'and offers nothing to pay again')
    await page.locator('.btns .btn-1').click()
    await page.locator('.hero').waitFor()
    must((await text(page, '.hero .money')).replace(/\s/g, '') === '¥8,856.50', 'a living fee was never part of 当前欠费')
  }),
  'while one payment for a room is open, nothing leads to a second one': () => visit({ at: '/living/power' }, async (page, asked) => {
    await page.locator('form').waitFor()
    await fill(page, '6 号楼', '412', '50')
    await confirm(page)
    await toCode(page)
    await page.goto(`${mock.origin}/#/home`)
    await page.getByText('另有 1 笔付款正在确认，请勿重复支付').waitFor()
    must(true, 'home says that a payment beside the arrears is being confirmed')
    await page.goto(`${mock.origin}/#/living/power`)
    await page.locator('form').waitFor()
    await fill(page, '6 号楼', '412', '100')
    await go(page)
    must((await text(page, 'dialog[open]')).includes('请勿重复支付'), 'the same room is not paid for again while an outcome is open')
    must((await page.locator('dialog[open] button.btn-1').count()) === 0, 'there is no button to pay')
    await page.locator('dialog[open] a.btn-1').click()
    await page.waitForURL(/result$/)
    must(asked.length === 1, 'and no second order was made')
    await page.goto(`${mock.origin}/#/living/power`)
    await page.locator('form').waitFor()
    await fill(page, '6 号楼', '413', '50')
    await go(page)
    must((await page.locator('dialog[open] button.btn-1').count()) === 1, 'another room is nobody’s second payment')
  }),
  'a room is remembered only by who wants it': () => visit({ at: '/living/power' }, async (page) => {
    await page.locator('form').waitFor()
    must(!(await field(page, '在这台设备上记住').isChecked()), 'nobody is asked to be remembered by default')
    await fill(page, '6 号楼', '412', '50')
    await confirm(page)
    await page.evaluate(() => sessionStorage.clear())
    must(!(await kept(page)).includes('412'), 'unasked, the browser keeps no room')
    await page.goto(`${mock.origin}/#/living/power`)
    await page.reload()
    await page.locator('form').waitFor()
    await fill(page, '6 号楼', '412', '50')
    await field(page, '在这台设备上记住').check()
    await confirm(page)
    await page.evaluate(() => sessionStorage.clear())
    await page.goto(`${mock.origin}/#/living/power`)
    await page.reload()
    await page.locator('form').waitFor()
    must((await field(page, '房间号').inputValue()) === '412', 'asked for, it is filled in the next time')
    await page.request.get(`${mock.origin}/__be?number=24010100001`)
    await page.reload()
    await page.locator('form').waitFor()
    must((await field(page, '房间号').inputValue()) === '', 'it is nothing to the next person on the device')
    await page.request.get(`${mock.origin}/__be?number=23080101234`)
    await page.reload()
    await page.locator('form').waitFor()
    await field(page, '在这台设备上记住').uncheck()
    must(!(await page.evaluate(() => JSON.stringify({ ...localStorage }))).includes('412'), 'unticked, it is forgotten at once')
  }),
  'the wizard of wwoc: check who and all items, 下一步, tick, check, 下一步, channel': () => visit({ at: '/tuition', school: 'wwoc', scene: 'owes' }, async (page) => {
    await page.getByRole('button', { name: '信息无误，下一步' }).waitFor()
    const first = await page.locator('main').innerText()
    must(['陈予安', '女', '610***', '学费', '住宿费', '新生体检费', '行树楼 103 室'].every((it) => first.includes(it)), 'the first step shows name, gender, ID number, every item, and the window for what is wrong')
    await page.getByRole('button', { name: '信息无误，下一步' }).click()
    await page.locator('.bill').first().waitFor()
    must(await page.locator('.bill .ck').evaluateAll((all) => all.every((it) => it.checked)), 'the second has every item ticked, as the school demands')
    await page.getByRole('button', { name: '下一步' }).click()
    await page.waitForURL(/confirm/)
    await fine(page)
    await page.getByRole('link', { name: '下一步，去付款' }).click()
    await page.locator('.offer').first().waitFor()
    must((await page.locator('.offer-n').allInnerTexts()).map((it) => it.trim()).join() === '支付宝,微信支付,中国农业银行', 'the last offers the college’s three channels')
  }),
}

await tell(stories, browser, mock)
