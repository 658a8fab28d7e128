import { type Entry, listProjects, type Project, type Projects, type ProjectsAsk, showEntry, showProject } from '../api/enrol'
import { showMe } from '../api/platform'
import type { Visitor } from '../flow/enrol'
import { codeOf, SignedOut } from '../flow/refusal'
import { forgetMe, maybeSigned, me, paying, whoAmI } from './me'
import { school } from './school'

/** Whether an own entry is worth asking for: who only pays has none. */
const mayHaveEntries = (): boolean => maybeSigned() && !paying.value

/** Does what wants a session; null if there is none any more, which on a public page is no trouble. */
async function signedOr<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (fault) {
    if (!(fault instanceof SignedOut)) throw fault
    forgetMe()
    return null
  }
}

let landed = true
/** The campus's sign-on leads straight here, with a session that this browser was never told of: once, it is worth asking. */
async function hear(): Promise<void> {
  if (landed && !maybeSigned() && school().sso !== null) await whoAmI().catch(() => undefined)
  landed = false
}

/** The projects; with one's own entries, if there is a session or it can be renewed. Nobody's status is asked for without one. */
export async function seeProjects({ status, ...ask }: ProjectsAsk): Promise<Projects> {
  await hear()
  if (!mayHaveEntries()) return listProjects(ask)
  const wanted = { ...ask, ...(status ? { status } : {}) }
  const [who, first] = await Promise.all([signedOr(whoAmI), signedOr(() => listProjects(wanted))])
  if (who === null || first === null) return listProjects(ask)
  // The list is for everybody, so it never says that the session wants renewing: what is about the person does.
  if (first.signed || (await signedOr(showMe)) === null) return first
  return listProjects(wanted)
}

/** The number by which the school knows somebody; who registered has none but the ID number. */
export const ownNumber = (entry: Entry): string => (me.value?.origin === 'school' ? entry.number : '')

export interface Seen { project: Project; entry: Entry | null; who: Visitor }
/** Codes of sessions that have no entries: the page is shown as to everybody. */
const NO_ENTRIES = ['limited', 'wrong-role', 'first-password']

/** One project, and one's own entry of it. */
export async function seeProject(id: string): Promise<Seen> {
  await hear()
  if (mayHaveEntries()) {
    const seen = await signedOr(() => seeOwn(id))
    if (seen) return seen
  }
  return { project: await showProject(id), entry: null, who: null }
}

async function seeOwn(id: string): Promise<Seen | null> {
  const who = await whoAmI()
  try {
    const entry = await showEntry(id)
    return { project: { ...entry.project, mine: entry.enrolment }, entry, who }
  } catch (fault) {
    if (!NO_ENTRIES.includes(codeOf(fault))) throw fault
    return { project: await showProject(id), entry: null, who: codeOf(fault) === 'wrong-role' ? me.value : null }
  }
}
