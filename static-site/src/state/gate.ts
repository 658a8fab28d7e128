import { forgetMe } from './me'

let go: (next: string) => void = () => undefined
/** The router tells how to get to the login page; pages and flows need not know it. */
export function setGate(way: (next: string) => void): void {
  go = way
}
export function toLogin(): void {
  forgetMe()
  go(location.hash.slice(1))
}
