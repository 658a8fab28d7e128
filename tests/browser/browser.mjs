import { chromium } from 'playwright-core'

/** The system's own Chromium: nothing is downloaded. */
export const launch = () => chromium.launch({
  executablePath: process.env.CHROME ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})

/** Everything that must not happen on a page: console errors, exceptions, violations of the page's policy. */
export function watchFaults(page, forgiven = []) {
  const faults = []
  const add = (text) => { if (!forgiven.some((it) => it.test(text))) faults.push(text) }
  page.on('console', (line) => { if (line.type() === 'error' || /Content Security Policy|Trusted/i.test(line.text())) add(`${line.text()} ${line.location().url}`) })
  page.on('pageerror', (fault) => add(fault.message))
  return faults
}
