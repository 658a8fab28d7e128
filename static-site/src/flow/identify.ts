import type { Entry } from '../api/doors'
import { Refused } from './refusal'

export type EntryField = keyof Entry

/** An entry as the platform compares it: no blanks around it, one width, capital letters in the number. */
export const tidy = ({ name, user }: Entry): Entry => ({ name: name.normalize('NFKC').trim(), user: user.normalize('NFKC').trim().toUpperCase() })

/** Which field was typed differently the second time; the name is said first, as it is typed first. */
export function differing(first: Entry, second: Entry): EntryField | null {
  const [a, b] = [tidy(first), tidy(second)]
  return a.name !== b.name ? 'name' : a.user !== b.user ? 'user' : null
}

/** The same, as the platform says it. */
export function differs(fault: unknown): EntryField | null {
  if (!(fault instanceof Refused) || fault.problem.code !== 'entries-differ') return null
  return fault.problem.errors?.some((it) => /(^|\.)user$/.test(it.field)) ? 'user' : 'name'
}
