// How a person pays once an order is open: by the code on our page, on the provider's page, or in the wallet.
//   bank: the address of the providers' sandbox, where every order is found as a person finds it; null for the mock.

import { PHONE_SIZE } from './places.mjs'

/** Waits for whichever way this order has, and goes it to the end. */
export async function pay({ page, base, bank, who, order, must, shot }) {
  const away = (url) => !url.href.startsWith(`${base}/#`) && !url.href.startsWith(`${base}/?`)
  await Promise.race([page.locator('.qr').waitFor(), page.waitForURL(away), page.getByRole('heading', { name: '缴费成功' }).waitFor()])
  if (away(new URL(page.url()))) {
    if (who.form) must((await page.locator('pre').innerText()).includes(who.form), 'the form arrived with its fields')
    await shot('provider')
    await press(page, who)
    await page.waitForURL(`${base}/#/pay/${order}/result**`, { timeout: 10_000 })
    must(true, 'the provider sends the payer back to the result')
    return
  }
  if (!(await page.locator('.qr').count())) return
  await shot('code')
  const content = await page.locator('.qr').getAttribute('data-content')
  const number = (await page.locator('dd.no').first().innerText()).replace(/\s/g, '')
  await onPhone(page, async (phone) => {
    if (bank) must(content.includes(await find(phone, bank, number)), `the code is this order's: ${content}`)
    else await phone.goto(content)
    await press(phone, who)
  })
}

/** A browser of its own, as a telephone is: a page beside ours would leave ours unpainted. */
export async function onPhone(page, work) {
  const telephone = await page.context().browser().newContext({ ...PHONE_SIZE, locale: 'zh-CN' })
  await work(await telephone.newPage())
  // Whether it goes away quickly is nobody's concern.
  telephone.close().catch(() => undefined)
}

/** Opens an order in the providers' list, as a person finds it there; answers what the provider calls it. */
export async function find(phone, bank, number) {
  await phone.goto(bank)
  const row = phone.locator('a', { hasText: number })
  const code = (await row.getAttribute('href')).split('/').pop()
  await row.click()
  return code
}

/** What WeChat does with the parameters that our page hands its script: it looks at them, shows who is paid, and pays. */
export const wallet = (page, bank, must) => async (params) => {
  await onPhone(page, async (inside) => {
    const there = await inside.goto(`${bank}/wechat/wallet?${new URLSearchParams({ ...params, back: '' })}`)
    must(there.ok() && there.url().includes('/cashier/'), 'the wallet takes the parameters and their signature')
    await press(inside)
  })
  return 'ok'
}

export const press = (on, who = {}) => Promise.all([
  on.waitForResponse((it) => it.request().method() === 'POST'),
  on.getByRole('button', { name: new RegExp(who.button ?? '^(付款|支付)') }).first().click(),
])
