import type { Entrance } from '../api/wire'
import { arrive, CODE_LIVES, leave, type Pocket } from '../flow/entrance'

const AT = 'campus-pay.entrance'
const pocket: Pocket = { read: () => sessionStorage.getItem(AT), write: (text) => sessionStorage.setItem(AT, text) }

/** The wallet's word about who pays: in memory only, and only until it is used or stale. */
let code: { text: string; at: number } | null = null

/** The payer comes back from the wallet; answers where they were. */
export function arrived(search: string): string {
  const got = arrive(pocket, search)
  code = got?.code ? { text: got.code, at: Date.now() } : null
  return got?.to.slice(1) || '/home'
}

/** The wallet's word, once. */
export function takeCode(): string | null {
  const text = hasCode() ? code?.text ?? null : null
  code = null
  return text
}
export const hasCode = (): boolean => code !== null && Date.now() - code.at < CODE_LIVES

/** Sends the payer to the wallet, to come back to this very page or to `to`; false if they have gone round and round. */
export function enter(entrance: Entrance, to = location.hash || '#/home'): boolean {
  const url = leave(pocket, entrance, to, Date.now())
  if (url) location.replace(url)
  return url !== null
}
