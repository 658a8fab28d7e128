// What one's own account asks of the platform; its pages alone load this.
import { call } from './platform'
import type { ChangePhoneAsk, CodeAsk, RegisterAsk, ResetAsk, ResetPerson, ResetPersonAsk, Sessions } from './wire'

export const register = (ask: RegisterAsk): Promise<void> => call({ method: 'POST', path: '/api/register', body: ask, renew: false })
export const sendCode = (ask: CodeAsk): Promise<void> => call({ method: 'POST', path: '/api/password/code', body: ask, renew: false })
export const resetPassword = (ask: ResetAsk): Promise<void> => call({ method: 'POST', path: '/api/password/reset', body: ask, renew: false })
export const changePhone = (ask: ChangePhoneAsk): Promise<void> => call({ method: 'PUT', path: '/api/me/phone', body: ask })
export const listSessions = (): Promise<Sessions> => call({ method: 'GET', path: '/api/sessions' })
export const endSession = (id: string): Promise<void> => call({ method: 'DELETE', path: `/api/sessions/${id}` })
export const endOthers = (): Promise<void> => call({ method: 'DELETE', path: '/api/sessions' })
export const bindWechat = (code: string): Promise<void> => call({ method: 'POST', path: '/api/wechat', body: { code } })
export const unbindWechat = (): Promise<void> => call({ method: 'DELETE', path: '/api/wechat' })
export const resetPerson = (ask: ResetPersonAsk): Promise<ResetPerson> => call({ method: 'POST', path: '/api/office/reset', body: ask })
