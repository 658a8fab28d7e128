// What both manuals show beside tuition, walked on a platform as `cargo dev` brings it up: home, other fees, living fees, enrolment, queries, proof, news, help.
//   BASE_URL=http://… BANK=http://… DEMO=people/xust.json node manuals.mjs      pictures go to ./shots/manuals
import { mkdir, readFile } from 'node:fs/promises'
import { fine, launch, must, watchFaults } from './browser.mjs'
import { signIn } from './entering.mjs'
import { pay } from './paying.mjs'
import { AGENTS, PHONE_SIZE } from './places.mjs'

const base = process.env.BASE_URL?.replace(/\/$/, '')
const bank = process.env.BANK
if (!base || !bank || !process.env.DEMO) throw new Error('BASE_URL, BANK, DEMO: the platform to walk')
const { school, contact, offers, walkers } = JSON.parse(await readFile(process.env.DEMO.replace(/\.json$/, '-manual.json'), 'utf8'))
const shots = new URL(`./shots/manuals/${school}/`, import.meta.url).pathname
await mkdir(shots, { recursive: true })
const fen = (text) => Number(/([\d,]+)\.(\d\d)/.exec(text)?.slice(1).join('').replaceAll(',', '') ?? NaN)
const hero = async (page) => fen(await page.locator('.hero .money-2xl').innerText())

async function walk(browser, who) {
  const phone = who.device === 'mobile'
  const context = await browser.newContext({
    locale: 'zh-CN', reducedMotion: 'reduce', acceptDownloads: true, colorScheme: phone ? 'dark' : 'light',
    ...(phone ? { ...PHONE_SIZE, userAgent: AGENTS.mobile } : { viewport: { width: 1280, height: 800 } }),
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const faults = watchFaults(page, [/401/])
  let step = 0
  const look = async (name) => {
    await page.screenshot({ path: `${shots}${who.device}-${String(++step).padStart(2, '0')}-${name}.png`, fullPage: true })
    await fine(page)
  }
  const to = async (at) => { await page.goto(`${base}/#${at}`); await page.locator('h1').first().waitFor() }

  /** From the choice of a way to pay to the page that says it worked; answers the order. */
  async function paid(total, channel) {
    await page.locator('.offer').first().waitFor()
    must(fen(await page.locator('.due .money').innerText()) === total, 'S33: the amount is the one that was confirmed')
    must((await page.locator('.payee .who').innerText()) === who.payee, `S33: the payee is ${who.payee}`)
    const names = await page.locator('.offer-n').evaluateAll((all) => all.map((it) => it.firstChild.textContent.trim()))
    must(names.join() === offers.join(), `S34, S35: what the manual offers, in its order: ${offers.join(', ')}`)
    await page.locator('.offer', { has: page.locator('.offer-n', { hasText: channel }) }).locator('.offer-l').click()
    const placed = page.waitForRequest((it) => it.method() === 'PUT' && it.url().includes('/api/orders/'))
    await page.locator('.bar .btn-1').click()
    const order = /orders\/([0-9A-Z]{26})/.exec((await placed).url())[1]
    if (!phone) must(await page.locator('.qr').waitFor().then(() => true), `S36, S37: on a PC there is a code to scan: ${channel}`)
    await pay({ page, base, bank, who, order, must, shot: async () => undefined })
    await page.locator('.disc-ok').waitFor({ timeout: 30_000 })
    return order
  }

  /** What a list is filtered by: behind the icon on top of a telephone, beside the list on a PC. */
  async function filter(name) {
    if (!phone) return page.getByRole('button', { name }).click()
    await page.getByRole('button', { name: /筛选|按/ }).first().click()
    await page.locator('dialog[open] .pick-row', { hasText: name }).click()
  }

  try {
    await to('/login')
    await signIn(page, who)
    if (who.fresh) {
      await page.getByLabel('新密码', { exact: true }).fill(who.fresh)
      await page.getByLabel('再输入一次', { exact: true }).fill(who.fresh)
      await page.getByRole('button', { name: '保存并进入' }).click()
    }
    await page.waitForURL(/#\/home/)

    await page.locator('.hero').waitFor()
    const owed = await hero(page)
    const person = await page.locator('.idrow').innerText()
    must([who.name, who.gender, who.masked].every((it) => person.includes(it)) && !person.includes(who.password), `S23: home says who one is: ${person.replace(/\s+/g, ' ')}`)
    const beside = await page.locator('.window').locator('visible=true').innerText()
    must(contact.every((it) => beside.includes(it)), `S24, S68: the window is ${contact.join(' ')}`)
    must((await page.locator('.tile b').allInnerTexts()).join() === '学费缴费,其它缴费,生活缴费,报名系统', 'S19: the home has the manual’s tiles')
    must((await page.locator('.tile', { hasText: '学费缴费' }).getAttribute('href')) === '#/tuition', 'S25: the tile 学费缴费 leads to tuition')
    const parts = await page.locator('.hero dl .money').allInnerTexts()
    must(parts.map(fen).reduce((a, b) => a + b, 0) === owed, `S20: 当前欠费 ${owed} is tuition and other fees`)
    await look('home')
    if (phone) {
      await page.locator('.home-tools').click()
      await page.locator('dialog[open] .tools a').first().waitFor()
      must((await page.locator('.tools a').allInnerTexts()).join() === '当前费用,订单查询,已缴费查询,报名系统,公告,我的', 'S21: the toolbar has the manual’s tools')
      await page.locator('.tools a', { hasText: '当前费用' }).click()
      await page.waitForURL(/#\/owed/)
    } else await to('/owed')
    await page.locator('.owed-l').first().waitFor()
    const items = await page.locator('section:not([aria-labelledby=owed-enrol]) > .card > .lines > .owed-l .money').allInnerTexts()
    must(items.map(fen).reduce((a, b) => a + b, 0) === owed, `S22: 当前费用 lists what the home says is owed, in ${items.length} items`)

    await to('/other')
    await page.locator('.batch').first().waitFor()
    must(await page.locator('.batch-off').count() > 0, 'S41: what cannot be paid now is there and greyed')
    const radios = page.locator('.batch input[type=radio]')
    await page.getByRole('radio', { name: new RegExp(who.batch) }).check()
    must(await radios.count() > 1 && await page.locator('.batch input[type=radio]:checked').count() === 1, 'S42: of several batches one is chosen')
    const batch = fen(await page.locator('.bar .money').innerText())
    await look('other')
    await page.locator('.bar .btn-1').click()
    await paid(batch, who.channels[0])
    must(true, 'S43: a batch is paid')
    await to('/home')
    await page.waitForFunction((sum) => document.querySelector('.hero .money-2xl')?.textContent?.replace(/[^\d.]/g, '') === sum, ((owed - batch) / 100).toFixed(2))
    must(true, `S66: 当前欠费 is ${batch} less`)

    await to('/living')
    await page.locator('.living-c').first().waitFor()
    await look('living')
    await page.locator('.living-c', { hasText: '电费' }).click()
    await page.getByLabel('楼栋', { exact: true }).selectOption({ index: 1 })
    await page.getByLabel('房间号', { exact: true }).fill('412')
    await page.getByLabel('金额（元）').fill('15')
    must(await page.locator('.err').count() === 1, 'S44: an amount off its rule is said beside it')
    await page.getByLabel('金额（元）').fill('30')
    await look('electricity')
    await page.locator('.bar .btn-1').click()
    must((await page.locator('dialog[open]').innerText()).includes('412'), 'S45: what it is for is shown once more')
    await page.locator('dialog[open] .btn-1').click()
    await paid(3000, who.channels[1])
    must(true, 'S45: a living fee is paid at once')
    await to('/home')
    must(await page.locator('.hero').waitFor().then(() => hero(page)) === owed - batch, 'S20: a living fee is no arrears')

    await to('/me')
    await page.getByRole('button', { name: '退出登录' }).click()
    await page.waitForURL(/#\/login/)
    await page.getByLabel('密码', { exact: true }).waitFor()
    must((await page.request.get(`${base}/api/me`)).status() === 401, 'S65: signed out, the platform knows nobody here')

    await to('/enrol')
    const card = page.locator('.enrs li', { hasText: who.project })
    await card.waitFor()
    must(!(await page.locator('.enrs').innerText()).includes('已截止'), 'S50, S52: anybody sees the projects that are open now')
    await page.getByRole('button', { name: /^已报名/ }).click()
    await page.locator('dialog[open]').waitFor()
    must(true, 'S54: whoever asks for a status is asked to sign in')
    await page.keyboard.press('Escape')
    const departments = () => page.locator('.enrs .m > span:first-child').evaluateAll((all) => all.filter((it) => !it.parentElement.matches('.last')).map((it) => it.textContent.trim()))
    const every = await departments()
    must(every.some((it) => it !== who.department), 'S53: the list is of several departments at first')
    const found = page.waitForResponse((it) => new URL(it.url()).searchParams.get('department') === who.department)
    await page.getByRole('button', { name: who.department, exact: true }).click()
    await found
    await page.waitForFunction((n) => { const left = document.querySelectorAll('.enrs li').length; return left > 0 && left < n }, every.length)
    must((await departments()).every((it) => it === who.department), `S53: by 收费部门 only projects of ${who.department} are left, ${(await departments()).length} of ${every.length}`)
    await look('projects')
    await card.locator('a').first().click()
    await page.getByRole('heading', { name: who.project }).waitFor()
    must((await page.locator('main').innerText()).includes(`收费部门：${who.department}`), 'S55: the department and the project')
    const about = (title) => page.locator('section', { has: page.getByRole('heading', { name: title, exact: true }) }).last().innerText()
    await page.getByText(who.content).first().waitFor()
    must((await about('收费内容')).includes(who.content), `S55: and what it is for: ${who.content}`)
    must((await about('收费标准')).includes(who.price), `S55: and what it costs: ${who.price}`)
    await look('project')
    await page.locator('.bar .btn-1').click()
    await page.locator('dialog[open]').waitFor()
    await signIn(page, { user: who.user, password: who.fresh ?? who.password })
    await page.locator('.bar a.btn-1', { hasText: '报名' }).click()
    must(true, 'S56: signed in on top of the page, and still there')

    await page.getByLabel('手机号', { exact: true }).fill('13800001234')
    await page.getByRole('radio', { name: who.tier }).first().check()
    for (const [label, value] of Object.entries(who.answers)) {
      const field = page.getByLabel(new RegExp(`^${label}`)).first()
      if (await page.getByRole('radiogroup', { name: label }).count()) await page.getByRole('radio', { name: value }).check()
      else if (await field.evaluate((it) => it.tagName === 'SELECT')) await field.selectOption(value)
      else await field.fill(value)
    }
    must((await page.locator('.fixed').innerText()).includes('*'), 'S62: name and ID number stand there, masked, and the telephone is typed')
    await look('form')
    await page.locator('form .btn-1').click()
    await page.waitForURL(/\/mine$/)
    await page.getByRole('heading', { name: '请交费，完成报名' }).waitFor()
    must((await page.locator('main').innerText()).includes('138****1234'), 'S58: 已报名信息 follows')
    await look('entry')
    await page.locator('.pencil').click()
    await page.getByRole('button', { name: '修改手机号' }).click()
    await page.getByLabel('手机号', { exact: true }).fill('13900005678')
    await page.locator('form .btn-1').click()
    await page.getByText('139****5678').waitFor()
    must(true, 'S59: the pencil changes what was said')
    const fee = fen(await page.locator('.bar .money').innerText())
    await page.getByRole('button', { name: '交费' }).click()
    const order = await paid(fee, who.channels[2])
    must(true, 'S60: 交费 leads straight to paying')
    await to(`/enrol/${who.id}/mine`)
    await page.getByRole('heading', { name: '报名成功' }).waitFor()
    must((await page.getByRole('link', { name: '查看订单与凭证' }).getAttribute('href')) === `#/orders/${order}`, 'S60: the entry leads to the order that paid it')
    await look('enrolled')
    await to('/enrol?status=enrolled')
    await page.locator('.enrs li', { hasText: who.project }).waitFor()
    const enrolled = await page.locator('.enrs li').allInnerTexts()
    await to('/enrol?status=open')
    // The list before stands there until this one has come.
    await page.waitForFunction((old) => [...document.querySelectorAll('.enrs li')].some((it) => !old.includes(it.innerText)), enrolled)
    must(await page.locator('.enrs li', { hasText: who.project }).count() === 0, 'S51, S61: it stands under 已报名 and not under 未报名')

    await to('/orders?period=today')
    await page.locator('.ord').first().waitFor()
    must(await page.locator('.ord').count() === 3 + (who.before ?? 0), 'S46: today’s orders')
    await filter(/^成功/)
    await page.waitForURL(/state=success/)
    await page.locator('.ord').first().waitFor()
    must((await page.locator('.ord .tag').allInnerTexts()).every((it) => it === '成功'), 'S47: filtered by 成功')
    await filter(/^失败/)
    await page.waitForURL(/state=failed/)
    await page.locator('.empty').waitFor()
    must(await page.locator('.ord').count() === 0, 'S47: and by 失败, of which there is none')
    await to('/paid?period=today')
    await page.locator('.ord').first().waitFor()
    await filter(/^生活/)
    await page.waitForURL(/kind=living/)
    await page.waitForFunction(() => document.querySelectorAll('.ord').length === 1)
    must((await page.locator('.ord').innerText()).includes('30.00'), 'S48, S49: what was paid, by kind')
    await look('paid')

    await to(`/orders/${order}`)
    await page.locator('.proof-l').waitFor()
    await look('order')
    const [file] = await Promise.all([page.waitForEvent('download'), page.locator('.proof-l .btn').click()])
    const bytes = await readFile(await file.path())
    must(bytes.subarray(0, 5).toString() === '%PDF-' && bytes.length > 5000, `a proof to print: ${bytes.length} bytes`)

    await to('/me')
    await page.locator('main').getByText('证件号').first().waitFor()
    const mine = await page.locator('main').innerText()
    must([who.name, who.gender, who.number, who.masked].every((it) => mine.includes(it)), 'S63: 我的 says who I am: name, gender, number, and the ID number masked')
    await page.getByRole('link', { name: /公告/ }).locator('visible=true').last().click()
    await page.waitForURL(/#\/news/)
    await page.locator('main a[href*="/news/"]').first().click()
    await page.locator('.md').waitFor()
    must(true, 'S64: announcements')
    await look('news')
    await to('/help')
    await page.locator('main a[href*="/help/"]').first().waitFor()
    must(await page.locator('main a[href*="/help/"]').count() >= 8, 'S71: a guide, step by step')
    await look('help')
    await page.locator('main a[href*="/help/tuition"]').first().click()
    await page.locator('main img').first().waitFor()
    await page.waitForFunction(() => [...document.querySelectorAll('main img')].slice(0, 1).every((it) => it.complete && it.naturalWidth > 0))
    must(true, 'S71: with pictures')
    must(faults.length === 0, `no console error and no policy violation ${faults.join(' | ')}`)
  } catch (fault) {
    await page.screenshot({ path: `${shots}${who.device}-FAILED.png`, fullPage: true }).catch(() => undefined)
    throw fault
  } finally {
    await context.close()
  }
}

const browser = await launch()
try {
  for (const who of walkers.filter((it) => !process.argv[2] || it.device === process.argv[2])) {
    console.log(`${school} ${who.device} ${who.name}`)
    await walk(browser, who)
  }
  console.log('both manuals walked')
} finally {
  await browser.close()
}
