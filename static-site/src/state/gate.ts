import { codeOf, SignedOut } from '../flow/refusal'
import { forgetMe } from './me'

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
