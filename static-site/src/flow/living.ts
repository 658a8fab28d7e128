import type { AmountRule, TargetRule } from '../api/fees'
import { fen, typed, yuan } from './money'

/** What was typed for a target. A room is a building and a number; everything else is one text. */
export interface Typed { building: string; text: string }

export type TargetFault = 'no-building' | 'no-room' | 'room' | 'no-card' | 'card' | 'no-account' | 'account'
export type TargetVerdict = { ok: true; target: string | null } | { ok: false; why: TargetFault }

/** Digits and letters as a phone's keyboard may give them: full width, with spaces. */
const plain = (text: string): string => text.normalize('NFKC').replace(/\s/g, '')

/** Judges what a living fee is to be paid for. The platform decides again. */
export function judgeTarget(rule: TargetRule, { building, text }: Typed): TargetVerdict {
  const said = plain(text)
  if (rule.is === 'none') return { ok: true, target: null }
  if (rule.is === 'room') {
    if (!rule.buildings.includes(building)) return { ok: false, why: 'no-building' }
    return judged(said, /^\d{3,4}$/, 'no-room', 'room', `${building}-${said}`)
  }
  if (rule.is === 'card') return judged(said, new RegExp(`^\\d{${rule.digits}}$`), 'no-card', 'card')
  return judged(said, /^[\w.-]{3,32}$/, 'no-account', 'account')
}

function judged(said: string, wanted: RegExp, none: TargetFault, wrong: TargetFault, target = said): TargetVerdict {
  if (said === '') return { ok: false, why: none }
  return wanted.test(said) ? { ok: true, target } : { ok: false, why: wrong }
}

/** What has to be typed for a target to be this one: what was remembered, if it still fits the rule. */
export function typedOf(rule: TargetRule, target: string): Typed {
  const at = target.lastIndexOf('-')
  const said = rule.is === 'room' ? { building: target.slice(0, Math.max(0, at)), text: target.slice(at + 1) } : { building: '', text: target }
  return judgeTarget(rule, said).ok ? said : firstTyped(rule)
}

/** Nothing typed yet; where there is one building, it is chosen. */
export const firstTyped = (rule: TargetRule): Typed => ({ building: rule.is === 'room' && rule.buildings.length === 1 ? rule.buildings[0] ?? '' : '', text: '' })

export type AmountVerdict =
  | { ok: true; amount: string }
  | { ok: false; why: 'none' | 'not-a-sum' | 'not-a-choice' }
  | { ok: false; why: 'too-small' | 'above-most'; accept: string }
  | { ok: false; why: 'off-step'; accept: string[] }

/** Judges how much is to be paid. The platform decides again. */
export function judgeAmount(rule: AmountRule, text: string): AmountVerdict {
  if (text.trim() === '') return { ok: false, why: 'none' }
  const amount = typed(text)
  if (amount === null) return { ok: false, why: 'not-a-sum' }
  if (rule.is === 'fixed') return rule.choices.some((it) => fen(it) === amount) ? { ok: true, amount: yuan(amount) } : { ok: false, why: 'not-a-choice' }
  const [min, max, step] = [fen(rule.min), fen(rule.max), fen(rule.step)]
  if (amount < min) return { ok: false, why: 'too-small', accept: rule.min }
  if (amount > max) return { ok: false, why: 'above-most', accept: rule.max }
  const over = step > 0 ? amount % step : 0
  if (over === 0) return { ok: true, amount: yuan(amount) }
  const near = [amount - over, amount - over + step].filter((it) => it >= min && it <= max)
  return { ok: false, why: 'off-step', accept: near.map(yuan) }
}
