// How the finance office compares the providers' statements with our books, and decides about money, in a real browser
// against the mock.
//   node books.mjs [words of a story's name]
import { readFileSync } from 'node:fs'
import { field, fine, focused, launch, lose, must, tell, watchFaults, wrong } from './browser.mjs'
import { start } from './mock.mjs'
import { PHONE_SIZE } from './places.mjs'

const mock = await start()
const browser = await launch()
const yesterday = new Date(Date.now() + 8 * 3_600_000 - 86_400_000).toISOString().slice(0, 10)

/** A page of the office's; `sent` is what it wrote. */
async function visit({ at, scene = 'office', phone = false }, work) {
  const context = await browser.newContext({ locale: 'zh-CN', reducedMotion: 'reduce', acceptDownloads: true, ...(phone ? PHONE_SIZE : { viewport: { width: 1280, height: 800 } }) })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const faults = watchFaults(page, [/Failed to load resource/])
  const sent = []
  page.on('request', (it) => { if (it.url().includes('/api/office/') && it.method() !== 'GET') sent.push({ method: it.method(), path: new URL(it.url()).pathname, body: it.headers()['content-type'] === 'application/json' ? it.postDataJSON() : null }) })
  await page.request.get(`${mock.origin}/__as?scene=${scene}&school=xust`)
  await page.addInitScript(() => localStorage.setItem('campus-pay.signed', '1'))
  await page.goto(`${mock.origin}/#${at}`)
  await page.locator('h1').first().waitFor()
  try {
    await work(page, sent)
    await fine(page)
    must(faults.length === 0, `no console error and no policy violation ${faults.join(' | ')}`)
  } finally {
    await context.close()
  }
}
const moneys = (page) => page.locator('.mon').first().waitFor()
const card = (page, n) => page.locator('.mon').nth(n)
/** Presses a button by the keyboard alone. */
const press = async (page, name) => {
  await page.getByRole('button', { name, exact: true }).focus()
  await page.keyboard.press('Enter')
}
const days = (page) => page.locator('.rep').first().waitFor()
const give = (page, name, text) => page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
const WHOLE = '交易流水号,订单号,金额,时间\n2026112100000001,01KAJ8Z5T4Q9V7N2M6X3C1B0RDADA001,4800.00,\n合计,1,4800.00,\n'

const stories = {
  'each day says how it stands, and what is left to do': () => visit({ at: '/office/reports' }, async (page) => {
    await days(page)
    must((await page.locator('.card').first().locator('.tag').allInnerTexts()).join() === '6 笔差异，待补记,平账,对账单不能用,待上传对账单,等渠道出账单', 'in a word, channel by channel')
    must((await page.locator('.rep').nth(2).innerText()).includes('文件不完整'), 'a file that was not used says why')
    must((await page.locator('.rep-open').innerText()) === '3 项待处理', 'and the page counts what somebody has to do')
    await page.getByRole('button', { name: '看更早的 31 天' }).click()
    await page.locator('.rep').nth(15).waitFor()
    await page.getByRole('button', { name: '看更早的 31 天' }).click()
    await page.getByText('更早的日子没有记录').waitFor()
    must((await page.locator('.card h2').allInnerTexts()).every((it, n, all) => n === 0 || it < all[n - 1]), 'older days stand below')
  }),
  'a day is opened by keyboard and kept as a page and a workbook': () => visit({ at: '/office/reports' }, async (page) => {
    await days(page)
    await page.getByRole('link', { name: `查看 微信支付 ${yesterday} 的对账` }).focus()
    await page.keyboard.press('Enter')
    await page.locator('.kpis').waitFor()
    must((await page.locator('.kpi').nth(2).innerText()).replace(/\s/g, '') === '差额+¥90.00渠道多', 'the gap has its sign')
    must((await page.locator('.tbl').nth(1).locator('tbody .tag').allInnerTexts()).join() === '平台漏单,金额不符,状态不符,银行漏单,平台漏单,手续费不符', 'each line says what is the matter')
    must((await page.locator('.tbl').nth(1).innerText()).includes('渠道实收 9.60，约定 9.12'), 'and what is to be done')
    for (const [button, name, begins] of [['打印版', `对账报告-微信支付-${yesterday}.html`, '<!doctype html>'], ['Excel', `对账报告-微信支付-${yesterday}.xlsx`, 'PK']]) {
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()])
      must(file.suggestedFilename() === name && readFileSync(await file.path(), 'utf8').startsWith(begins), name)
    }
    await page.route('**/api/office/reports/wechat/*.xlsx', (it) => it.abort())
    await page.getByRole('button', { name: 'Excel' }).click()
    await page.getByText('没有下载下来').waitFor()
  }),
  'a statement that is wrong is told cell by cell, and then taken': () => visit({ at: '/office/reports' }, async (page, sent) => {
    await days(page)
    await page.getByRole('link', { name: `上传交通银行 ${yesterday} 的对账单` }).click()
    await page.locator('form').waitFor()
    must((await field(page, '渠道').inputValue()) === 'bocom' && (await field(page, '账单日').inputValue()) === yesterday, 'channel and day are those that one came from')
    await page.getByRole('button', { name: '上传并核对' }).click()
    must((await wrong(page)).join() === '请选择文件' && sent.length === 0 && (await focused(page)) === '对账单文件', 'without a file nothing is sent')
    await give(page, '交行.csv', '交易流水号,订单号,金额\n4.2E+27,x,1.005\n')
    await page.getByRole('button', { name: '上传并核对' }).click()
    await page.locator('.rep-cells').waitFor()
    must((await page.locator('.rep-cells li').first().innerText()) === '第 3 行「交易流水号」 科学计数法，位数已经丢失，请改为文本', 'each cell by its row and column')
    must((await page.locator('.note-bad').innerText()).includes('没有改动任何账目'), 'and that nothing was changed')
    await give(page, '交行.csv', '交易流水号,订单号,金额\n1,2,3.00\n')
    must(await page.locator('.note-bad').count() === 0, 'another file takes the complaint away')
    await page.getByRole('button', { name: '上传并核对' }).click()
    await page.getByText('没有最后的「合计」行').waitFor()
    await give(page, '交行.csv', WHOLE)
    await lose(page, '**/api/office/statements/**')
    await page.getByRole('button', { name: '上传并核对' }).click()
    await page.getByText('没有收到答复').waitFor()
    await page.getByRole('button', { name: '上传并核对' }).click()
    await page.getByRole('heading', { name: '核对完成' }).waitFor()
    must(sent.at(-1).method === 'PUT' && sent.at(-1).path === `/api/office/statements/bocom/${yesterday}` && sent.at(-2).path === sent.at(-1).path, 'the same file goes again under the same day')
    await page.getByRole('link', { name: '查看当日对账' }).click()
    await page.locator('.kpis').waitFor()
    must((await page.locator('main').innerText()).includes('没有差异，平台与渠道逐笔一致'), 'and the day is done')
  }),
  'a day that is not over, or none at all, is not asked for': () => visit({ at: '/office/reports/upload?channel=nobody&day=2999-01-01', phone: true }, async (page, sent) => {
    await page.locator('form').waitFor()
    must((await field(page, '渠道').inputValue()) === '' && (await field(page, '账单日').inputValue()) === yesterday, 'an address that means nothing is as if it said nothing')
    await field(page, '账单日').fill(new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10))
    await give(page, 'x.csv', WHOLE)
    await page.getByRole('button', { name: '上传并核对' }).click()
    must((await wrong(page)).join() === '请选择渠道,请选择昨天或更早的一天' && sent.length === 0 && (await focused(page)) === '渠道', 'what is missing is said at its field')
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载样例' }).click()])
    must(readFileSync(await file.path(), 'utf8').startsWith('\ufeff交易流水号,订单号,金额,时间,类型,退款号,手续费\r\n'), 'a sample can be kept')
  }),
  'money that fits no order goes on bills or back': () => visit({ at: '/office/money' }, async (page, sent) => {
    await moneys(page)
    must((await card(page, 0).locator('.tag').innerText()) === '没有对应的订单' && await card(page, 0).getByRole('button').count() === 0, 'without an order there are no bills to put it on')
    await press(page, '记到所欠项目 ¥150.00')
    must((await page.locator('dialog[open]').innerText()).includes('¥150.00 按订单的项目抵扣'), 'what it comes to is said before')
    await page.keyboard.press('Escape')
    await page.locator('dialog').waitFor({ state: 'detached' })
    must(sent.length === 0, 'who steps back changes nothing')
    await press(page, '记到所欠项目 ¥150.00')
    await page.getByRole('button', { name: '确认' }).click()
    await page.getByText('已记到所欠的项目').waitFor()
    must(sent[0].path === '/api/office/disputes/apply' && Object.keys(sent[0].body).join() === 'number,transaction' && await page.getByText('金额不符').count() === 0, 'then it is no longer open')
    await press(page, '记到所欠项目 ¥10.00')
    await page.getByRole('button', { name: '确认' }).click()
    await page.getByText('订单的项目现在不欠费').waitFor()
    must(await page.getByText('名额已满', { exact: true }).count() === 1, 'what no bill takes stays where it is')
  }),
  'a refund takes two officers': () => visit({ at: '/office/money', phone: true }, async (page, sent) => {
    await moneys(page)
    must((await page.locator('.note').first().innerText()).includes('提出的人不能自己复核'), 'the page says so')
    must(await page.getByRole('button', { name: '复核同意 ¥200.00' }).count() === 0 && (await card(page, 4).innerText()).includes('这笔由您提出，请另一位老师复核'), 'nobody is asked to agree to what they want')
    await press(page, '复核同意 ¥1,530.00')
    must((await page.locator('dialog[open]').innerText()).includes('原路退回，原因：重复缴费退款'), 'whoever agrees reads what they agree to')
    await page.getByRole('button', { name: '确认' }).click()
    await page.getByText('已同意退款 ¥1,530.00').waitFor()
    must(sent.map((it) => it.path.split('/').at(-1)).join() === 'approve', 'nothing else was asked')
    must(await page.getByRole('button', { name: '复核同意 ¥1,530.00' }).count() === 0, 'and it needs no second yes')
  }),
  'what a provider may be giving back is not given twice': () => visit({ at: '/office/money' }, async (page, sent) => {
    await moneys(page)
    must(await card(page, 5).getByRole('button').count() === 0 && (await card(page, 5).innerText()).includes('学校规定，自动退'), 'a refund on its way has no buttons')
    must(await card(page, 9).getByRole('button').count() === 0 && await page.getByRole('button', { name: '已线下退 ¥60.00' }).count() === 0, 'nor has one in trouble, as long as its provider may have it, and none is given in cash that was agreed to go by the provider')
    await press(page, '撤回 ¥60.00')
    await page.getByRole('button', { name: '确认' }).click()
    await page.getByText('以免退两次').waitFor()
    must(sent.length === 1 && sent[0].path.endsWith('/withdraw'), 'its provider was asked, and has it after all')
    await press(page, '已线下退 ¥25.00')
    await page.getByRole('button', { name: '确认' }).click()
    must((await page.locator('dialog .err').innerText()) === '请填写' && (await focused(page)) === '备注' && sent.length === 1, 'without a note nothing is sent')
    await page.keyboard.type('现金，有签字')
    await page.keyboard.press('Enter')
    await page.getByText('已记录线下退款 ¥25.00').waitFor()
    must(sent[1].body.note === '现金，有签字', 'the note goes with it')
    await press(page, '已知悉，移出 ¥120.00')
    await page.getByRole('button', { name: '确认' }).click()
    await page.getByText('已移出').waitFor()
    must(!(await page.locator('main').innerText()).includes('ACCOUNT_CLOSED'), 'one that failed goes from the list once somebody has seen it')
  }),
  'a refund is proposed once, however often it is sent': () => visit({ at: '/office/money' }, async (page, sent) => {
    await moneys(page)
    await card(page, 0).getByRole('link').click()
    await page.locator('form').waitFor()
    must((await field(page, '订单号').inputValue()).length === 32 && await page.getByLabel('线下退').isChecked(), 'both numbers are there, and a payment without an order is given by hand')
    await page.getByRole('button', { name: '提出', exact: true }).click()
    must((await wrong(page)).join() === '请填写' && (await focused(page)) === '退款原因' && sent.length === 0, 'a reason is needed')
    await field(page, '退款原因').fill('订单不符退款')
    await page.getByText('原路退回', { exact: true }).click()
    await page.getByRole('button', { name: '提出', exact: true }).click()
    await page.getByText('请选「线下退」').waitFor()
    await page.getByText('线下退', { exact: true }).click()
    await lose(page, '**/api/office/refunds/*')
    await page.getByRole('button', { name: '提出', exact: true }).click()
    await page.getByText('没有收到答复').waitFor()
    await page.getByRole('button', { name: '提出', exact: true }).click()
    await page.getByText('已提出退款 ¥88.00，请另一位老师复核').waitFor()
    const names = sent.map((it) => it.path.split('/').at(-1))
    must(names.every((it) => /^[0-9A-HJKMNP-TV-Z]{26}$/.test(it)) && names.at(-1) === names.at(-2) && names.at(-2) !== names[0], 'the same ask has one name, another has another')
    must(JSON.stringify(sent.at(-1).body) === JSON.stringify({ number: '01KAJ8Z5T4Q9V7N2M6X3C1B0RDADA001', transaction: sent.at(-1).body.transaction, reason: '订单不符退款', reopens: false, by_hand: true }), 'and says what was typed')
    await page.reload()
    await moneys(page)
    must(await page.getByText('已提出退款').count() === 0, 'what was done is said once')
  }),
  'a day without a report says so': () => visit({ at: `/office/reports/bocom/${yesterday}` }, async (page) => {
    await page.getByText('这一天还没有对账').waitFor()
    await page.getByRole('link', { name: '上传对账单' }).click()
    await page.locator('form').waitFor()
    must((await field(page, '渠道').inputValue()) === 'bocom', 'and leads to bringing its statement')
  }),
}
await tell(stories, browser, mock)
