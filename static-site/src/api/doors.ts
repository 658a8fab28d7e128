// What the ways in say to the platform. Names as on the wire.
import { call } from './platform'
import type { Entrance, LoginNext } from './wire'

/** Which form a check belongs to: one made for another opens nothing here. */
export type Purpose = 'login' | 'register' | 'reset' | 'identify'
/** A picture to read, or work for the computer of whoever cannot read it. */
export type PuzzleKind = 'image' | 'work'
export interface Puzzle { token: string; until: string; image?: string | null; work?: { salt: string; cost: number; key: string; most: number } | null }
export interface Proof { token: string; answer: string }
/** What the manual's double entry asks for. */
export interface Entry { name: string; user: string }

export const getCaptcha = (purpose: Purpose, kind: PuzzleKind): Promise<Puzzle> => call({ method: 'POST', path: '/api/captcha', body: { purpose, kind }, renew: false })
export const identify = (ask: { first: Entry; second: Entry; proof: Proof }): Promise<{ next: LoginNext }> => call({ method: 'POST', path: '/api/identify', body: ask, renew: false })
export const wechatEntrance = (): Promise<{ entrance: Entrance | null }> => call({ method: 'GET', path: '/api/wechat/entrance', renew: false })
export const enterWechat = (code: string): Promise<{ next: LoginNext }> => call({ method: 'POST', path: '/api/wechat/enter', body: { code }, renew: false })
