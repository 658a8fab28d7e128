// What was ordered and paid, and what the school announces: every page and state of it.
const X = ['xust']
const ULID = (n) => `01KAJ3${String(n).padStart(20, '0')}`
const row = (page) => page.locator('.ord').first().waitFor()
const gone = (page) => page.locator('.empty').waitFor()
const open = async (page, button) => { await button.click(); await page.locator('dialog[open]').waitFor() }
/** The second filter: chips on a PC, what the icon on top opens on a phone. */
const filter = async (page, size, n) => {
  if (size === 'pc') return page.locator('.chips .chip').nth(n).click()
  await open(page, page.locator('.head-f'))
  await page.locator('.pick-row').nth(n).click()
  await page.locator('dialog').waitFor({ state: 'detached' })
}
const day = (page, n, value) => page.locator('.custom input').nth(n).fill(value)

export const listStates = [
  { name: 'orders', at: '/orders?period=all', scene: 'pending', english: true, go: row },
  { name: 'orders-failed', at: '/orders?period=all', scene: 'pending', school: X, english: true, go: async (p, size) => { await row(p); await filter(p, size, 1); await p.waitForURL(/state=failed/); await row(p) } },
  { name: 'orders-filter', at: '/orders?period=all', sizes: ['m'], school: X, english: true, go: async (p) => { await row(p); await open(p, p.locator('.head-f')) } },
  { name: 'orders-custom', at: '/orders', school: X, english: true, go: async (p) => { await p.locator('.seg button').nth(3).click(); await p.locator('.custom').waitFor() } },
  { name: 'orders-turned', at: '/orders', school: X, english: true, go: async (p) => { await p.locator('.seg button').nth(3).click(); await day(p, 0, '2026-11-20'); await day(p, 1, '2026-11-02'); await p.locator('.custom .btn').click(); await p.locator('.custom .bad').waitFor() } },
  { name: 'orders-long', at: '/orders?period=all', scene: 'long', school: X, english: true, go: async (p) => { await row(p); await p.locator('.center .btn').click(); await p.locator('.ord').nth(39).waitFor() } },
  { name: 'orders-more-broken', at: '/orders?period=all', scene: 'long', school: X, go: async (p) => { await row(p); await p.route('**/api/orders?*', (it) => it.abort()); await p.locator('.center .btn').click(); await p.locator('.note-bad').waitFor() } },
  { name: 'orders-empty', at: '/orders?period=today&state=failed', scene: 'fresh', school: X, english: true, go: gone },
  { name: 'orders-error', at: '/orders', scene: 'down', school: X, go: gone },
  { name: 'orders-loading', at: '/orders', scene: 'slow', school: X },
  { name: 'order', at: `/orders/${ULID(1)}`, english: true, go: (p) => p.locator('.tl').waitFor() },
  { name: 'order-open', at: `/orders/${ULID(9)}`, scene: 'pending', school: X, english: true, go: (p) => p.locator('.tl').waitFor() },
  { name: 'order-asked', at: `/orders/${ULID(9)}`, scene: 'pending', school: X, english: true, go: async (p) => { await p.locator('.ask-q .btn-2').click(); await p.locator('.ask-q .note').waitFor() } },
  { name: 'order-closed', at: `/orders/${ULID(3)}`, scene: 'unpaid', school: X, go: async (p) => { await p.locator('.ask-q .btn-2').click(); await p.locator('.ask-q .note').waitFor() } },
  { name: 'order-disputed', at: `/orders/${ULID(9)}`, scene: 'disputed', school: X, english: true, go: (p) => p.locator('.sums').waitFor() },
  ...['applied', 'over', 'going', 'back', 'failed', 'hand', 'byhand'].map((scene) => ({ name: `order-${scene}`, at: `/orders/${ULID(9)}`, scene, school: X, english: true, go: (p) => p.locator('.sums').waitFor() })),
  ...['twice', 'twiceasked', 'proposed'].map((scene) => ({ name: `order-${scene}`, at: `/orders/${ULID(4)}`, scene, school: scene === 'twice' ? ['xust', 'wwoc'] : X, english: true, go: (p) => p.locator('.tl').first().waitFor() })),
  { name: 'order-stray', at: `/orders/${ULID(9)}`, scene: 'stray', school: X, english: true, go: (p) => p.locator('.sums').waitFor() },
  { name: 'orders-back', at: '/orders?period=all', scene: 'twiceback', school: X, english: true, go: row },
  { name: 'paid-back', at: '/paid', scene: 'twiceback', school: X, english: true, go: row },
  { name: 'orders-going', at: '/orders?period=all', scene: 'going', school: X, english: true, go: row },
  { name: 'order-gone', at: `/orders/${ULID(77)}`, school: X, go: gone },
  { name: 'paid', at: '/paid', english: true, go: row },
  ...['returned', 'applied'].map((scene) => ({ name: `paid-${scene}`, at: '/paid', scene, school: X, english: true, go: row })),
  { name: 'paid-kind', at: '/paid?kind=tuition&period=month', school: X, english: true, go: row },
  { name: 'paid-exported', at: '/paid', school: X, go: async (p) => { await row(p); await p.locator('.export .btn').click(); await p.locator('.export .cap').waitFor() } },
  { name: 'paid-wechat', at: '/paid', place: 'wechat', school: X, go: async (p) => { await row(p); await p.locator('.export .btn').click(); await p.locator('.export .note').waitFor() } },
  { name: 'paid-empty', at: '/paid', scene: 'fresh', school: X, go: gone },
  { name: 'paid-error', at: '/paid', scene: 'down', school: X, go: gone },
  { name: 'news', at: '/news', english: true, go: (p) => p.locator('.news-a').first().waitFor() },
  { name: 'news-out', at: '/news', signed: false, school: X, go: (p) => p.locator('.news-a').first().waitFor() },
  { name: 'news-empty', at: '/news', scene: 'fresh', school: X, english: true, go: gone },
  { name: 'news-error', at: '/news', scene: 'down', school: X, go: gone },
  { name: 'news-loading', at: '/news', scene: 'slow', school: X },
  { name: 'news-item', at: '/news/tuition', english: true, go: (p) => p.locator('.md').waitFor() },
  { name: 'news-hostile', at: '/news/exam', school: X, go: (p) => p.locator('.md').waitFor() },
  { name: 'news-gone', at: '/news/nothing', school: X, english: true, go: gone },
]
