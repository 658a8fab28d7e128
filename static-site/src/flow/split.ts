import { type Fen, fen, typed, yuan } from './money'

/** Whether an amount may be paid now, and if not, what may. The platform decides again. */
export type Verdict =
  | { ok: true; amount: string; rest: string }
  | { ok: false; why: 'not-a-sum' }
  | { ok: false; why: 'below-minimum'; accept: string }
  | { ok: false; why: 'above-owed'; accept: string }
  | { ok: false; why: 'remainder-too-small'; rest: string; accept: string | null }

/** Judges what was typed for an item that may be split. */
export function judge(text: string, owed: string, min: string): Verdict {
  const amount = typed(text)
  if (amount === null) return { ok: false, why: 'not-a-sum' }
  const all = fen(owed)
  const least = fen(min)
  if (amount > all) return { ok: false, why: 'above-owed', accept: owed }
  if (amount === all) return { ok: true, amount: owed, rest: '0.00' }
  if (amount < least) return { ok: false, why: 'below-minimum', accept: min }
  return remainder(amount, all, least)
}

function remainder(amount: Fen, all: Fen, least: Fen): Verdict {
  const rest = all - amount
  if (rest >= least) return { ok: true, amount: yuan(amount), rest: yuan(rest) }
  const most = all - least
  return { ok: false, why: 'remainder-too-small', rest: yuan(rest), accept: most >= least ? yuan(most) : null }
}
