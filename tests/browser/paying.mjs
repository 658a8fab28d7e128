// How a person pays once an order is open: by the code on our page, on the provider's page, or in the wallet.
//   bank: the address of the providers' sandbox, where every order is found as a person finds it; null for the mock.

/** Waits for whichever way this order has, and goes it to the end. */
export async function pay({ context, page, base, bank, who, order, must, shot }) {
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
  const phone = await context.newPage()
  if (bank) {
    const number = (await page.locator('dd.no').first().innerText()).replace(/\s/g, '')
    await phone.goto(bank)
    const row = phone.locator('a', { hasText: number })
    const code = (await row.getAttribute('href')).split('/').pop()
    must(content.includes(code), `the code is this order's: ${content}`)
    await row.click()
  } else await phone.goto(content)
  await press(phone, who)
  await phone.close()
  // A page that stays behind is not painted, and a picture of it would wait for ever.
  await page.bringToFront()
}

/** What WeChat does with the parameters that our page hands its script: it looks at them, shows who is paid, and pays. */
export const wallet = (context, bank, must) => async (params) => {
  const page = await context.newPage()
  try {
    const there = await page.goto(`${bank}/wechat/wallet?${new URLSearchParams({ ...params, back: '' })}`)
    must(there.ok() && there.url().includes('/cashier/'), 'the wallet takes the parameters and their signature')
    await press(page, {})
    return 'ok'
  } finally {
    await page.close()
  }
}

const press = (on, who) => Promise.all([
  on.waitForResponse((it) => it.request().method() === 'POST'),
  on.getByRole('button', { name: new RegExp(who.button ?? '^(付款|支付)') }).first().click(),
])
