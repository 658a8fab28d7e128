// The pages of 报名, from the public list to one's own entry.
const X = ['xust']
const cards = (page) => page.locator('.enrs a').first().waitFor()
const bar = (page) => page.locator('aside.bar').waitFor()
const form = (page) => page.locator('form .reg-s').first().waitFor()
const mine = (page) => page.locator('.own-h').waitFor()
const sheet = (page) => page.locator('dialog[open]').waitFor()
const fillIn = async (page) => {
  await form(page)
  await page.locator('.opts input').nth(1).check()
  await page.getByLabel('籍贯').fill('陕西省西安市碑林区')
}
const wrong = async (page) => {
  await form(page)
  await page.locator('.file-row button').click()
  await page.locator('[autocomplete=tel-national]').fill('12345')
  await page.getByLabel('籍贯').fill('陕西省西安市碑林区柏树林街道办事处东仓门社区')
  await page.locator('form .btn-1').click()
  await page.locator('.err').first().waitFor()
}

export const enrolStates = [
  { name: 'enrol', at: '/enrol', english: true, go: cards },
  { name: 'enrol-anybody', at: '/enrol', signed: false, english: true, go: cards },
  { name: 'enrol-guest', at: '/enrol', signed: 'paying', school: ['wwoc'], go: cards },
  { name: 'enrol-sign-in', at: '/enrol', signed: false, school: X, english: true, go: async (p) => { await cards(p); await p.locator('.seg button').nth(1).click(); await sheet(p) } },
  { name: 'enrol-own', at: '/enrol?status=enrolled', school: X, go: cards },
  { name: 'enrol-past', at: '/enrol?phase=all', school: X, go: cards },
  { name: 'enrol-none', at: '/enrol', scene: 'enrol-none', school: X, english: true, go: (p) => p.locator('.empty').waitFor() },
  { name: 'enrol-none-own', at: '/enrol?status=enrolled', scene: 'enrol-fresh', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'enrol-loading', at: '/enrol', scene: 'slow', school: X },
  { name: 'enrol-error', at: '/enrol', scene: 'down', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'enrol-offline', at: '/enrol', school: X, go: async (p) => { await cards(p); await p.context().setOffline(true); await p.locator('.offline').waitFor() } },
  { name: 'project', at: '/enrol/psc', english: true, go: bar },
  { name: 'project-anybody', at: '/enrol/psc', signed: false, english: true, go: bar },
  { name: 'project-sign-in', at: '/enrol/psc', signed: false, school: X, go: async (p) => { await bar(p); await p.locator('aside .btn-1').click(); await sheet(p) } },
  { name: 'project-hour', at: '/enrol/psc', scene: 'enrol-hour', school: X, go: bar },
  { name: 'project-tiers', at: '/enrol/writing', school: X, english: true, go: bar },
  { name: 'project-full', at: '/enrol/marathon', school: X, english: true, go: bar },
  { name: 'project-full-anybody', at: '/enrol/marathon', signed: false, school: X, go: bar },
  { name: 'project-not-you', at: '/enrol/cet4', scene: 'outside', school: X, english: true, go: bar },
  { name: 'project-coming', at: '/enrol/search', school: X, english: true, go: bar },
  { name: 'project-closed', at: '/enrol/past', school: X, english: true, go: bar },
  { name: 'project-free', at: '/enrol/run', school: X, go: bar },
  { name: 'project-mine', at: '/enrol/ncre', school: X, english: true, go: bar },
  { name: 'project-unpaid', at: '/enrol/psc', scene: 'enrol-unpaid', school: X, go: bar },
  { name: 'project-missing', at: '/enrol/nowhere', school: X, english: true, go: (p) => p.locator('.empty').waitFor() },
  { name: 'project-loading', at: '/enrol/psc', scene: 'slow', school: X },
  { name: 'project-error', at: '/enrol/psc', scene: 'down', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'enrol-form', at: '/enrol/psc/form', english: true, go: form },
  { name: 'enrol-form-outside', at: '/enrol/writing/form', scene: 'outside', school: X, english: true, go: form },
  { name: 'enrol-form-many', at: '/enrol/cet4/form', school: X, go: form },
  { name: 'enrol-form-wrong', at: '/enrol/psc/form', school: X, english: true, go: async (p) => { await form(p); await p.locator('form .btn-1').click(); await p.locator('.err').first().waitFor() } },
  { name: 'enrol-form-typed', at: '/enrol/psc/form', school: X, go: wrong },
  { name: 'enrol-form-refused', at: '/enrol/psc/form', school: X, go: async (p) => { await fillIn(p); await p.getByLabel('籍贯').fill('火星'); await p.locator('form .btn-1').click(); await p.locator('.err').first().waitFor() } },
  { name: 'enrol-form-brim', at: '/enrol/psc/form', scene: 'enrol-brim', school: X, go: async (p) => { await fillIn(p); await p.locator('form .btn-1').click(); await p.locator('.empty').waitFor() } },
  { name: 'enrol-form-lost', at: '/enrol/psc/form', school: X, go: async (p) => { await fillIn(p); await p.route('**/api/enrolments/psc', (it) => it.abort()); await p.locator('form .btn-1').click(); await p.locator('.note-bad').waitFor() } },
  { name: 'enrol-form-change', at: '/enrol/psc/form', scene: 'enrol-unpaid', school: X, english: true, go: form },
  { name: 'enrol-form-shut', at: '/enrol/ncre/form', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'entry-unpaid', at: '/enrol/psc/mine', scene: 'enrol-unpaid', english: true, go: mine },
  { name: 'entry-last', at: '/enrol/psc/mine', scene: 'enrol-last', school: X, sizes: ['m'], go: mine },
  { name: 'entry-nolimit', at: '/enrol/run/mine', scene: 'enrol-unpaid', school: X, go: mine },
  { name: 'entry-paying', at: '/enrol/psc/mine', scene: 'enrol-paying', school: X, english: true, go: mine },
  { name: 'entry-paid', at: '/enrol/psc/mine', scene: 'enrol-paid', english: true, go: mine },
  { name: 'entry-lapsed', at: '/enrol/psc/mine', scene: 'enrol-lapsed', school: X, english: true, go: mine },
  { name: 'entry-gone', at: '/enrol/psc/mine', scene: 'enrol-gone', school: X, go: mine },
  { name: 'entry-late', at: '/enrol/past/mine', scene: 'enrol-late', school: X, go: mine },
  { name: 'entry-full', at: '/enrol/psc/mine', scene: 'enrol-full', school: X, go: async (p) => { await mine(p); await p.locator('aside .btn-1').click(); await p.locator('.note-bad').waitFor() } },
  { name: 'entry-cancel', at: '/enrol/psc/mine', scene: 'enrol-unpaid', school: X, english: true, go: async (p) => { await mine(p); await p.locator('.btn-3').locator('visible=true').click(); await sheet(p) } },
  { name: 'entry-cancelled', at: '/enrol/psc/mine', scene: 'enrol-unpaid', school: X, go: async (p) => { await mine(p); await p.locator('.btn-3').locator('visible=true').click(); await p.locator('dialog .btn-1').click(); await p.locator('.big').waitFor() } },
  { name: 'entry-none', at: '/enrol/psc/mine', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'entry-error', at: '/enrol/psc/mine', scene: 'down', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'entries', at: '/enrol/mine', scene: 'enrol-unpaid', english: true, go: (p) => p.locator('.own-row').first().waitFor() },
  { name: 'entries-none', at: '/enrol/mine', scene: 'enrol-fresh', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'entries-error', at: '/enrol/mine', scene: 'down', school: X, go: (p) => p.locator('.empty').waitFor() },
]
