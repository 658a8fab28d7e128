import { type Ground, session } from '../flow/session'
import type { Arrears, KindFilter, LoginAnswer, LoginAsk, Me, Offers, OrderPage, OrdersAsk, PasswordAsk, PaymentPage, PaymentsAsk, Period, Scene, StateFilter } from './wire'

const RENEWED = 'campus-pay.renewed'

let skew = 0
/** The platform's clock, as far as its answers told: countdowns must not trust the device. */
export const serverNow = (): number => Date.now() + skew

let again: () => Promise<boolean> = () => Promise.resolve(false)
/** What asks somebody to sign in anew without leaving their page. The pages set it: this file shows nothing. */
export function setAgain(way: () => Promise<boolean>): void {
  again = way
}

let queue: Promise<unknown> = Promise.resolve()
const ground: Ground = {
  fetch: (path, init) => fetch(path, init),
  alone: (work) => {
    if (navigator.locks) return navigator.locks.request('campus-pay.session', work) as ReturnType<typeof work>
    const next = queue.then(work, work)
    queue = next.catch(() => undefined)
    return next
  },
  now: () => Date.now(),
  renewedAt: () => Number(localStorage.getItem(RENEWED)) || 0,
  keepRenewedAt: (at) => localStorage.setItem(RENEWED, String(at)),
  again: () => again(),
  // Below two seconds the difference is the network's, not the clock's.
  heard: (now) => { skew = Math.abs(now - Date.now()) < 2_000 ? 0 : now - Date.now() },
}

/** The one way to the platform. */
export const call = session(ground)

export const login = (ask: LoginAsk): Promise<LoginAnswer> => call({ method: 'POST', path: '/api/login', body: ask, renew: false })
export const logout = (): Promise<void> => call({ method: 'POST', path: '/api/session/logout', renew: false })
export const changePassword = (ask: PasswordAsk): Promise<void> => call({ method: 'POST', path: '/api/password', body: ask })
export const showMe = (): Promise<Me> => call({ method: 'GET', path: '/api/me' })
export const listArrears = (): Promise<Arrears> => call({ method: 'GET', path: '/api/arrears' })
export const listChannels = (scene: Scene): Promise<Offers> => call({ method: 'GET', path: `/api/channels?scene=${scene}` })

export type Span = Omit<OrdersAsk, 'state'> & Omit<PaymentsAsk, 'kind'> & { period: Period }
const span = <Path extends '/api/orders' | '/api/payments' | '/api/payments/export'>(path: Path, ask: OrdersAsk & PaymentsAsk): `${Path}?${string}` => {
  const given = Object.entries(ask).filter(([, value]) => value !== undefined && value !== '') as [string, string][]
  return `${path}?${new URLSearchParams(given).toString()}`
}
export const listOrders = (ask: Span & { state: StateFilter }): Promise<OrderPage> => call({ method: 'GET', path: span('/api/orders', ask) })
export const listPayments = (ask: Span & { kind: KindFilter }): Promise<PaymentPage> => call({ method: 'GET', path: span('/api/payments', ask) })
/** What `listPayments` shows, all of it, as a sheet. It is put together when asked for, and that may take a while. */
export const exportPayments = (ask: Span & { kind: KindFilter }): Promise<Blob> => call({ method: 'GET', path: span('/api/payments/export', ask), file: true, patience: 60_000 })
