import { beijing } from './when'

/** An instant as the field for a day and a time shows it: the wall clock of Beijing, `2026-11-22T09:30`. */
export function toWall(instant: string | number): string {
  return beijing(instant).minute.replace(' ', 'T')
}

/** What stands in such a field as an instant; null if it is none. Browsers without the field let people type it. */
export function fromWall(text: string): string | null {
  const found = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::\d{2})?$/.exec(text.normalize('NFKC').trim())
  if (!found) return null
  const wall = `${found[1]}T${found[2]}`
  // China has kept one offset since 1992.
  const at = Date.parse(`${wall}:00+08:00`)
  // The 30th of February is read as the 2nd of March by some.
  return Number.isNaN(at) || toWall(at) !== wall ? null : new Date(at).toISOString().replace('.000Z', 'Z')
}
