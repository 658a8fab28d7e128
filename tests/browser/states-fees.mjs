// The pages of what is owed, of other and of living fees, up to the cashier. What is typed here is invented.
const X = ['xust']
const batch = (page, n = 0) => page.locator('.batch input[type=radio]').nth(n)
const choose = (n) => async (page) => {
  await batch(page, n).waitFor()
  await batch(page, n).check()
}
const fee = (page) => page.locator('form .bar .btn-1').waitFor()
const press = (page) => page.locator('form .bar .btn-1').click()
const power = async (page) => {
  await fee(page)
  await page.locator('.target select').selectOption('6 号楼')
  await page.locator('.target input').fill('412')
  await page.locator('.chips-row .chip').nth(1).click()
}
const check = async (page) => {
  await power(page)
  await press(page)
  await page.locator('dialog[open]').waitFor()
}
/** A living fee bought, up to its code or the door to its provider. */
const buy = async (page, size) => {
  await check(page)
  await page.locator('dialog .btn-1').click()
  await page.locator('.offer-l').first().click()
  await page.locator('.bar .btn-1').click()
  await page.waitForURL(/pay\/[0-9A-Z]{26}$/)
  if (size === 'm') await page.goto(`${new URL(page.url().replace('localhost', '127.0.0.1')).origin}/#/pay/${/pay\/(\w{26})/.exec(page.url())[1]}`)
  await page.locator('.scan-b').waitFor()
}
const bought = async (page, size) => {
  await buy(page, size)
  const id = /pay\/(\w{26})/.exec(page.url())[1]
  await page.request.post(`${new URL(page.url()).origin}/__pay/${id}/pay`, { maxRedirects: 0 })
  await page.locator('.disc-ok').waitFor()
}

export const feesStates = [
  { name: 'home-fees', at: '/home', scene: 'fees', english: true, go: (p) => p.locator('.news-l, .tiles').first().waitFor() },
  { name: 'home-noarrears', at: '/home', scene: 'noarrears', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'owed', at: '/owed', scene: 'fees', english: true, go: (p) => p.locator('.owed-l').first().waitFor() },
  { name: 'owed-pending', at: '/owed', scene: 'pending', school: X, go: (p) => p.locator('.held').first().waitFor() },
  { name: 'owed-clear', at: '/owed', scene: 'clear', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'owed-error', at: '/owed', scene: 'down', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'owed-loading', at: '/owed', scene: 'slow', school: X },
  { name: 'other', at: '/other', scene: 'fees', english: true, go: choose(1) },
  { name: 'other-one', at: '/other', school: X, go: (p) => batch(p).waitFor() },
  { name: 'other-edit', at: '/other', scene: 'fees', school: X, go: async (p) => { await choose(1)(p); await p.locator('.gai').first().click(); await p.locator('.amount-in input').fill('600'); await p.locator('dialog .btn-1').click(); await p.locator('.part').waitFor() } },
  { name: 'other-empty', at: '/other', scene: 'none', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'other-error', at: '/other', scene: 'down', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'other-loading', at: '/other', scene: 'slow', school: X },
  { name: 'other-pay', at: '/other', scene: 'fees', go: async (p) => { await choose(0)(p); await p.locator('.bar .btn-1').click(); await p.locator('.offer').first().waitFor() } },
  { name: 'other-closed', at: '/other', scene: 'lapsed', school: X, english: true, go: async (p) => { await choose(0)(p); await p.locator('.bar .btn-1').click(); await p.locator('.offer-l').first().click(); await p.locator('.bar .btn-1').click(); await p.locator('.note-bad').waitFor() } },
  { name: 'paying-other', at: '/other', signed: 'paying', school: ['wwoc'], go: (p) => batch(p).waitFor() },
  { name: 'tuition-other-only', at: '/tuition', scene: 'onlyother', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'living', at: '/living', english: true, go: (p) => p.locator('.living-c').first().waitFor() },
  { name: 'living-empty', at: '/living', scene: 'fresh', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'living-error', at: '/living', scene: 'down', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'living-loading', at: '/living', scene: 'slow', school: X },
  { name: 'fee', at: '/living/power', english: true, go: fee },
  { name: 'fee-filled', at: '/living/power', school: X, go: power },
  { name: 'fee-wrong', at: '/living/power', school: X, english: true, go: async (p) => { await fee(p); await p.locator('.target input').fill('4'); await p.locator('.amount-in input').fill('45'); await press(p); await p.locator('.err').first().waitFor() } },
  { name: 'fee-card', at: '/living/card', school: X, english: true, go: async (p) => { await fee(p); await p.locator('.target input').fill('20230117'); await p.locator('.sum-c').nth(1).click() } },
  { name: 'fee-card-wrong', at: '/living/card', school: X, go: async (p) => { await fee(p); await press(p); await p.locator('.err').first().waitFor() } },
  { name: 'fee-plain', at: '/living/print', school: X, go: fee },
  { name: 'fee-paused', at: '/living/water', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'fee-gone', at: '/living/steam', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'fee-error', at: '/living/power', scene: 'down', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'fee-loading', at: '/living/power', scene: 'slow', school: X },
  { name: 'fee-check', at: '/living/power', english: true, go: check },
  { name: 'fee-pay', at: '/living/power', school: X, go: async (p) => { await check(p); await p.locator('dialog .btn-1').click(); await p.locator('.offer').first().waitFor() } },
  { name: 'fee-cashier', at: '/living/power', school: X, go: buy },
  { name: 'fee-success', at: '/living/power', english: true, go: bought },
  { name: 'fee-pending', at: '/living/power', school: X, english: true, go: async (p, s) => { await buy(p, s); await p.goto(`${new URL(p.url()).origin}/#/living/power`); await check(p) } },
  { name: 'home-beside', at: '/living/power', school: X, go: async (p, s) => { await buy(p, s); await p.goto(`${new URL(p.url()).origin}/#/home`); await p.locator('.hero').waitFor(); await p.locator('.note-wait').waitFor() } },
  { name: 'fee-closed', at: '/living/power', school: X, go: async (p, s) => { await buy(p, s); await p.locator('.scan-b .btn-3').click(); await p.locator('dialog .btn-1').click(); await p.locator('.disc-off').waitFor() } },
]
