import { ref, shallowRef } from 'vue'
import { listArrears, logout, showMe } from '../api/platform'
import type { Arrears, LoginNext, Me } from '../api/wire'
import { codeOf } from '../flow/refusal'

/** `1`, or `paying` for a session that only pays. */
const SIGNED = 'campus-pay.signed'
/** So long what was heard on the way to a page is still what that page would hear. */
const FRESH = 3_000

/** Who is signed in, once known. */
export const me = shallowRef<Me | null>(null)
/** Whether the person only said who they are: they see what is owed, may pay it, and nothing else. */
export const paying = ref(localStorage.getItem(SIGNED) === 'paying')
let owed: { arrears: Arrears; at: number } | null = null

/** Whether it is worth asking: a browser that never signed in need not hear no twice. */
export const maybeSigned = (): boolean => localStorage.getItem(SIGNED) !== null
/** The same as this page knows it, for what is drawn: somebody may sign in on top of a page that is for everybody. */
export const known = ref(maybeSigned())

let asking: Promise<Me> | null = null
/** Asked once, however many wait for it. An answer that comes after the session changed is nobody's. */
export function whoAmI(): Promise<Me> {
  if (me.value) return Promise.resolve(me.value)
  const mine = asking ?? (paying.value ? whoPays() : whoIs())
  asking = mine
  return mine.then((person) => {
    if (asking === mine) me.value = person
    return person
  }).finally(() => { if (asking === mine) asking = null })
}

async function whoIs(): Promise<Me> {
  try {
    const person = await showMe()
    remember(false)
    return person
  } catch (fault) {
    if (codeOf(fault) !== 'limited') throw fault
    remember(true)
    return whoPays()
  }
}

/** All that a session which only pays is told of its person comes with what they owe. */
async function whoPays(): Promise<Me> {
  const arrears = await listArrears()
  owed = { arrears, at: Date.now() }
  return { ...arrears.person, college: '', major: '', class: '', role: 'payer', phone: null, wechat: false, origin: 'school' }
}

/** What is owed; not asked again if that is how the page before it learned who is there. */
export function myArrears(): Promise<Arrears> {
  const heard = owed
  owed = null
  return heard && Date.now() - heard.at < FRESH ? Promise.resolve(heard.arrears) : listArrears()
}

function remember(onlyPaying: boolean): void {
  known.value = true
  paying.value = onlyPaying
  localStorage.setItem(SIGNED, onlyPaying ? 'paying' : '1')
}

/** Answers where a new session begins. */
export function signedIn(next: LoginNext, onlyPaying = false): string {
  me.value = asking = null
  remember(onlyPaying)
  return next === 'first-password' ? '/password/first' : next === 'office' ? '/office/import' : '/home'
}

/** Forgets everything about the person on this device. */
export function forgetMe(): void {
  me.value = asking = null
  known.value = false
  paying.value = false
  localStorage.removeItem(SIGNED)
  sessionStorage.clear()
}

export async function signOut(): Promise<void> {
  try {
    await logout()
  } catch (fault) {
    // No answer is no log-out: the person must hear it, above all at a computer that is not theirs.
    if (codeOf(fault) !== 'signed-out') throw fault
  }
  forgetMe()
}
