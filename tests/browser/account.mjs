// One's own account, in a real browser: registering, getting in again, 我的, leaving. What is asked of the platform, what is kept, and what is not.
//   node account.mjs [part of a story's name…]
import { field, fine, focused, kept, launch, lose, must, tabTo, tell, watchFaults, wrong } from './browser.mjs'
import { start } from './mock.mjs'
import { LETTERS } from './mock/doors.mjs'
import { AGENTS, PHONE_SIZE } from './places.mjs'

const mock = await start()
const browser = await launch()

/** An invented person. The number is right and nobody's. */
const WHO = { name: '李小冉', number: '61011320060313900X', phone: '13800001234', password: '四月的雨落在屋檐' }

/** A page in its own world; `asked` is what it asked of the platform, in order. */
async function visit({ at, scene = 'owes', school = 'xust', signed = true, place = 'pc', before }, work) {
  const context = await browser.newContext({ locale: 'zh-CN', reducedMotion: 'reduce', ...(place === 'pc' ? { viewport: { width: 1280, height: 800 } } : { ...PHONE_SIZE, userAgent: AGENTS[place] }) })
  const page = await context.newPage()
  page.setDefaultTimeout(8_000)
  const faults = watchFaults(page, [/Failed to load resource/])
  const asked = []
  page.on('request', (it) => { const { pathname } = new URL(it.url()); if (pathname.startsWith('/api/')) asked.push(`${it.method()} ${pathname}`) })
  await page.request.get(`${mock.origin}/__as?scene=${scene}&school=${school}&signed=${signed ? 1 : 0}`)
  if (signed) await page.addInitScript(() => { if (!sessionStorage.getItem('begun')) { localStorage.setItem('campus-pay.signed', '1'); sessionStorage.setItem('begun', '1') } })
  await before?.(page)
  await page.goto(`${mock.origin}/#${at}`)
  await page.locator('h1').first().waitFor()
  try {
    await work(page, asked).catch(async (fault) => { await page.screenshot({ path: new URL('./shots/account.png', import.meta.url).pathname, fullPage: true }); throw fault })
    await fine(page)
    must(faults.length === 0, `no console error and no policy violation ${faults.join(' | ')}`)
  } finally {
    await context.close()
  }
}
const changes = (asked) => asked.filter((it) => !it.startsWith('GET') && !it.endsWith('/captcha'))
async function fill(page, more = {}) {
  const who = { ...WHO, ...more }
  await field(page, '姓名').fill(who.name)
  await field(page, '身份证号').fill(who.number)
  await field(page, '手机号').fill(who.phone)
  await field(page, '密码').fill(who.password)
  await field(page, '再输入一次密码').fill(who.password)
  await field(page, '验证码').fill(LETTERS)
  await field(page, '我已阅读并同意').check()
}
const send = (page) => page.locator('form .btn-1').click()

const stories = {
  'the keyboard alone registers, and goes where the person was going': () => visit({ at: '/register?next=/paid', signed: false }, async (page, asked) => {
    await field(page, '姓名').focus()
    await page.keyboard.type(WHO.name)
    for (const [label, text] of [['身份证号', '61011320060313900x'], ['手机号', '138 0000 1234'], ['密码', WHO.password], ['再输入一次密码', WHO.password], ['验证码', LETTERS], ['我已阅读并同意', ' ']]) {
      await tabTo(page, label)
      await (text === ' ' ? page.keyboard.press('Space') : page.keyboard.type(text))
    }
    must((await page.locator('.echo').innerText()).includes('2006 年 3 月 13 日出生，女'), 'the number is read back in words')
    must(await page.locator('.seg-r .on').innerText() === '女', 'the gender follows the number')
    must((await page.locator('.advice .met').count()) === 3, 'the password keeps what is advised')
    await fine(page)
    await tabTo(page, '注册')
    await page.keyboard.press('Enter')
    await page.waitForURL(/#\/paid/)
    must(changes(asked).join() === 'POST /api/register,POST /api/login', changes(asked).join(', '))
    const left = await kept(page)
    must(![WHO.number, WHO.phone, WHO.password, WHO.name, encodeURIComponent(WHO.name)].some((it) => left.includes(it)), 'nothing that was typed is kept by the browser')
  }),
  'what is wrong is said at its field, and the first one takes the focus': () => visit({ at: '/register', signed: false, scene: 'everyway' }, async (page, asked) => {
    await send(page)
    must((await focused(page)) === '姓名', 'an empty form: the name')
    must((await wrong(page)).length === 8, `each field says what it wants: ${(await wrong(page)).join(' ')}`)
    await fine(page)
    await field(page, '姓名').fill(WHO.name)
    must((await wrong(page)).length === 7, 'a reproach goes as soon as it is not true')
    await field(page, '身份证号').fill('610113200603139001')
    await field(page, '身份证号').blur()
    must((await wrong(page)).includes('身份证号有一位不对，请核对。'), 'a slip in the number is seen on leaving it')
    await page.getByLabel('男').check()
    await field(page, '身份证号').fill(WHO.number)
    await send(page)
    must((await wrong(page)).includes('和证件号里的性别不一致，请核对这两项。') && (await focused(page)) === '性别', 'and one in the gender')
    must(changes(asked).length === 0, 'nothing went to the platform')
  }),
  'a lost network loses nothing': () => visit({ at: '/register', signed: false, before: (page) => lose(page, '**/api/register') }, async (page, asked) => {
    await fill(page)
    await send(page)
    await page.locator('.note-bad').waitFor()
    must(await field(page, '姓名').inputValue() === WHO.name && await field(page, '密码').inputValue() === WHO.password, 'all that was typed stands')
    await field(page, '验证码').fill(LETTERS)
    await send(page)
    await page.waitForURL(/#\/home/)
    must(changes(asked).join() === 'POST /api/register,POST /api/register,POST /api/login', 'it is sent again as it was')
  }),
  'a login that is lost after the registration is tried alone': () => visit({ at: '/register', signed: false, before: (page) => lose(page, '**/api/login') }, async (page, asked) => {
    await fill(page)
    await send(page)
    await page.getByText('注册已提交，登录没有完成').waitFor()
    await fine(page)
    await page.getByRole('button', { name: '再试一次登录' }).click()
    await page.waitForURL(/#\/home/)
    must(changes(asked).filter((it) => it.endsWith('register')).length === 1, 'nobody is registered twice')
  }),
  'a number that is known answers like any other': () => visit({ at: '/register?next=/paid', signed: false, scene: 'known' }, async (page) => {
    await fill(page)
    await send(page)
    await page.getByRole('heading', { name: '该证件号可能已登记' }).waitFor()
    must((await page.locator('.big a').first().getAttribute('href')).includes('next=/paid'), 'the way to the login keeps where the person was going')
    await fine(page)
    await page.getByRole('button', { name: '返回修改' }).click()
    must(await field(page, '身份证号').inputValue() === WHO.number, 'what was typed is still there')
  }),
  'where each login wants a check, nobody types a second one': () => visit({ at: '/register', signed: false, school: 'wwoc' }, async (page, asked) => {
    await fill(page)
    const login = page.waitForRequest((it) => it.url().endsWith('/api/login'))
    await send(page)
    must(/^\d+$/.test((await login).postDataJSON().proof.answer), 'the browser worked for it')
    await page.waitForURL(/#\/home/)
    must(changes(asked).join() === 'POST /api/register,POST /api/login', changes(asked).join(', '))
  }),
  'a wrong check is said at the check, and costs nothing else': () => visit({ at: '/register', signed: false, place: 'mobile' }, async (page) => {
    await fill(page)
    await field(page, '验证码').fill('WRONG')
    await send(page)
    await page.getByText('验证码不对或已过期').waitFor()
    must((await focused(page)) === '验证码' && await field(page, '验证码').inputValue() === '', 'it takes the focus, empty')
    must(await field(page, '再输入一次密码').inputValue() === WHO.password, 'the rest stands')
    await field(page, '验证码').fill(LETTERS)
    await field(page, '密码').fill('password1')
    await field(page, '再输入一次密码').fill('password1')
    await send(page)
    await page.getByText('这个密码太常见').waitFor()
    must((await focused(page)) === '密码', 'what only the platform knows comes to its field, too')
  }),
  'a school that does not register says so': () => visit({ at: '/register', signed: false, scene: 'closed' }, async (page) => {
    must((await page.locator('main').innerText()).includes('本校没有开放注册') && (await page.locator('form').count()) === 0, 'with whom to ask')
  }),
  'a code replaces the password': () => visit({ at: '/reset', signed: false, scene: 'everyway', before: (page) => page.clock.install() }, async (page, asked) => {
    await send(page)
    must((await focused(page)) === '学号 / 工号 / 证件号' && (await wrong(page)).length === 2, 'who it is about is asked for')
    await field(page, '学号 / 工号 / 证件号').fill('23080101234')
    await field(page, '手机号').fill('138 0000 6021')
    await field(page, '验证码').fill(LETTERS)
    await send(page)
    const code = field(page, '短信验证码')
    await code.waitFor()
    must(await code.getAttribute('autocomplete') === 'one-time-code' && (await focused(page)) === '短信验证码', 'the field for the code is ready, for the device to fill')
    const again = page.getByRole('button', { name: /重新获取/ })
    must(await again.isDisabled() && (await again.innerText()) === '60 秒后重新获取', 'another one has to wait')
    await page.clock.runFor(61_000)
    must(await again.isEnabled(), 'for a minute')
    await fine(page)
    await code.fill('验证码 381 204，请勿告诉他人')
    must(await code.inputValue() === '381204', 'what was pasted is read')
    await code.fill('000000')
    await field(page, '新密码').fill(WHO.password)
    await field(page, '再输入一次').fill(WHO.password)
    await send(page)
    await page.getByText('没有通过核对').waitFor()
    must((await wrong(page)).length === 0, 'which fact was wrong is not said')
    await code.fill('381204')
    await send(page)
    await page.getByRole('heading', { name: '密码已重新设置' }).waitFor()
    must(changes(asked).join() === 'POST /api/password/code,POST /api/password/reset,POST /api/password/reset', changes(asked).join(', '))
    await page.getByRole('link', { name: '去登录' }).click()
    await page.waitForURL(/#\/login/)
  }),
  'an answer replaces it together with other facts': () => visit({ at: '/reset', signed: false, scene: 'everyway', place: 'mobile' }, async (page, asked) => {
    await page.getByRole('button', { name: '安全问题' }).click()
    await field(page, '学号 / 工号 / 证件号').fill('23080101234')
    await field(page, '姓名').fill('陈予安')
    await field(page, '手机号').fill('13800006021')
    await field(page, '安全问题').selectOption('3')
    await field(page, '您的答案').fill('王老师')
    await field(page, '新密码').fill(WHO.password)
    await field(page, '再输入一次').fill(WHO.password)
    await field(page, '验证码').fill(LETTERS)
    const ask = page.waitForRequest((it) => it.url().endsWith('/api/password/reset'))
    await send(page)
    must(JSON.stringify((await ask).postDataJSON().security) === JSON.stringify({ question: 3, answer: '王老师' }), 'the question goes by its number')
    await page.getByRole('heading', { name: '密码已重新设置' }).waitFor()
    must(changes(asked).length === 1, 'in one request')
  }),
  'where neither is offered, the office is': () => visit({ at: '/reset', signed: false }, async (page) => {
    const text = await page.locator('main').innerText()
    must(text.includes('财务处服务大厅') && text.includes('029-0000 0000'.replace('-', '\u2060-\u2060').replace(' ', '\u00a0')), 'with place, hours and number')
    must((await page.locator('form').count()) === 0, 'and nothing else')
  }),
  'a phone number changes by the password': () => visit({ at: '/me' }, async (page, asked) => {
    await page.getByRole('button', { name: '更换' }).click()
    await field(page, '新手机号').fill('139 1111 2222')
    await field(page, '输入登录密码确认').fill('wrong')
    await page.locator('dialog .btn-1').click()
    await page.getByText('现在的密码不正确').waitFor()
    must((await focused(page)) === '输入登录密码确认' && await field(page, '新手机号').inputValue() === '139 1111 2222', 'a wrong one is said at its field')
    await fine(page)
    await field(page, '输入登录密码确认').fill(WHO.password)
    await page.locator('dialog .btn-1').click()
    await page.getByText('手机号已更换').waitFor()
    const html = await page.content()
    must(html.includes('139****2222') && !html.includes('13911112222'), 'the page shows it masked')
    must(changes(asked).every((it) => it === 'PUT /api/me/phone'), changes(asked).join(', '))
  }),
  'who has no password here to change is told so': () => visit({ at: '/password', scene: 'campus' }, async (page) => {
    await field(page, '现在的密码').fill('anything at all')
    await field(page, '新密码').fill(WHO.password)
    await field(page, '再输入一次').fill(WHO.password)
    await send(page)
    await page.getByText('您还没有设置本平台的密码').waitFor()
    must((await page.locator('main').innerText()).includes('财务处服务大厅') && (await page.locator('form').count()) === 0, 'with whom to ask')
    await page.getByRole('link', { name: '返回', exact: true }).last().click()
    await page.waitForURL(/#\/me$/)
  }),
  'who has no password here is told where to go': () => visit({ at: '/me', scene: 'campus', place: 'mobile' }, async (page) => {
    await page.getByRole('button', { name: '更换' }).click()
    await field(page, '新手机号').fill('13911112222')
    await field(page, '输入登录密码确认').fill('anything at all')
    await page.locator('dialog .btn-1').click()
    await page.getByText('您还没有设置本平台的密码').waitFor()
  }),
  'WeChat is bound inside WeChat, once, and unbound with a question': () => visit({ at: '/me', place: 'wechat' }, async (page, asked) => {
    await page.getByRole('button', { name: /微信绑定/ }).click()
    await page.getByRole('button', { name: '绑定这个微信' }).click()
    await page.getByText('微信已绑定').waitFor()
    must(changes(asked).join() === 'POST /api/wechat' && /#\/me$/.test(page.url()), 'the code goes to the platform and stays nowhere')
    must(!(await kept(page)).includes('c1'), 'nor in the browser')
    await page.getByRole('button', { name: /微信绑定/ }).click()
    await page.getByRole('button', { name: '解除绑定' }).click()
    await page.getByText('微信绑定已解除').waitFor()
    must(changes(asked).at(-1) === 'DELETE /api/wechat' && (await page.locator('button.cell').innerText()).includes('未绑定'), 'and it is gone')
  }),
  'a WeChat that is somebody else’s is not taken from them': () => visit({ at: '/me', place: 'wechat', scene: 'elsewhere' }, async (page) => {
    await page.getByRole('button', { name: /微信绑定/ }).click()
    await page.getByRole('button', { name: '绑定这个微信' }).click()
    await page.getByText('已经绑定了另一个账号').waitFor()
  }),
  'outside WeChat it is said how': () => visit({ at: '/me' }, async (page) => {
    must((await page.locator('a.cell', { hasText: '系统公告' }).getAttribute('href')) === '#/news', 'the announcements are there')
    await page.getByRole('button', { name: /微信绑定/ }).click()
    must((await page.locator('dialog').innerText()).includes('关注学校公众号'), 'in three steps')
    await page.keyboard.press('Escape')
    must((await focused(page)).includes('微信绑定'), 'the focus goes back to where it was')
  }),
  'one device is logged out, then all others': () => visit({ at: '/me/sessions' }, async (page, asked) => {
    await page.locator('.dev').first().waitFor()
    must((await page.locator('.dev').first().innerText()).includes('本机') && (await page.locator('.dev').first().locator('button').count()) === 0, 'this one comes first and is left by logging out')
    await page.getByRole('button', { name: '退出 安卓手机 · 微信' }).click()
    await page.getByText('安卓手机 · 微信 已退出').waitFor()
    must((await page.locator('.dev').count()) === 2, 'one is gone')
    await page.getByRole('button', { name: '退出其它全部设备' }).click()
    await fine(page)
    await page.locator('dialog .btn-1').click()
    await page.getByText('没有其它设备登录着您的账号').waitFor()
    must(changes(asked).join() === 'DELETE /api/sessions/BBBBBBBBBBBBBBBB,DELETE /api/sessions', changes(asked).join(', '))
  }),
  'logging out leaves nothing to go back to': () => visit({ at: '/home' }, async (page) => {
    await page.locator('.hero').waitFor()
    await page.goto(`${mock.origin}/#/me`)
    await lose(page, '**/api/session/logout')
    await page.getByRole('button', { name: '退出登录' }).click()
    await page.getByText('还没有退出').waitFor()
    must(/#\/me/.test(page.url()), 'without an answer nobody is told that they are out')
    await page.getByRole('button', { name: '退出登录' }).click()
    await page.waitForURL(/#\/login/)
    await page.goBack()
    await page.waitForTimeout(300)
    must(/#\/login/.test(page.url()) && !(await page.content()).includes('陈予安'), 'the way back leads to the login')
    must(!(await kept(page)).includes('23080101234'), 'and the browser keeps nothing of the person')
  }),
  'what another tab ended goes from this one, too': () => visit({ at: '/me' }, async (page) => {
    const other = await page.context().newPage()
    await other.goto(`${mock.origin}/#/me`)
    await other.getByRole('button', { name: '退出登录' }).click()
    await page.waitForURL(/#\/login/)
    must(!(await page.content()).includes('陈予安'), 'at once')
    await other.close()
  }),
  'a page brought back as it was asks who is there': () => visit({ at: '/me' }, async (page) => {
    await page.getByText('23080101234').waitFor()
    await page.request.get(`${mock.origin}/__end`)
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
    await page.waitForFunction(() => !document.body.innerText.includes('23080101234'))
    must(true, 'what was private is not shown before it is known')
  }),
  'the office resets a password, of the person with that name alone': () => visit({ at: '/office/reset', scene: 'office' }, async (page, asked) => {
    await send(page)
    must((await wrong(page)).length === 2, 'both facts are asked for')
    await field(page, '学号 / 工号 / 证件号').fill('23080101234')
    await field(page, '姓名').fill('陈予')
    await send(page)
    await page.getByText('和登记的姓名不一致。').waitFor()
    must((await focused(page)) === '姓名', 'another name is said at its field')
    await field(page, '姓名').fill('陈予安')
    await send(page)
    await page.getByRole('heading', { name: '陈予安的密码已重置' }).waitFor()
    must(/\d{4}-\d\d-\d\d \d\d:\d\d/.test(await page.locator('.big').innerText()), 'until when the initial password opens is said')
    must(changes(asked).every((it) => it === 'POST /api/office/reset'), changes(asked).join(', '))
  }),
}

await tell(stories, browser, mock)
