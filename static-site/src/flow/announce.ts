// What the office types into its forms, and what is announced by it. The platform judges; here stands
// only what can be said without asking it.
import type { AmountRule, Audience, Batch, Catalogue, FormField, Kind, Living, News, OfficeProject, Phase, Said, TargetRule, Window } from '../api/office'
import { shown, typed, yuan } from './money'
import { freshName, split } from './rows'
import { fromWall, toWall } from './wall'

/** What is wrong with a field, by the field's place in what is sent: `tiers.0.price`. */
export type Faults = Record<string, string>

export interface NewsDraft { title: string; body: string; pinned: boolean; from: string; until: string }
export interface BatchDraft { title: string; department: string; note: string; opens: string; closes: string }
export interface LivingDraft {
  title: string; note: string; open: boolean
  target: TargetRule['is']; buildings: string; digits: string
  amount: AmountRule['is']; choices: string; min: string; max: string; step: string; suggestions: string
}
export interface TierDraft { id: string; label: string; price: string }
export interface FieldDraft { id: string; label: string; hint: string; required: boolean; is: FormField['kind']['is']; max: string; options: string }
export interface ProjectDraft {
  title: string; department: string; content: string; opens: string; closes: string; audience: Audience
  limited: boolean; quota: string; minutes: string; tiers: TierDraft[]; form: FieldDraft[]
}
export interface Drafts { news: NewsDraft; batches: BatchDraft; living: LivingDraft; projects: ProjectDraft }

/** How one kind of announcement is written: begun, taken up again, looked through, sent. */
export interface Desk<K extends Kind> {
  blank: (now: number) => Drafts[K]
  draft: (it: Catalogue[K][number]) => Drafts[K]
  faults: (it: Drafts[K]) => Faults
  said: (it: Drafts[K]) => Said<K>
}

export const freshTier = (): TierDraft => ({ id: freshName('t'), label: '', price: '' })
export const freshField = (): FieldDraft => ({ id: freshName('f'), label: '', hint: '', required: true, is: 'text', max: '50', options: '' })
export const freshId = (kind: Kind): string => freshName(kind[0] as string)

/** Only what is wrong, by its place. */
const wrong = (checks: [place: string, code: string | false | null | undefined][]): Faults =>
  Object.fromEntries(checks.filter((it): it is [string, string] => !!it[1]))
const missing = (text: string): string | false => !text.trim() && 'missing'
const number = (text: string): number | null => { const plain = text.normalize('NFKC').trim(); return /^\d{1,9}$/.test(plain) ? Number(plain) : null }
const within = (text: string, least: number, most: number): string | false => { const n = number(text); return (n === null || n < least || n > most) && 'out-of-range' }
const sum = (text: string, free = false): string | false => { const it = typed(text); return it === null ? 'not-an-amount' : it === 0 && !free && 'zero' }
const sums = (text: string): string | false => split(text).map((it) => sum(it)).find(Boolean) ?? false
/** Steps are counted from nothing. */
const offStep = (text: string, step: string): string | false => { const [of, by] = [typed(text), typed(step)]; return !!of && !!by && of % by !== 0 && 'off-step' }
const wire = (text: string): string => yuan(typed(text) ?? 0)
const instant = (wall: string): string => fromWall(wall) ?? ''
const window = (it: { opens: string; closes: string }): Window => ({ opens: instant(it.opens), closes: instant(it.closes) })
function windowFaults({ opens, closes }: { opens: string; closes: string }): Faults {
  const [from, to] = [fromWall(opens), fromWall(closes)]
  return wrong([['window.opens', !from && 'not-a-time'], ['window.closes', !to ? 'not-a-time' : from && from >= to && 'ends-before-it-begins']])
}
const HOUR = 3_600_000
/** From the next full hour on, for so many days. */
function soon(now: number, days: number): { opens: string; closes: string } {
  const opens = Math.ceil(now / HOUR) * HOUR
  return { opens: toWall(opens), closes: toWall(opens + days * 24 * HOUR) }
}

const news: Desk<'news'> = {
  blank: (now) => ({ title: '', body: '', pinned: false, from: toWall(now), until: '' }),
  draft: (it: News) => ({ title: it.title, body: it.body, pinned: it.pinned, from: toWall(it.from), until: it.until ? toWall(it.until) : '' }),
  faults: (it) => {
    const [from, until] = [fromWall(it.from), it.until ? fromWall(it.until) : '']
    return wrong([['title', missing(it.title)], ['body', missing(it.body)], ['from', !from && 'not-a-time'], ['until', until === null ? 'not-a-time' : !!until && !!from && from >= until && 'ends-before-it-begins']])
  },
  said: (it) => ({ title: it.title.trim(), body: it.body.trim(), pinned: it.pinned, from: instant(it.from), until: it.until ? instant(it.until) : null }),
}

const batches: Desk<'batches'> = {
  blank: (now) => ({ title: '', department: '', note: '', ...soon(now, 30) }),
  draft: (it: Batch) => ({ title: it.title, department: it.department, note: it.note, opens: toWall(it.window.opens), closes: toWall(it.window.closes) }),
  faults: (it) => ({ ...wrong([['title', missing(it.title)], ['department', missing(it.department)]]), ...windowFaults(it) }),
  said: (it) => ({ title: it.title.trim(), department: it.department.trim(), note: it.note.trim(), window: window(it) }),
}

const target = (it: LivingDraft): TargetRule => {
  if (it.target === 'room') return { is: 'room', buildings: split(it.buildings) }
  return it.target === 'card' ? { is: 'card', digits: number(it.digits) ?? 0 } : { is: it.target }
}
const amount = (it: LivingDraft): AmountRule => (it.amount === 'fixed' ? { is: 'fixed', choices: split(it.choices).map(wire) }
  : { is: 'free', min: wire(it.min), max: wire(it.max), step: wire(it.step), suggestions: split(it.suggestions).map(wire) })
const list = (all: readonly string[]): string => all.map(plain).join('、')
/** 50.00 as people write it. */
const plain = (sum: string): string => sum.replace(/\.00$/, '')
const FREE = { min: '10', max: '500', step: '10', suggestions: '50、100、200' }

const living: Desk<'living'> = {
  blank: () => ({ title: '', note: '', open: true, target: 'none', buildings: '', digits: '8', amount: 'free', choices: '', ...FREE }),
  draft: ({ target, amount, ...it }: Living) => ({
    title: it.title, note: it.note, open: it.open, target: target.is, amount: amount.is,
    buildings: target.is === 'room' ? target.buildings.join('、') : '', digits: target.is === 'card' ? String(target.digits) : '8',
    choices: amount.is === 'fixed' ? list(amount.choices) : '',
    ...(amount.is === 'free' ? { min: plain(amount.min), max: plain(amount.max), step: plain(amount.step), suggestions: list(amount.suggestions) } : FREE),
  }),
  faults: (it) => {
    const free = it.amount === 'free'
    const [min, max] = [typed(it.min), typed(it.max)]
    return wrong([
      ['title', missing(it.title)],
      ['target.buildings', it.target === 'room' && missing(it.buildings)], ['target.digits', it.target === 'card' && within(it.digits, 4, 20)],
      ['amount.choices', !free && (missing(it.choices) || sums(it.choices))],
      ['amount.min', free && (sum(it.min) || offStep(it.min, it.step))],
      ['amount.max', free && (sum(it.max) || (min !== null && max !== null && max < min && 'below-min') || offStep(it.max, it.step))],
      ['amount.step', free && sum(it.step)], ['amount.suggestions', free && sums(it.suggestions)],
    ])
  },
  said: (it) => ({ title: it.title.trim(), note: it.note.trim(), open: it.open, target: target(it), amount: amount(it) }),
}

const fieldKind = (it: FieldDraft): FormField['kind'] => {
  if (it.is === 'text') return { is: 'text', max: number(it.max) ?? 0 }
  return it.is === 'choice' ? { is: 'choice', options: split(it.options) } : { is: 'date' }
}
const twice = (all: readonly string[], it: string): string | false => all.filter((other) => other.trim() === it.trim()).length > 1 && 'twice'

const projects: Desk<'projects'> = {
  blank: (now) => ({ title: '', department: '', content: '', ...soon(now, 14), audience: 'everybody', limited: false, quota: '', minutes: '30', tiers: [freshTier()], form: [] }),
  draft: (it: OfficeProject) => ({
    title: it.title, department: it.department, content: it.content, opens: toWall(it.window.opens), closes: toWall(it.window.closes), audience: it.audience,
    limited: typeof it.quota === 'number', quota: String(it.quota ?? ''), minutes: String(it.minutes_to_pay),
    tiers: it.tiers.map(({ id, label, price }) => ({ id, label, price: plain(price) })),
    form: it.form.map(({ id, label, hint, required, kind }) => ({ id, label, hint, required, is: kind.is, max: kind.is === 'text' ? String(kind.max) : '50', options: kind.is === 'choice' ? kind.options.join('\n') : '' })),
  }),
  faults: (it) => ({
    ...wrong([
      ['title', missing(it.title)], ['department', missing(it.department)], ['content', missing(it.content)],
      ['quota', it.limited && within(it.quota, 1, 10_000)], ['minutes_to_pay', it.limited && within(it.minutes, 5, 10_080)],
      ['tiers', it.tiers.length === 0 && 'missing'],
    ]),
    ...windowFaults(it),
    ...wrong(it.tiers.flatMap((tier, n) => [[`tiers.${n}.label`, missing(tier.label) || twice(it.tiers.map((other) => other.label), tier.label)], [`tiers.${n}.price`, sum(tier.price, true)]] as [string, string | false][])),
    ...wrong(it.form.flatMap((field, n) => [
      [`form.${n}.label`, missing(field.label) || twice(it.form.map((other) => other.label), field.label)],
      [`form.${n}.kind.max`, field.is === 'text' && within(field.max, 1, 500)], [`form.${n}.kind.options`, field.is === 'choice' && split(field.options).length < 2 && 'too-few'],
    ] as [string, string | false][])),
  }),
  said: (it) => ({
    title: it.title.trim(), department: it.department.trim(), content: it.content.trim(), window: window(it), audience: it.audience,
    // Without a quota the minutes say nothing; what stands there stays.
    quota: it.limited ? number(it.quota) : null, minutes_to_pay: number(it.minutes) ?? 30,
    tiers: it.tiers.map(({ id, label, price }) => ({ id, label: label.trim(), price: wire(price) })),
    form: it.form.map((field) => ({ id: field.id, label: field.label.trim(), hint: field.hint.trim(), required: field.required, kind: fieldKind(field) })),
  }),
}

export const desks: { [K in Kind]: Desk<K> } = { news, batches, living, projects }

/** The platform's words for the same places: `tiers[0].price` is `tiers.0.price` here. */
export const placesOf = (errors: readonly { field: string; code: string }[]): Faults =>
  Object.fromEntries(errors.map((it) => [it.field.replace(/\[(\d+)\]/g, '.$1'), it.code]))

/** What is wrong at a place or within it, the first of it. */
export function faultAt(faults: Faults, place: string): string {
  const key = Object.keys(faults).find((it) => it === place || it.startsWith(`${place}.`))
  return key === undefined ? '' : faults[key] ?? ''
}

/** Where an instant lies from a window that may be open at either end. */
export function phaseOf(opens: string, closes: string | null | undefined, now: number): Phase {
  if (now < Date.parse(opens)) return 'coming'
  return !closes || now < Date.parse(closes) ? 'open' : 'closed'
}

const phase = (kind: Kind, it: Catalogue[Kind][number], now: number): Phase => {
  if (kind === 'living') return (it as Living).open ? 'open' : 'closed'
  if (kind === 'news') return phaseOf((it as News).from, (it as News).until, now)
  const { opens, closes } = (it as Batch | OfficeProject).window
  return phaseOf(opens, closes, now)
}
export { phase as phaseIn }

const ORDER: readonly Phase[] = ['open', 'coming', 'closed']
const since = (it: Catalogue[Kind][number]): string => ('window' in it ? it.window.opens : 'from' in it ? it.from : '')
/** As the office reads them: what runs, what comes, what is over; in each the newest first, and what is pinned before it. */
export function inTurn<K extends Kind>(kind: K, all: readonly Catalogue[K][number][], now: number): Catalogue[K][number][] {
  const rank = (it: Catalogue[K][number]): number => ORDER.indexOf(phase(kind, it, now)) - ('pinned' in it && it.pinned ? 0.5 : 0)
  return [...all].sort((a, b) => rank(a) - rank(b) || (since(a) < since(b) ? 1 : -1))
}

/** What the draft's amounts come to, for a look at them: those that can be read. */
export const amountsOf = (text: string): string[] => split(text).filter((it) => !sum(it)).map((it) => shown(wire(it)))
/** 12 of 40, for the bar. */
export const share = (taken: number, quota: number): number => (quota > 0 ? Math.min(1, taken / quota) : 0)
