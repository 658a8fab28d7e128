// The pages on which the office announces something. What is typed here is invented.
const X = ['xust']
const field = (page, label) => page.getByLabel(label, { exact: true })
const lists = (page) => page.locator('.an').first().waitFor()
const form = (page) => page.locator('.an-save').waitFor()
const save = (page) => page.locator('.an-save .btn-1').click()
const KINDS = ['news', 'batches', 'living', 'projects']
const money = (page) => page.locator('.mon').first().waitFor()
const rows = (page) => page.locator('.rep').first().waitFor()
const yesterday = new Date(Date.now() + 8 * 3_600_000 - 86_400_000).toISOString().slice(0, 10)
const bring = async (page, text) => { await page.locator('input[type=file]').setInputFiles({ name: '交行账单.csv', mimeType: 'text/csv', buffer: Buffer.from(text) }); await page.locator('form .btn-1').click() }
const ONE = { news: 'n-notice', batches: 'b-books', living: 'l-power', projects: 'p-cet' }

export const officeStates = [
  ...KINDS.map((kind) => ({ name: `office-${kind}`, at: `/office/${kind}`, scene: 'office', school: X, english: true, go: lists })),
  ...KINDS.map((kind) => ({ name: `office-${kind}-edit`, at: `/office/${kind}/${ONE[kind]}`, scene: 'office', school: X, english: true, go: form })),
  { name: 'office-news-new', at: '/office/news/new', scene: 'office', school: X, go: form },
  { name: 'office-news-look', at: '/office/news/n-notice', scene: 'office', school: X, go: async (p) => { await form(p); await p.locator('.md-seg button').nth(1).click(); await p.locator('.md-look .md').waitFor() } },
  { name: 'office-news-wrong', at: '/office/news/new', scene: 'office', school: X, english: true, go: async (p) => { await form(p); await save(p); await p.locator('.err').first().waitFor() } },
  { name: 'office-news-remove', at: '/office/news/n-notice', scene: 'office', school: X, english: true, go: async (p) => { await form(p); await p.locator('.an-save .btn-3').click(); await p.locator('dialog[open]').waitFor() } },
  { name: 'office-news-leave', at: '/office/news/n-notice', scene: 'office', school: X, go: async (p) => { await form(p); await field(p, '标题').fill('改了'); await p.evaluate(() => { location.hash = '#/office/news' }); await p.locator('dialog[open]').waitFor() } },
  { name: 'office-news-saved', at: '/office/news/n-notice', scene: 'office', school: X, go: async (p) => { await form(p); await field(p, '标题').fill('秋季学期缴费安排（更新）'); await save(p); await lists(p); await p.locator('.note').waitFor() } },
  { name: 'office-projects-new', at: '/office/projects/new', scene: 'office', school: X, go: form },
  { name: 'office-projects-wrong', at: '/office/projects/p-read', scene: 'office', school: X, english: true, go: async (p) => { await form(p); await p.locator('.choice .ck').first().check(); await p.locator('input[inputmode=numeric]').first().fill('40'); await save(p); await p.locator('.err').first().waitFor() } },
  { name: 'office-living-fixed', at: '/office/living/l-card', scene: 'office', school: X, go: form },
  { name: 'office-empty', at: '/office/batches', scene: 'office-empty', school: X, english: true, go: (p) => p.locator('.empty').waitFor() },
  { name: 'office-error', at: '/office/projects', scene: 'office-down', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'office-edit-error', at: '/office/projects/p-cet', scene: 'office-down', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'office-loading', at: '/office/news', scene: 'office-slow', school: X },
  { name: 'office-gone', at: '/office/news/n-nobody', scene: 'office', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'reports', at: '/office/reports', scene: 'office', school: ['xust', 'wwoc'], english: true, go: rows },
  { name: 'reports-older', at: '/office/reports', scene: 'office', school: X, go: async (p) => { await rows(p); await p.locator('.center .btn').click(); await p.locator('.rep').nth(15).waitFor() } },
  { name: 'reports-empty', at: '/office/reports', scene: 'office-empty', school: X, english: true, go: (p) => p.locator('.empty').waitFor() },
  { name: 'reports-error', at: '/office/reports', scene: 'office-down', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'reports-loading', at: '/office/reports', scene: 'office-slow', school: X },
  { name: 'report', at: `/office/reports/wechat/${yesterday}`, scene: 'office', school: ['xust', 'wwoc'], english: true, go: (p) => p.locator('.tbl').first().waitFor() },
  { name: 'report-agreed', at: `/office/reports/alipay/${yesterday}`, scene: 'office', school: X, go: async (p) => { await p.locator('.tbl').first().waitFor(); await p.getByRole('button', { name: 'Excel' }).click(); await p.getByText('已下载').waitFor() } },
  { name: 'report-gone', at: `/office/reports/bocom/${yesterday}`, scene: 'office', school: X, english: true, go: (p) => p.locator('.empty').waitFor() },
  { name: 'statement', at: `/office/reports/upload?channel=bocom&day=${yesterday}`, scene: 'office', school: ['xust', 'wwoc'], english: true, go: (p) => p.locator('form').waitFor() },
  { name: 'statement-missing', at: '/office/reports/upload', scene: 'office', school: X, english: true, go: async (p) => { await p.locator('form .btn-1').click(); await p.locator('.err').first().waitFor() } },
  { name: 'statement-wrong', at: `/office/reports/upload?channel=bocom&day=${yesterday}`, scene: 'office', school: X, english: true, go: async (p) => { await bring(p, '4.2E+27'); await p.locator('.rep-cells').waitFor() } },
  { name: 'statement-taken', at: `/office/reports/upload?channel=bocom&day=${yesterday}`, scene: 'office', school: X, english: true, go: async (p) => { await bring(p, '交易流水号,订单号,金额\n合计,0,0.00\n'); await p.locator('.disc').waitFor() } },
  { name: 'money', at: '/office/money', scene: 'office', school: ['xust', 'wwoc'], english: true, go: money },
  { name: 'money-approve', at: '/office/money', scene: 'office', school: X, english: true, go: async (p) => { await money(p); await p.locator('.mon-b .btn').filter({ hasText: '复核同意' }).or(p.getByRole('button', { name: 'Agree' })).first().click(); await p.locator('dialog[open]').waitFor() } },
  { name: 'money-by-hand', at: '/office/money', scene: 'office', school: X, english: true, go: async (p) => { await money(p); await p.locator('.mon').nth(7).locator('.btn').first().click(); await p.locator('dialog[open] .btn-1').click(); await p.locator('dialog .err').waitFor() } },
  { name: 'money-refused', at: '/office/money', scene: 'office', school: X, english: true, go: async (p) => { await money(p); await p.locator('.mon').nth(6).locator('.btn').first().click(); await p.locator('dialog[open] .btn-1').click(); await p.locator('.note-bad').waitFor() } },
  { name: 'money-empty', at: '/office/money', scene: 'office-empty', school: X, english: true, go: (p) => p.locator('.empty').waitFor() },
  { name: 'money-error', at: '/office/money', scene: 'office-down', school: X, go: (p) => p.locator('.empty').waitFor() },
  { name: 'money-loading', at: '/office/money', scene: 'office-slow', school: X },
  { name: 'refund-new', at: '/office/money/new', scene: 'office', school: ['xust', 'wwoc'], english: true, go: (p) => p.locator('form').waitFor() },
  { name: 'refund-wrong', at: '/office/money/new?number=01KAJ8', scene: 'office', school: X, english: true, go: async (p) => { await p.locator('form .btn-1').click(); await p.locator('.err').first().waitFor() } },
  { name: 'import-batch', at: '/office/import?batch=b-books', scene: 'office', school: X, english: true, go: (p) => p.locator('#into').waitFor() },
]
