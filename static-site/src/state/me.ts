import { shallowRef } from 'vue'
import { logout, showMe } from '../api/platform'
import type { LoginNext, Me } from '../api/wire'

const SIGNED = 'campus-pay.signed'

/** Who is signed in, once known. */
export const me = shallowRef<Me | null>(null)

/** Whether it is worth asking: a browser that never signed in need not hear no twice. */
export const maybeSigned = (): boolean => localStorage.getItem(SIGNED) === '1'

export async function whoAmI(): Promise<Me> {
  me.value ??= await showMe()
  return me.value
}

export function signedIn(next: LoginNext): string {
  me.value = null
  localStorage.setItem(SIGNED, '1')
  return next === 'first-password' ? '/password/first' : next === 'office' ? '/office/import' : '/home'
}

/** Forgets everything about the person on this device. */
export function forgetMe(): void {
  me.value = null
  localStorage.removeItem(SIGNED)
  sessionStorage.clear()
}

export async function signOut(): Promise<void> {
  try {
    await logout()
  } finally {
    forgetMe()
  }
}
