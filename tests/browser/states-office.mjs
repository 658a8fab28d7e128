// The pages on which the office announces something. What is typed here is invented.
const X = ['xust']
const field = (page, label) => page.getByLabel(label, { exact: true })
const lists = (page) => page.locator('.an').first().waitFor()
const form = (page) => page.locator('.an-save').waitFor()
const save = (page) => page.locator('.an-save .btn-1').click()
const KINDS = ['news', 'batches', 'living', 'projects']
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
  { name: 'import-batch', at: '/office/import?batch=b-books', scene: 'office', school: X, english: true, go: (p) => p.locator('#into').waitFor() },
]
