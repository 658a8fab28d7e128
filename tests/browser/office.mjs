// What the finance office announces, in a real browser against the mock: what is sent, what a mistake costs, what is kept.
//   node office.mjs [words of a story's name]
import { readFileSync } from 'node:fs'
import { field, fine, focused, launch, lose, must, tell, watchFaults, wrong } from './browser.mjs'
import { start } from './mock.mjs'
import { PHONE_SIZE } from './places.mjs'

const mock = await start()
const browser = await launch()
const PC = { viewport: { width: 1280, height: 800 } }

/** A page of the office's; `sent` is what it wrote, with the bodies. */
async function visit({ at, scene = 'office', phone = false }, work) {
  const context = await browser.newContext({ locale: 'zh-CN', reducedMotion: 'reduce', acceptDownloads: true, ...(phone ? PHONE_SIZE : PC) })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const faults = watchFaults(page, [/Failed to load resource/])
  const sent = []
  page.on('request', (it) => { if (it.url().includes('/api/office/') && it.method() !== 'GET') sent.push({ method: it.method(), path: new URL(it.url()).pathname, body: it.postData() ? it.postDataJSON() : null }) })
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
const form = (page) => page.locator('.an-save').waitFor()
const save = (page) => page.getByRole('button', { name: '保存', exact: true }).click()
const lines = (page) => page.locator('.an-t b').allInnerTexts()
const said = (page) => page.locator('.an-save [role=status]').innerText()
/** Presses a button by the keyboard alone. */
const press = async (page, name) => {
  await page.getByRole('button', { name, exact: true }).focus()
  await page.keyboard.press('Enter')
}

const stories = {
  'lists say what runs, what comes and what is over': () => visit({ at: '/office/batches' }, async (page) => {
    await page.locator('.an').first().waitFor()
    must((await lines(page)).join() === '2026 年秋季教材费,新生入学体检费,2025 级军训服装费', 'what runs stands before what comes, and that before what is over')
    must((await page.locator('.an .tag').allInnerTexts()).join() === '进行中,未开始,已截止', 'each says so in a word')
    await page.goto(`${mock.origin}/#/office/projects`)
    await page.locator('.an-seats').first().waitFor()
    must((await page.locator('.an-seats').allInnerTexts()).join('|') === '已占 400 / 400 · 已满|已占 2338 / 3200 · 剩 862|不限名额', 'projects say how many seats are taken and left')
  }),
  'news are written, looked at, saved and deleted': () => visit({ at: '/office/news/new' }, async (page, sent) => {
    await form(page)
    await save(page)
    must((await wrong(page)).length === 2 && sent.length === 0, 'what is missing is said at its field, and nothing is sent')
    must((await focused(page)) === '标题', 'the focus goes to the first of them')
    await field(page, '标题').fill('寒假缴费安排')
    await field(page, '正文').fill('# 时间\n\n- 1 月 10 日前\n\n<img src=x onerror=alert(1)>')
    await field(page, '开始显示').fill('2026-12-31T08:30')
    must((await page.locator('.an-seen article').innerText()).includes('寒假缴费安排'), 'what students will see follows what is typed')
    must((await page.locator('.an-seen img').count()) === 0, 'no HTML of the text is drawn')
    await save(page)
    await page.getByText('「寒假缴费安排」已保存').waitFor()
    const [{ path, body }] = sent
    must(/^\/api\/office\/news\/n-[a-z2-9]{10}$/.test(path), 'a new one gets a name that nobody has to think of')
    must(body.from === '2026-12-31T00:30:00Z' && body.until === null, 'a time of Beijing is sent as UTC')
    await page.getByRole('link', { name: /寒假缴费安排/ }).click()
    await form(page)
    await page.getByRole('button', { name: '删除公告' }).click()
    await page.getByRole('button', { name: '先不删除' }).click()
    must(sent.length === 1, 'deleting is asked about first')
    await page.getByRole('button', { name: '删除公告' }).click()
    await page.getByRole('button', { name: '删除', exact: true }).click()
    await page.getByText('「寒假缴费安排」已删除').waitFor()
    must(sent[1].method === 'DELETE' && !(await lines(page)).includes('寒假缴费安排'), 'and then it is gone')
  }),
  'a form is not lost with the session': () => visit({ at: '/office/batches/b-books' }, async (page, sent) => {
    await form(page)
    must((await field(page, '批次名称').inputValue()) === '2026 年秋季教材费' && (await said(page)) === '没有改动', 'the form holds what was announced')
    await field(page, '批次名称').fill('2026 年秋季教材费（补缴）')
    await page.request.get(`${mock.origin}/__end`)
    await save(page)
    await page.locator('dialog[open]').getByRole('button', { name: '关闭' }).click()
    await page.locator('.an-save .note-bad').waitFor()
    must((await field(page, '批次名称').inputValue()).endsWith('（补缴）') && page.url().endsWith('/office/batches/b-books'), 'who does not sign in again keeps the form')
    await save(page)
    const login = page.locator('dialog[open]')
    await login.locator('input').nth(0).fill('F0007')
    await login.locator('input').nth(1).fill('x')
    await login.locator('form .btn-1').click()
    await page.getByText('「2026 年秋季教材费（补缴）」已保存').waitFor()
    must(sent.at(-1).body.title.endsWith('（补缴）'), 'who signs in on top of it goes on with what they wrote')
  }),
  'leaving with changes is asked about': () => visit({ at: '/office/batches/b-books' }, async (page, sent) => {
    await form(page)
    await field(page, '收费部门').fill('后勤处')
    await page.getByRole('link', { name: '公告' }).click()
    await page.getByRole('button', { name: '继续修改' }).click()
    must((await field(page, '收费部门').inputValue()) === '后勤处', 'who stays has what they typed')
    await page.getByRole('link', { name: '公告' }).click()
    await page.getByRole('button', { name: '放弃改动' }).click()
    await page.waitForURL(/office\/news$/)
    await page.locator('.an').first().waitFor()
    must(sent.length === 0, 'who leaves saves nothing')
  }),
  'a lost answer is asked for again, as the same announcement': () => visit({ at: '/office/batches/new' }, async (page, sent) => {
    await form(page)
    await field(page, '批次名称').fill('军训服装费')
    await field(page, '收费部门').fill('武装部')
    await lose(page, '**/api/office/batches/*')
    await save(page)
    await page.locator('.an-save .note-bad').waitFor()
    await save(page)
    await page.getByText('「军训服装费」已保存').waitFor()
    must(sent.length === 2 && sent[0].path === sent[1].path, 'both times under one name')
  }),
  'prices and questions are put in order by the keyboard': () => visit({ at: '/office/projects/p-cet' }, async (page, sent) => {
    await form(page)
    await press(page, '下移：四级')
    must((await field(page, '名称').nth(0).inputValue()) === '六级', 'a price moves down')
    must((await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))) === '上移：四级', 'and the focus stays with it')
    await press(page, '增加一种价格')
    await page.keyboard.type('口语')
    await field(page, '价格（元）').nth(2).fill('50.5')
    await press(page, '增加一项')
    await page.keyboard.type('生日')
    await page.locator('.row-e').last().getByText('日期').click()
    await press(page, '上移：生日')
    await press(page, '删除：考场校区')
    await save(page)
    await page.getByText('已保存').waitFor()
    const { body } = sent[0]
    must(body.tiers.map((it) => `${it.label} ${it.price}`).join() === '六级 32.00,四级 30.00,口语 50.50', 'prices are sent in their order, to the fen')
    must(body.tiers[1].id === 't-four' && body.form.length === 1 && body.form[0].kind.is === 'date', 'what was there keeps its name; what was removed is gone')
    must(!('id' in body) && !('taken' in body), 'what is sent is what the office says, and no more')
  }),
  'what the platform finds wrong is said at its field': () => visit({ at: '/office/projects/p-read' }, async (page) => {
    await form(page)
    must((await page.locator('.an-seen').innerText()).includes('免费'), 'a price of nought is shown as free')
    await page.getByLabel('限制名额').check()
    await field(page, '名额').fill('40')
    await save(page)
    must((await wrong(page)).join() === '报名已经开始，不能再从不限改为限制名额。', 'in the office’s words')
    must((await focused(page)) === '名额' && (await field(page, '名额').inputValue()) === '40', 'with the focus there, and nothing lost')
  }),
  'a living fee says in plain words what may be paid': () => visit({ at: '/office/living/l-power', phone: true }, async (page, sent) => {
    await form(page)
    must((await page.locator('.an-seen').innerText()).includes('10.00 到 500.00 元，10.00 元的整数倍'), 'least, most and step in one sentence')
    await field(page, '最多（元）').fill('5')
    await save(page)
    must((await wrong(page)).join() === '不能小于最少金额。' && sent.length === 0, 'a most below the least is not sent')
    await page.getByText('几种固定金额').click()
    await field(page, '可选金额（元）').fill('20、50')
    await save(page)
    await page.getByText('已保存').waitFor()
    must(JSON.stringify(sent[0].body.amount) === '{"is":"fixed","choices":["20.00","50.00"]}', 'fixed amounts take the place of the rule')
  }),
  'who enrolled is a file': () => visit({ at: '/office/projects' }, async (page) => {
    await page.locator('.an').first().waitFor()
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载名单 全国大学英语四级考试' }).click()])
    must(file.suggestedFilename() === '全国大学英语四级考试-报名名单.csv', 'called after its project')
    must(readFileSync(await file.path(), 'utf8').startsWith('\ufeff学号,'), 'that spreadsheets open as what it is')
  }),
  'a list is imported into one batch': () => visit({ at: '/office/batches' }, async (page) => {
    const asked = []
    page.on('request', (it) => { if (/preview|apply/.test(it.url())) asked.push(it.postDataJSON().batch) })
    await page.getByRole('link', { name: '导入名单 2026 年秋季教材费' }).click()
    await page.locator('#into').waitFor()
    must((await page.locator('#into').inputValue()) === 'b-books', 'the batch that one came from is chosen')
    await page.locator('input[type=file]').setInputFiles({ name: '教材费.csv', mimeType: 'text/csv', buffer: Buffer.from('学号,姓名\n1,甲\n') })
    await page.getByText('记到批次：2026 年秋季教材费').waitFor()
    await page.locator('.sign .btn-1').click()
    await page.locator('.disc-ok').waitFor()
    must(asked.length >= 2 && asked.every((it) => it === 'b-books'), 'the preview and every part of the writing say the batch')
  }),
}
await tell(stories, browser, mock)
