import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { getCaptcha, type Proof, type Purpose } from '../api/doors'
import { serverNow } from '../api/platform'
import { check, type Check, type State } from '../flow/captcha'

/** The check of one form; `Captcha.vue` shows it. */
export interface Captcha<P extends Proof | null = Proof | null> extends Omit<Check<P>, 'end'> { state: ShallowRef<State> }

/** Without WebCrypto, which old addresses without https lack, the work cannot be done. */
export const canWork = (): boolean => typeof (globalThis.crypto as Crypto | undefined)?.subtle === 'object'

/** The check of a form. It lives as long as the page that the form is on. Only signing in may do without one. */
export function captcha(purpose: 'login', always: boolean): Captcha
export function captcha(purpose: Exclude<Purpose, 'login'>, always: true): Captcha<Proof>
export function captcha(purpose: Purpose, always: boolean): Captcha {
  const state = shallowRef<State>({ kind: 'image', step: 'off', image: '', typed: '', part: 0, said: '', fault: null, calls: 0 })
  const { end, ...own } = check(purpose, always, {
    ask: getCaptcha,
    solve: async (work, progress, signal) => {
      const { derive, solve } = await import('../flow/solve')
      return solve(work, { derive: derive(crypto.subtle), progress, signal, rest: () => new Promise((done) => setTimeout(done)) })
    },
    now: serverNow,
    later: whenSeen,
    seen: (now) => { state.value = now },
  })
  onScopeDispose(end)
  return { state, ...own }
}

/** Runs `then` after so many milliseconds; a page that nobody looks at waits until somebody does. */
function whenSeen(ms: number, then: () => void): () => void {
  const due = Date.now() + ms
  const look = (): void => {
    if (document.hidden || Date.now() < due) return
    forget()
    then()
  }
  // A sleeping device stops its timers: what was missed is looked at when the page is.
  const timer = setTimeout(look, ms)
  const forget = (): void => {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', look)
  }
  document.addEventListener('visibilitychange', look)
  return forget
}
