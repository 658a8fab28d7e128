// What one's own account asks of the platform. Names as on the wire; these pages alone load it.
import type { Proof } from './doors'
import { call } from './platform'
import type { Instant } from './wire'

/** One of six questions, and what its owner answers. */
export interface Security { question: number; answer: string }
export interface RegisterAsk { name: string; gender: 'female' | 'male'; id_number: string; phone: string; password: string; security?: Security; consent: string; proof: Proof }
export interface CodeAsk { user: string; phone: string; proof: Proof }
/** By a code that came to the phone, or by the answer together with what else is known of the person. */
export type ResetAsk = { user: string; phone: string; fresh: string } & ({ code: string } | { name: string; security: Security; proof: Proof })
export interface Session {
  id: string
  device: { system: 'android' | 'ios' | 'harmony' | 'windows' | 'mac' | 'linux' | 'unknown'; app: 'wechat' | 'alipay' | 'browser' }
  entrance: 'password' | 'sso' | 'wechat' | 'identified'
  created: Instant
  seen: Instant
  here: boolean
}

export const register = (ask: RegisterAsk): Promise<void> => call({ method: 'POST', path: '/api/register', body: ask, renew: false })
export const sendCode = (ask: CodeAsk): Promise<void> => call({ method: 'POST', path: '/api/password/code', body: ask, renew: false })
export const resetPassword = (ask: ResetAsk): Promise<void> => call({ method: 'POST', path: '/api/password/reset', body: ask, renew: false })
export const changePhone = (ask: { phone: string; password: string }): Promise<void> => call({ method: 'PUT', path: '/api/me/phone', body: ask })
export const listSessions = (): Promise<{ sessions: Session[] }> => call({ method: 'GET', path: '/api/sessions' })
export const endSession = (id: string): Promise<void> => call({ method: 'DELETE', path: `/api/sessions/${id}` })
export const endOthers = (): Promise<void> => call({ method: 'DELETE', path: '/api/sessions' })
export const bindWechat = (code: string): Promise<void> => call({ method: 'POST', path: '/api/wechat', body: { code } })
export const unbindWechat = (): Promise<void> => call({ method: 'DELETE', path: '/api/wechat' })
export const resetPerson = (ask: { user: string; name: string }): Promise<{ name: string; until: Instant }> => call({ method: 'POST', path: '/api/office/reset', body: ask })
