// The ways in, in a real browser against the mock: what is asked of the platform and what is not, where the focus is, where somebody ends up.
//   node doors.mjs [name…]
import { must, tell } from './browser.mjs'
import { count, doorway, focused, letters, send, type } from './doorway.mjs'
import { LETTERS } from './mock/doors.mjs'

const { mock, browser, visit } = await doorway()
const end = (page) => page.request.get(`${mock.origin}/__end`)

const stories = {
  'S18: each school’s login page is its own': async () => {
    const seen = []
    for (const [school, name] of [['xust', '西安科技大学'], ['wwoc', '武威职业学院']]) await visit({ school }, async (page) => {
      await page.getByLabel('密码', { exact: true }).waitFor()
      seen.push(await page.locator('body').innerText())
      must(seen.at(-1).includes(name), `S18: the login page says ${name}`)
    })
    must(!seen[0].includes('武威') && !seen[1].includes('西安'), 'S18: and nothing of the other school')
  },
  'six zeros ask for two more facts, before anything goes to the platform': () => visit({ scene: 'owes' }, async (page, asked) => {
    await type(page, '23080101234', '000000')
    await page.getByLabel('姓名', { exact: true }).fill('陈予安')
    await page.getByLabel('证件号末 6 位', { exact: true }).fill('04271x')
    must(count(asked, 'POST /api/login') === 0, 'nothing was asked yet')
    await send(page)
    await page.waitForURL(/#\/password\/first/)
    const { name, id_tail } = asked.find((it) => it.what === 'POST /api/login').body
    must(name === '陈予安' && id_tail === '04271X', 'both go with the login')
  }),
  'where somebody wanted to go is where they end up, by password and by the campus’s sign-on': async () => {
    await visit({ at: '/orders' }, async (page) => {
      await page.waitForURL(/#\/login\?next=/)
      await type(page, '23080101234', 'a sentence of mine 2026')
      await send(page)
      await page.waitForURL(/#\/orders$/)
    })
    await visit({ at: '/orders', school: 'wwoc' }, async (page) => {
      await page.waitForURL(/#\/login\?next=/)
      await type(page, '62060220060512904X', 'a sentence of mine 2026')
      await letters(page).fill(LETTERS)
      await send(page)
      await page.waitForURL(/#\/orders$/)
      must(true, 'S6, S7: a link leads through the college’s login, ID number and check, to the page itself')
    })
    await visit({ at: '/tuition' }, async (page) => {
      await page.waitForURL(/#\/login\?next=/)
      await page.getByRole('tab', { name: '财务网上综合服务平台' }).click()
      await page.getByRole('link', { name: /前往/ }).click()
      await page.locator('.bill').first().waitFor()
      must(page.url().endsWith('/#/tuition'), 'the sign-on leads to the page itself, though this browser was told of no session')
    })
    await visit({ at: `/login?next=${encodeURIComponent('//evil.example')}` }, async (page) => {
      await type(page, '23080101234', 'a sentence of mine 2026')
      await send(page)
      await page.waitForURL(`${mock.origin}/#/home`)
      must(true, 'another host is nowhere to go')
    })
  },
  'arrows walk the tabs': () => visit({}, async (page) => {
    await page.getByRole('tab').first().focus()
    await page.keyboard.press('ArrowRight')
    must(await page.getByRole('tab', { name: '财务网上综合服务平台' }).getAttribute('aria-selected') === 'true', 'the other tab is chosen')
    await focused(page, '[role=tab][aria-selected=true]')
    await page.keyboard.press('ArrowLeft')
    await page.getByLabel('密码', { exact: true }).waitFor()
  }),
  'WeChat signs in whoever bound it, and brings them where they wanted': () => visit({ at: '/orders', place: 'wechat' }, async (page, asked) => {
    await page.getByRole('button', { name: '微信一键登录' }).click()
    await page.waitForURL(/#\/orders$/)
    must(count(asked, 'POST /api/wechat/enter') === 1, 'asked once')
    must(!(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).includes('"c1"'), 'the code is kept nowhere')
  }),
  'the official account’s menu asks WeChat by itself, and a stranger’s answer leads in no circle': async () => {
    for (const school of ['xust', 'wwoc']) await visit({ at: '/login?from=wechat', place: 'wechat', school }, async (page, asked) => {
      await page.waitForURL(/#\/home$/)
      must(count(asked, 'POST /api/wechat/enter') === 1 && count(asked, 'POST /api/login') === 0, `S8: whoever bound it is in at ${school} without a password`)
    })
    await visit({ at: '/login?from=wechat', place: 'wechat', scene: 'unbound' }, async (page) => {
      await page.getByText('这个微信还没有绑定账号').waitFor()
      must(await page.getByLabel('密码', { exact: true }).isVisible(), 'the password is the way on')
    })
    await visit({ at: '/login?from=wechat', place: 'wechat', scene: 'unbound', school: 'wwoc' }, async (page) => {
      await page.getByText('这个微信还没有绑定账号').waitFor()
      await page.locator('a[href="#/identify"]').click()
      await page.getByLabel('学生姓名').waitFor()
      must(/#\/identify$/.test(page.url()), 'S8: or, at the college, one’s own data, entered twice')
    })
    await visit({ at: '/login?from=wechat', place: 'wechat', scene: 'stranger' }, async (page, asked) => {
      await page.getByText('没能向微信确认是您本人').waitFor()
      must(count(asked, 'POST /api/wechat/enter') === 0, 'no code of a stranger is used')
    })
    await visit({ at: '/login?from=wechat' }, async (page, asked) => {
      await page.getByLabel('密码', { exact: true }).waitFor()
      must(count(asked, 'GET /api/wechat/entrance') === 0, 'outside WeChat nothing is asked')
    })
  },
  'a name and a number, twice, show what is owed and pay it, and nothing else': () => visit({ at: '/identify', school: 'wwoc' }, async (page, asked) => {
    const enter = async (name, user) => {
      await page.getByLabel('学生姓名').fill(name)
      await page.getByLabel('学号或身份证号').fill(user)
    }
    await enter('陈予安', '62060220060512904x')
    await page.getByRole('button', { name: '下一步' }).click()
    await focused(page, 'input[autocomplete=off]')
    must(await page.getByLabel('学生姓名').inputValue() === '', 'the second form is empty')
    await enter('陈予安', '620602200605129041')
    await letters(page).fill(LETTERS)
    await page.getByRole('button', { name: '查看欠费' }).click()
    await page.getByText('两次填写的号码不一致').waitFor()
    must(count(asked, 'POST /api/identify') === 0 && count(asked, 'POST /api/captcha') === 1, 'a slip costs neither a try nor the check')
    await enter(' 陈予安', '62060220060512904X')
    await page.getByRole('button', { name: '查看欠费' }).click()
    await page.locator('.hero').waitFor()
    must((await page.locator('main').innerText()).includes('陈**'), 'the name is masked')
    must(!(await page.getByRole('link', { name: /订单查询|已缴费查询/ }).count()), 'no orders, no payments')
    must(!asked.some((it) => /GET \/api\/(me|orders|payments)/.test(it.what)), 'and nothing that would be refused is asked')
    must(count(asked, 'GET /api/arrears') === 1, 'what is owed is asked for once')
    await page.locator('.hero').getByRole('link', { name: '去缴费' }).click()
    await page.getByRole('button', { name: '信息无误，下一步' }).click()
    await page.locator('.bar .btn-1').click()
    await page.getByRole('link', { name: '去付款' }).click()
    await page.locator('.offer-l').nth(1).click()
    await page.locator('.bar .btn-1').click()
    await page.locator('.qr').waitFor()
    await page.goto(`${mock.origin}/#/orders`)
    await page.waitForURL(/#\/login\?next=/)
    must(true, 'more than paying needs a login')
    await page.goto(`${mock.origin}/#/home`)
    await page.getByRole('button', { name: '结束并离开' }).click()
    await page.waitForURL(/#\/login$/)
    must(await page.evaluate(() => localStorage.getItem('campus-pay.signed')) === null, 'and nothing is left on the device')
  }),
  'a school without the double entry has no page of it': () => visit({ at: '/identify' }, (page) => page.waitForURL(/#\/login$/)),
  'a session that ends in the middle of a page is begun anew on top of it, and nothing is lost': () => visit({ at: '/tuition', signed: '1' }, async (page, asked) => {
    await page.locator('.pick input').nth(1).click()
    await page.locator('.gai').first().click()
    await page.locator('.amount-in input').fill('3000')
    await page.locator('dialog .btn-1').click()
    await page.locator('.bar .btn-1').click()
    await page.getByRole('link', { name: '去付款' }).click()
    await page.locator('.offer-l').first().click()
    await end(page)
    await page.locator('.bar .btn-1').click()
    const dialog = page.getByRole('dialog', { name: '请重新登录' })
    await dialog.waitFor()
    must(await dialog.getByLabel(/^学号/).inputValue() === '23080101234', 'it knows who was here')
    await dialog.getByLabel('密码', { exact: true }).fill('a sentence of mine 2026')
    await dialog.getByRole('button', { name: '登录' }).click()
    await page.locator('.qr').waitFor()
    const orders = asked.filter((it) => it.what === 'PUT /api/orders/ID')
    must(orders.length === 2 && JSON.stringify(orders[0].body) === JSON.stringify(orders[1].body) && orders[0].body.lines[0].amount === '3000.00', 'the order that was refused is made, as it was')
    must(!(await dialog.count()), 'and the page goes on')
  }),
  'who would rather not is led to the login, and back from there': () => visit({ at: '/home', signed: '1' }, async (page) => {
    await page.locator('.hero').waitFor()
    await end(page)
    await page.locator('.hero a.btn').click()
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.waitForURL(/#\/login\?next=\/tuition/)
  }),
  'somebody else who signs in on top of a page sees nothing of it': () => visit({ at: '/tuition', signed: '1' }, async (page) => {
    await page.locator('.bill').first().waitFor()
    await page.locator('.pick input').nth(1).click()
    await page.locator('.bar .btn-1').click()
    await page.getByRole('link', { name: '去付款' }).waitFor()
    await end(page)
    await page.request.get(`${mock.origin}/__be?number=23080109999`)
    await page.getByRole('link', { name: '去付款' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('密码', { exact: true }).fill('a sentence of mine 2026')
    await dialog.getByRole('button', { name: '登录' }).click()
    await page.waitForURL(/#\/home$/)
    await page.locator('.hero').waitFor()
    must(await page.evaluate(() => sessionStorage.length) === 0, 'what was chosen before is gone')
  }),
  'from off campus the first thing is to register': () => visit({ at: '/outside' }, async (page) => {
    await page.getByRole('link', { name: '第一次使用，去注册' }).waitFor()
    must(!(await page.getByRole('tab').count()), 'no campus account is offered')
    await page.getByRole('link', { name: '第一次使用，去注册' }).click()
    await page.waitForURL(/#\/register/)
  }),
  'the poster carries the platform’s address, and prints on one page': () => visit({ at: '/poster' }, async (page) => {
    must(await page.locator('.qr').getAttribute('data-content') === `${mock.origin}/`, 'the code is the address')
    const pages = (await page.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type\s*\/Page[^s]/g).length
    must(pages === 1, 'one page')
    await page.emulateMedia({ media: 'print' })
    must(!(await page.getByRole('button', { name: '打印海报' }).isVisible()), 'without the button')
  }),
}

await tell(stories, browser, mock)
