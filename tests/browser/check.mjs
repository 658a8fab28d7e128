// The check on a form, in a real browser against the mock: when it is there, what it costs, and how somebody does without pictures.
//   node check.mjs [name…]
import { must, tell } from './browser.mjs'
import { count, doorway, focused, letters, send, type } from './doorway.mjs'
import { passCheck } from './entering.mjs'
import { LETTERS } from './mock/doors.mjs'

const { mock, browser, visit } = await doorway()

const stories = {
  'a check that is always demanded is there from the start, and the keyboard reaches all of it': () => visit({ school: 'wwoc' }, async (page, asked) => {
    await page.locator('img.captcha').waitFor()
    must(count(asked, 'POST /api/captcha') === 1 && asked[0].body.purpose === 'login' && asked[0].body.kind === 'image', 'one picture, for signing in')
    must((await page.locator('img.captcha').getAttribute('alt')).includes('只能看图'), 'its text says that it must be seen')
    await page.getByLabel(/^证件号 \//).focus()
    await page.keyboard.type('23080101234')
    await page.keyboard.press('Tab')
    await page.keyboard.type('a sentence of mine 2026')
    for (let n = 0; n < 3; n++) await page.keyboard.press('Tab')
    await page.keyboard.type(LETTERS.toLowerCase())
    await page.keyboard.press('Enter')
    await page.waitForURL(/#\/home/)
    must(asked.find((it) => it.what === 'POST /api/login').body.proof.answer === LETTERS.toLowerCase(), 'what was typed goes with the login')
  }),
  'wrong letters are said beside them, and there are new ones': () => visit({ school: 'wwoc' }, async (page, asked) => {
    await type(page, '23080101234', 'a sentence of mine 2026')
    await letters(page).fill('AAAAA')
    await send(page)
    await page.getByText('验证码不对或已过期').waitFor()
    await focused(page, '.cap-row input')
    must(await letters(page).inputValue() === '' && await letters(page).getAttribute('aria-invalid') === 'true', 'the field is empty, marked, and has the focus')
    must(await page.getByLabel('密码', { exact: true }).inputValue() !== '', 'the rest stays')
    must(count(asked, 'POST /api/captcha') === 2 && !(await page.locator('.note-bad').count()), 'a new picture, and no second reproach')
    await letters(page).fill(LETTERS)
    await send(page)
    await page.waitForURL(/#\/home/)
  }),
  'any failure spends the check': () => visit({ school: 'wwoc' }, async (page, asked) => {
    await type(page, '23080101234', 'wrong')
    await letters(page).fill(LETTERS)
    await send(page)
    await page.getByText('用户名或密码不正确').waitFor()
    await page.getByText('验证码已换新，请重新输入').waitFor()
    must(count(asked, 'POST /api/captcha') === 2, 'a new picture')
  }),
  'a check appears when the platform asks for it, and nothing typed is lost': () => visit({ scene: 'adaptive' }, async (page, asked) => {
    await page.waitForLoadState('networkidle')
    must(count(asked, 'POST /api/captcha') === 0 && !(await page.locator('.cap-place').count()), 'none at first')
    await type(page, '23080101234', 'wrong')
    await send(page)
    await page.locator('.note-bad').waitFor()
    await page.getByLabel('密码', { exact: true }).fill('a sentence of mine 2026')
    await send(page)
    await focused(page, '.cap-row input')
    must(await page.getByLabel('密码', { exact: true }).inputValue() === 'a sentence of mine 2026', 'the password is still there, and the focus is at the check')
    await letters(page).fill(LETTERS)
    await send(page)
    await page.waitForURL(/#\/home/)
  }),
  'who cannot read the picture does without, at any time': () => visit({ school: 'wwoc' }, async (page, asked) => {
    await type(page, '23080101234', 'a sentence of mine 2026')
    await page.locator('img.captcha').waitFor()
    await page.getByRole('button', { name: '看不清验证码？' }).click()
    await focused(page, '.work')
    must(count(asked, 'POST /api/captcha') === 1, 'nothing is worked out before somebody says so')
    await passCheck(page)
    await send(page)
    await page.waitForURL(/#\/home/)
    must(/^\d+$/.test(asked.find((it) => it.what === 'POST /api/login').body.proof.answer), 'a number goes with the login')
  }),
  'submitting begins the work by itself': () => visit({ school: 'wwoc' }, async (page) => {
    await type(page, '23080101234', 'a sentence of mine 2026')
    await page.getByRole('button', { name: '看不清验证码？' }).click()
    await send(page)
    await page.waitForURL(/#\/home/)
  }),
  'the page stays alive while the work goes on, and it stops at once': () => visit({ school: 'wwoc', scene: 'toil' }, async (page, asked) => {
    await page.getByRole('button', { name: '看不清验证码？' }).click()
    await page.getByRole('button', { name: '开始验证' }).click()
    await page.waitForFunction(() => document.querySelector('.work progress')?.value > 0)
    // The longest time that the page needs for answering something, over a second of work.
    const longest = await page.evaluate(async () => {
      let most = 0
      for (let n = 0; n < 60; n++) { const at = performance.now(); await new Promise((done) => setTimeout(done)); most = Math.max(most, performance.now() - at) }
      return most
    })
    must(longest < 200, `the page answers within ${Math.round(longest)} ms`)
    await type(page, '23080101234', 'x')
    await page.getByRole('button', { name: '停止' }).click()
    await page.getByRole('button', { name: '开始验证' }).waitFor()
    await page.getByRole('button', { name: '改用图片验证码' }).click()
    await page.locator('img.captcha').waitFor()
    must(count(asked, 'POST /api/login') === 0, 'nothing was sent')
  }),
  'a picture that grew old is replaced in silence, and who had begun to type is told': () => visit({ school: 'wwoc', before: (page) => page.clock.install() }, async (page, asked) => {
    await page.locator('img.captcha').waitFor()
    await page.clock.runFor(291_000)
    await page.waitForFunction(() => document.querySelector('img.captcha'))
    must(count(asked, 'POST /api/captcha') === 2 && !(await page.locator('.err').count()), 'a new one, and not a word')
    await letters(page).pressSequentially('M5')
    await page.clock.runFor(291_000)
    await page.getByText('验证码过了 5 分钟').waitFor()
    must(await letters(page).inputValue() === '', 'the letters of the old one are gone')
    await focused(page, '.cap-row input')
    must(true, 'and the focus has not moved')
  }),
  'a picture that does not come can be asked for again': () => visit({ school: 'wwoc', scene: 'nopicture' }, async (page, asked) => {
    await page.getByText('验证码没有取到').waitFor()
    await page.getByRole('button', { name: '重试' }).click()
    await page.getByText('验证码没有取到').waitFor()
    must(count(asked, 'POST /api/captcha') === 2, 'asked again')
  }),
}

await tell(stories, browser, mock)
