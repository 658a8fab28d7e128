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

export async function whoAmI(): Promise<Me> {
  me.value ??= await (paying.value ? whoPays() : whoIs())
  return me.value
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
  paying.value = onlyPaying
  localStorage.setItem(SIGNED, onlyPaying ? 'paying' : '1')
}

/** Answers where a new session begins. */
export function signedIn(next: LoginNext, onlyPaying = false): string {
  me.value = null
  remember(onlyPaying)
  return next === 'first-password' ? '/password/first' : next === 'office' ? '/office/import' : '/home'
}

/** Forgets everything about the person on this device. */
export function forgetMe(): void {
  me.value = null
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
