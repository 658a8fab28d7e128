// One's own account, in a real browser: getting in again, 我的, leaving. What is asked of the platform, what is kept, and what is not.
//   node account.mjs [part of a story's name…]
import { field, fine, focused, kept, lose, must, tell, wrong } from './browser.mjs'
import { LETTERS } from './mock/doors.mjs'
import { changes, send, visits, WHO } from './visits.mjs'

const { mock, browser, visit } = await visits('account')

const stories = {
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
  'S63: 我的 says who one is': () => visit({ at: '/me' }, async (page) => {
    await page.getByText('23080101234').waitFor()
    const card = await page.locator('main .card').first().innerText()
    const rows = Object.fromEntries((await page.locator('main .card .kv > div').allInnerTexts()).map((it) => it.split(/\s*\n\s*/)))
    must(card.startsWith('陈') && card.includes('陈予安'), 'S63: the name')
    must(rows['性别'] === '女' && rows['学号'] === '23080101234' && rows['班级'] === '软件 2301 班', `S63: gender, student number and class: ${Object.entries(rows).join(' ')}`)
    must(/^610\*{15}$/.test(rows['证件号']), 'S63: the ID number, masked')
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
