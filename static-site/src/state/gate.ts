import { shallowRef } from 'vue'
import { codeOf, SignedOut } from '../flow/refusal'
import { forgetMe, maybeSigned, me, paying, whoAmI } from './me'

let go: (next: string) => void = () => undefined
/** The router tells how to get to the login page; pages and flows need not know it. */
export function setGate(way: (next: string) => void): void {
  go = way
}

/** What ends a page's business: no session, or one that may only choose a password. True if it did. */
export function ended(fault: unknown): boolean {
  if (fault instanceof SignedOut) toLogin()
  else if (codeOf(fault) === 'first-password') location.hash = '#/password/first'
  else return false
  return true
}
export function toLogin(): void {
  forgetMe()
  go(location.hash.slice(1))
}

/** A page that the browser kept as it was is shown again: on a shared device somebody else may sit there now. */
export async function stillThem(): Promise<void> {
  if (!maybeSigned()) return toLogin()
  const who = me.value?.number
  me.value = null
  const now = await whoAmI().catch((fault: unknown) => void ended(fault))
  if (now && now.number !== who) location.reload()
}

/** A sign-in on top of the page: `who` had been there, or nobody. */
export interface Asked { who: string | null; done: (signed: boolean) => void }
export const asked = shallowRef<Asked | null>(null)
let asking: Promise<boolean> | null = null

/**
 * Asks whoever is at this page to sign in, on top of it, and answers whether they did: nothing that they typed is lost.
 * However many requests wait for it, they are asked once.
 */
export function signInHere(): Promise<boolean> {
  asking ??= new Promise<boolean>((done) => { asked.value = { who: paying.value ? null : me.value?.number ?? null, done } }).finally(() => {
    asked.value = null
    asking = null
  })
  return asking
}

/** The session ended in the middle of a page. Who only paid has no password to type, and begins anew. */
export const signInAgain = (): Promise<boolean> => (me.value && !paying.value ? signInHere() : Promise.resolve(false))
