import type { Enrolment, EnrolAsk, Entry, FormField, Phase, Project, Tier } from '../api/enrol'
import { fen } from './money'
import { isPhone, plainPhone } from './phone'
import { Refused } from './refusal'

/** Where `now` lies from a window: its end belongs to it no more. */
export function phaseOf({ opens, closes }: Project['window'], now: number): Phase {
  if (now < Date.parse(opens)) return 'coming'
  return now < Date.parse(closes) ? 'open' : 'closed'
}

/** How full a project is: under a tenth of its seats is few. */
export function seatsOf({ quota, left }: Pick<Project, 'quota' | 'left'>): { mood: 'plenty' | 'few' | 'none'; taken: number } | null {
  if (quota === null || left === null || quota <= 0) return null
  return { mood: left <= 0 ? 'none' : left * 10 < quota ? 'few' : 'plenty', taken: Math.min(100, Math.max(0, Math.round((1 - left / quota) * 100))) }
}

/** The lowest price, and whether others cost more. */
export function priceOf(tiers: readonly Tier[]): { from: string; several: boolean } {
  const prices = tiers.map((it) => it.price).sort((a, b) => fen(a) - fen(b))
  return { from: prices[0] ?? '0.00', several: prices.length > 1 && prices[0] !== prices.at(-1) }
}

export type Standing = 'mine' | 'unpaid' | 'paying' | 'lapsed' | 'coming' | 'closed' | 'full' | 'open'
/** The one word for a project in a list: one's own entry first, then whether there is a way in. */
export function standingOf(project: Project, now: number): Standing {
  if (project.mine) return stageOf(project.mine, project.window, now).state
  const phase = phaseOf(project.window, now)
  return phase !== 'open' ? phase : seatsOf(project)?.mood === 'none' ? 'full' : 'open'
}

/** Who looks at a project: nobody signed in, or somebody of this origin. */
export type Visitor = { origin: 'school' | 'registered'; role: string } | null
export type Door = 'entry' | 'coming' | 'closed' | 'not-you' | 'full' | 'sign-in' | 'enrol'

/** What a project's page offers. Nobody is sent to sign in for what is shut to everybody. */
export function doorOf(project: Project, who: Visitor, now: number): Door {
  if (project.mine) return 'entry'
  const phase = phaseOf(project.window, now)
  if (phase !== 'open') return phase
  if (seatsOf(project)?.mood === 'none') return 'full'
  if (!who) return 'sign-in'
  const outside = who.origin === 'registered'
  const welcome = who.role === 'payer' && (project.audience === 'everybody' || (project.audience === 'outside') === outside)
  return welcome ? 'enrol' : 'not-you'
}

/** What may be done with an entry, and until when its seat is kept. */
export interface Stage { state: 'mine' | 'unpaid' | 'paying' | 'lapsed' | 'closed'; until: string | null; edit: boolean; pay: boolean; again: boolean; cancel: boolean }
export function stageOf(it: Enrolment, window: Project['window'], now: number): Stage {
  const shut = phaseOf(window, now) === 'closed'
  const nothing = { until: null, edit: false, pay: false, again: false, cancel: false }
  // What is free of charge is never paid, so it can be changed and left as long as the window is open.
  if (it.state === 'enrolled') return { ...nothing, state: 'mine', edit: fen(it.price) === 0 && !shut, cancel: fen(it.price) === 0 && !shut }
  if (it.state === 'paying') return { ...nothing, state: 'paying' }
  if (shut) return { ...nothing, state: 'closed', cancel: true }
  if (it.state === 'lapsed' || (it.until !== null && now >= Date.parse(it.until))) return { ...nothing, state: 'lapsed', edit: true, again: true, cancel: true }
  return { ...nothing, state: 'unpaid', until: it.until, edit: true, pay: true, cancel: true }
}

/** So long is left, in the two units that matter. */
export type Left = { unit: 'days' | 'hours'; a: number; b: number } | { unit: 'clock'; text: string; seconds: number }
export function leftUntil(end: string, now: number): Left {
  const seconds = Math.max(0, Math.ceil((Date.parse(end) - now) / 1000))
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor((seconds % 86_400) / 3_600), Math.floor((seconds % 3_600) / 60)]
  if (days > 0) return { unit: 'days', a: days, b: hours }
  if (hours > 0) return { unit: 'hours', a: hours, b: minutes }
  return { unit: 'clock', text: `${String(minutes).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`, seconds }
}

/** What somebody is filling in. Without a `phone` the one on file stays. */
export interface Draft { tier: string; phone: string | null; answers: Record<string, string> }

/** The form as it begins: what was said before, the only price, the phone on file. */
export function draftOf({ enrolment, project, phone, answers }: Entry): Draft {
  const tier = enrolment?.tier ?? (project.tiers.length === 1 ? project.tiers[0]?.id : '') ?? ''
  return { tier, phone: phone === null ? '' : null, answers: Object.fromEntries(project.form.map((it) => [it.id, answers[it.id] ?? ''])) }
}

/** Keeps of an earlier draft what the form still asks for. */
export function stillAsked(kept: Draft, fresh: Draft, project: Project): Draft {
  const answers = Object.fromEntries(Object.keys(fresh.answers).map((id) => [id, kept.answers[id] ?? fresh.answers[id] ?? '']))
  return { tier: project.tiers.some((it) => it.id === kept.tier) ? kept.tier : fresh.tier, phone: kept.phone ?? fresh.phone, answers }
}

/** Why a field is not right: a code, as the platform has them. Its key is the platform's name of the field. */
export type Faults = Record<string, string>
export const signsOf = (text: string): number => [...text.trim()].length

function wrongWith(field: FormField, text: string): string | null {
  if (text === '') return field.required ? 'required' : null
  if (field.kind.is === 'text') return signsOf(text) > field.kind.max ? 'too-long' : null
  if (field.kind.is === 'choice') return field.kind.options.includes(text) ? null : 'not-an-option'
  return isDay(text) ? null : 'not-a-day'
}

/** A day that there is: the last of February is not the 31st. */
function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** Everything that is wrong. The platform proves it again: this only saves a slip its way there. */
export function check({ tier, phone, answers }: Draft, project: Project): Faults {
  const faults: Faults = {}
  if (!project.tiers.some((it) => it.id === tier)) faults.tier = 'required'
  if (phone !== null && !isPhone(phone)) faults.phone = phone.trim() === '' ? 'required' : 'not-a-phone'
  for (const field of project.form) {
    const wrong = wrongWith(field, (answers[field.id] ?? '').trim())
    if (wrong) faults[`answers.${field.id}`] = wrong
  }
  return faults
}

/** What goes to the platform of a form that `check` found right: an empty answer is none. */
export function asked({ tier, phone, answers }: Draft): EnrolAsk {
  const given = Object.entries(answers).map(([id, text]) => [id, text.trim()] as const).filter(([, text]) => text !== '')
  return { tier, ...(phone === null ? {} : { phone: plainPhone(phone) }), answers: Object.fromEntries(given) }
}

/** Where on the form the platform's refusal belongs; nothing if any of it is about no field that is there. */
export function faultsOf(thrown: unknown, project: Project): Faults {
  const errors = thrown instanceof Refused ? thrown.problem.errors ?? [] : []
  const there = new Set(['tier', 'phone', ...project.form.map((it) => `answers.${it.id}`)])
  return errors.every((it) => there.has(it.field)) ? Object.fromEntries(errors.map(({ field, code }) => [field, code])) : {}
}
