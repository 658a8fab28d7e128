import AxeBuilder from '@axe-core/playwright'
import { chromium } from 'playwright-core'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** The system's own Chromium: nothing is downloaded. */
export async function launch() {
  const browser = await chromium.launch(HOW)
  const open = browser.newContext.bind(browser)
  // A service worker would answer where a test puts itself in the way; who tests the worker asks for it.
  browser.newContext = (more) => open({ serviceWorkers: 'block', ...more })
  return browser
}
export const HOW = {
  executablePath: process.env.CHROME ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
}

/** Everything that must not happen on a page: console errors, exceptions, violations of the page's policy. */
export function watchFaults(page, forgiven = []) {
  const faults = []
  const add = (text) => { if (!forgiven.some((it) => it.test(text))) faults.push(text) }
  page.on('console', (line) => { if (line.type() === 'error' || /Content Security Policy|Trusted/i.test(line.text())) add(`${line.text()} ${line.location().url}`) })
  page.on('pageerror', (fault) => add(fault.message))
  return faults
}

/** What has to hold on a page; said, so that a failure shows how far it went. */
export const must = (truth, what) => { if (!truth) throw new Error(`not so: ${what}`); console.log(`  ok ${what}`) }
export async function fine(page) {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze()
  must(violations.length === 0, `axe finds nothing ${violations.map((it) => `${it.id} ${it.nodes[0].target.join(' ')}`).join(' | ')}`)
}
export const field = (page, label) => page.getByLabel(label, { exact: true })
export const wrong = (page) => page.locator('.err:visible').allInnerTexts()
/** One request to this path never arrives. */
export const lose = (page, path) => page.route(path, (it) => it.abort(), { times: 1 })
/** The label of the field that has the focus. */
export const focused = (page) => page.evaluate(() => {
  const it = document.activeElement
  return it?.closest('[role=radiogroup]')?.querySelector('.lab')?.textContent ?? it?.labels?.[0]?.textContent?.trim() ?? it?.textContent ?? ''
})
/** On by the keyboard, as far as a person would go. */
export async function tabTo(page, label) {
  for (let n = 0; n < 6; n++) {
    await page.keyboard.press('Tab')
    if ((await focused(page)) === label) return
  }
  throw new Error(`not so: the keyboard comes to ${label}, it is at ${await focused(page)}`)
}
/** What the browser keeps when the page is gone. */
export const kept = (page) => page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + location.href + document.cookie + document.title)

/** Tells the stories whose name holds one of the command line's words, or all, and closes what they were told with. */
export async function tell(stories, browser, mock) {
  const only = process.argv.slice(2)
  const told = Object.entries(stories).filter(([name]) => !only.length || only.some((it) => name.includes(it)))
  try {
    if (!told.length) throw new Error(`no story is called ${only.join(' or ')}`)
    for (const [name, story] of told) {
      console.log(name)
      await story()
    }
    console.log(`${told.length} of ${Object.keys(stories).length} stories told`)
  } finally {
    await browser.close()
    await mock.stop()
  }
}
