// Registering, in a real browser: the form, its check, and the login that follows. What is asked of the platform, what is kept, and what is not.
//   node register.mjs [part of a story's name…]
import { field, fine, focused, kept, lose, must, tabTo, tell, wrong } from './browser.mjs'
import { LETTERS } from './mock/doors.mjs'
import { changes, send, visits, WHO } from './visits.mjs'

const { mock, browser, visit } = await visits('register')

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
  'S57: a school that asks a security question has it on the form, and its answer goes with the rest': () => visit({ at: '/register', signed: false, scene: 'everyway' }, async (page) => {
    await fill(page)
    await field(page, '安全问题').selectOption('3')
    await field(page, '您的答案').fill('王老师')
    const ask = page.waitForRequest((it) => it.url().endsWith('/api/register'))
    await send(page)
    must(JSON.stringify((await ask).postDataJSON().security) === JSON.stringify({ question: 3, answer: '王老师' }), 'S57: the question goes by its number, with its answer')
    await page.waitForURL(/#\/home/)
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
}

await tell(stories, browser, mock)
