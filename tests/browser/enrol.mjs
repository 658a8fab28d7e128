// 报名 in a real browser: from a list that is for everybody to a paid entry. What is asked of the platform, what is kept, and what is not.
//   node enrol.mjs [part of a story's name…]
import { field, fine, focused, kept, launch, lose, must, tell, watchFaults, wrong } from './browser.mjs'
import { start } from './mock.mjs'
import { LETTERS } from './mock/doors.mjs'
import { AGENTS, PHONE_SIZE } from './places.mjs'

const mock = await start()
const browser = await launch()

/** A page in its own world; `asked` is what it asked of the platform, in order. */
async function visit({ at, scene = 'enrol-fresh', school = 'xust', signed = true, place = 'pc' }, work) {
  const context = await browser.newContext({ locale: 'zh-CN', reducedMotion: 'reduce', ...(place === 'pc' ? { viewport: { width: 1280, height: 800 } } : { ...PHONE_SIZE, userAgent: AGENTS[place] }) })
  const page = await context.newPage()
  page.setDefaultTimeout(12_000)
  const faults = watchFaults(page, [/Failed to load resource/])
  const asked = []
  page.on('request', (it) => { const { pathname, search } = new URL(it.url()); if (pathname.startsWith('/api/')) asked.push(`${it.method()} ${pathname}${decodeURIComponent(search)}`) })
  await page.request.get(`${mock.origin}/__as?scene=${scene}&school=${school}&signed=${signed ? 1 : 0}`)
  if (signed) await page.addInitScript(() => { if (!sessionStorage.getItem('begun')) { localStorage.setItem('campus-pay.signed', '1'); sessionStorage.setItem('begun', '1') } })
  await page.goto(`${mock.origin}/#${at}`)
  await page.locator('h1').first().waitFor()
  try {
    await work(page, asked).catch(async (fault) => { await page.screenshot({ path: new URL('./shots/enrol-story.png', import.meta.url).pathname, fullPage: true }); throw fault })
    await fine(page)
    must(faults.length === 0, `no console error and no policy violation ${faults.join(' | ')}`)
  } finally {
    await context.close()
  }
}
const here = (page) => new URL(page.url()).hash.slice(1)
const titles = async (page) => {
  await page.locator('.enrs a').first().waitFor()
  return page.locator('.enrs b').allInnerTexts()
}
const main = (page) => page.locator('aside .btn-1')
async function signIn(page) {
  const sheet = page.locator('dialog[open]')
  await sheet.waitFor()
  await sheet.locator('input').nth(0).fill('23080101234')
  await sheet.locator('input').nth(1).fill('a sentence of mine 2026')
  await sheet.locator('form .btn-1').click()
  await sheet.waitFor({ state: 'detached' })
}
async function fillIn(page, home = '陕西省西安市') {
  await page.getByRole('radio', { name: '二级' }).check()
  await page.getByLabel('籍贯').fill(home)
}
const next = (page) => page.locator('form .btn-1').click()

const stories = {
  'nobody has to sign in to look, and a status is asked for only by who did': () => visit({ at: '/enrol', scene: 'owes', signed: false }, async (page, asked) => {
    must((await titles(page)).includes('普通话水平测试'), 'the projects are there for everybody')
    await page.getByRole('button', { name: '文法学院' }).click()
    await page.locator('.enrs li').nth(1).waitFor({ state: 'detached' })
    must(asked.includes('GET /api/projects?department=文法学院'), 'a department is searched by without a session')
    await page.getByRole('button', { name: '全部部门' }).click()
    await page.getByRole('button', { name: /^已报名/ }).click()
    await page.locator('dialog[open]').waitFor()
    must(!asked.some((it) => it.includes('status=')), 'no status was asked for before')
    await page.keyboard.press('Escape')
    must((await page.getByRole('button', { name: '全部', exact: true }).getAttribute('aria-pressed')) === 'true', 'who does not sign in stays where they were')
    await page.getByRole('button', { name: /^已报名/ }).click()
    await signIn(page)
    await page.waitForURL(/status=enrolled/)
    must((await titles(page)).join() === '全国计算机等级考试 二级', 'then it applies')
    await page.locator('.enrs a').click()
    await main(page).waitFor()
    await page.goBack()
    must((await titles(page)).length === 1 && here(page).includes('status=enrolled'), 'back from a project the list is as it was')
  }),
  'a project leads through the login on top of it to a paid entry': () => visit({ at: '/enrol/psc', signed: false }, async (page, asked) => {
    await main(page).waitFor()
    // What is charged for is Markdown, whose reader comes after the page.
    await page.getByText('携带身份证和准考证').waitFor()
    const about = await page.locator('main').innerText()
    must(['普通话水平测试', '收费部门：文法学院', '12 月 12 日在文法楼机房测试', '携带身份证和准考证，缺一不可。'].every((it) => about.includes(it)), 'S55: 收费项目, 收费部门 and 收费内容 stand there')
    must((await page.locator('.kv > div', { hasText: '测试费' }).first().innerText()).replace(/\s/g, '') === '测试费¥25.00', 'S55: and what it costs')
    await main(page).click()
    await signIn(page)
    must(here(page) === '/enrol/psc', 'the same project, signed in')
    await page.getByRole('link', { name: '报名', exact: true }).click()
    await page.locator('form').waitFor()
    await next(page)
    must((await wrong(page)).join() === '请填写这一项。,请填写这一项。' && (await focused(page)) === '报考等级', 'what is missing is said at its field, and the first has the focus')
    await fillIn(page)
    await page.reload()
    await page.locator('form').waitFor()
    must((await page.getByLabel('籍贯').inputValue()) === '陕西省西安市', 'a reload keeps what was filled in')
    await next(page)
    await page.waitForURL(/psc\/mine/)
    must(!(await kept(page)).includes('陕西省'), 'once sent, the browser keeps nothing of it')
    await page.getByText('名额为您保留到').waitFor()
    await page.locator('.pencil').click()
    await page.getByLabel('籍贯').fill('甘肃省武威市')
    await next(page)
    await page.waitForURL(/psc\/mine/)
    await page.getByText('甘肃省武威市').waitFor()
    await main(page).click()
    await page.waitForURL(/#\/pay$/)
    must(asked.includes('POST /api/enrolments/psc/pay'), 'the bill was stated')
    await page.locator('.offer-l').first().click()
    await page.locator('.bar .btn-1').click()
    await page.waitForURL(/pay\/[0-9A-Z]{26}$/)
    const order = /pay\/([0-9A-Z]{26})/.exec(page.url())[1]
    await page.goto(`${mock.origin}/#/enrol/psc/mine`)
    await page.getByText('正在确认付款').waitFor()
    must((await page.locator('.pencil').count()) === 0 && (await page.getByText('取消报名').count()) === 0, 'while it is paid nothing is changed or cancelled')
    await page.request.post(`${mock.origin}/__pay/${order}/pay`, { maxRedirects: 0 })
    await page.getByText('报名成功').waitFor()
    must((await page.locator('aside a.btn').getAttribute('href')) === `#/orders/${order}`, 'the page finds out by itself, and leads to the order')
  }),
  'who registers from a project goes on to its form': () => visit({ at: '/enrol/writing', signed: false, place: 'mobile' }, async (page) => {
    await page.getByRole('link', { name: '注册' }).click()
    await page.locator('form').waitFor()
    await field(page, '姓名').fill('李小冉')
    await field(page, '身份证号').fill('61011320060313900X')
    await field(page, '手机号').fill('13800001234')
    await field(page, '密码').fill('四月的雨落在屋檐')
    await field(page, '再输入一次密码').fill('四月的雨落在屋檐')
    await field(page, '验证码').fill(LETTERS)
    await field(page, '我已阅读并同意').check()
    await next(page)
    await page.waitForURL(/enrol\/writing\/form/)
    must((await page.locator('.file-row').innerText()).includes('138****1234'), 'with the phone that was just given')
    await page.getByRole('radio', { name: /校外人员/ }).check()
    await next(page)
    await page.getByText('请交费，完成报名').waitFor()
  }),
  'another phone is typed in the open, and the one on file can be kept': () => visit({ at: '/enrol/psc/form', place: 'mobile' }, async (page) => {
    await fillIn(page)
    await page.getByRole('button', { name: '修改手机号' }).click()
    must((await focused(page)) === '手机号', 'the field has the focus')
    await page.getByRole('button', { name: /仍用/ }).click()
    must((await focused(page)) === '修改', 'and gives it back')
    await page.getByRole('button', { name: '修改手机号' }).click()
    await field(page, '手机号').fill('1390000')
    await next(page)
    must((await wrong(page)).join() === '请填写 11 位手机号。', 'a wrong one is not sent')
    await field(page, '手机号').fill('139 0000-5678')
    await next(page)
    await page.getByText('139****5678').waitFor()
  }),
  'a lost answer loses nothing, and the last seat goes to one': () => visit({ at: '/enrol/psc/form', scene: 'enrol-brim' }, async (page) => {
    await fillIn(page)
    await lose(page, '**/api/enrolments/psc')
    await next(page)
    await page.locator('.note-bad').waitFor()
    must((await page.getByLabel('籍贯').inputValue()) === '陕西省西安市', 'what was typed is there')
    await next(page)
    await page.getByText('名额已满').first().waitFor()
    must(here(page) === '/enrol/psc/form', 'and nobody is told that they are enrolled')
  }),
  'a seat whose time is over says so by itself': () => visit({ at: '/enrol/psc/mine', scene: 'enrol-soon' }, async (page, asked) => {
    await page.getByText('名额为您保留到').waitFor()
    await page.getByText('没有按时交费，名额已释放').waitFor()
    must((await main(page).innerText()) === '重新占位并交费', 'and offers another')
    await main(page).click()
    await page.waitForURL(/#\/pay$/)
    must(asked.includes('POST /api/enrolments/psc/pay'), 'which is asked of the platform')
  }),
  'signing out takes the draft along': () => visit({ at: '/enrol/psc/form' }, async (page) => {
    await fillIn(page, '青海省西宁市')
    must((await kept(page)).includes('青海省'), 'it is kept while the page is open')
    await page.goto(`${mock.origin}/#/me`)
    await page.getByRole('button', { name: '退出登录' }).click()
    await page.waitForURL(/login/)
    must(!(await kept(page)).includes('青海省'), 'and gone with the session')
  }),
  'home says of an entry that waits for its payment, and leads there': () => visit({ at: '/home', scene: 'enrol-unpaid', place: 'mobile' }, async (page) => {
    const tile = page.locator('.tile', { hasText: '报名系统' })
    await tile.getByText('1 项报名待交费').waitFor()
    await tile.click()
    await page.waitForURL(/#\/enrol\/mine$/)
    await page.locator('.own-row').first().waitFor()
    must((await page.locator('main').innerText()).includes('待交费'), 'among one’s own entries it is the one to pay')
  }),
  'the keyboard cancels, after it was asked': () => visit({ at: '/enrol/psc/mine', scene: 'enrol-unpaid' }, async (page, asked) => {
    await page.getByRole('button', { name: '取消报名' }).focus()
    await page.keyboard.press('Enter')
    await page.locator('dialog[open]').waitFor()
    await page.keyboard.press('Escape')
    must(!asked.some((it) => it.startsWith('DELETE')), 'nothing is cancelled by looking')
    await page.waitForFunction(() => document.activeElement?.textContent === '取消报名')
    await page.keyboard.press('Enter')
    await page.locator('dialog[open] .btn-1').focus()
    await page.keyboard.press('Enter')
    await page.getByText('报名已取消').waitFor()
    must(asked.includes('DELETE /api/enrolments/psc') && (await focused(page)) === '报名已取消', 'it is gone, and said where the focus is')
  }),
}
await tell(stories, browser, mock)
