// What the ways in say to the platform, by the names that the site knows it by.
import type { components } from './openapi'
import { call } from './platform'
import type { Entrance, LoginNext } from './wire'

type Shapes = components['schemas']

/** Which form a check belongs to: one made for another opens nothing here. */
export type Purpose = Shapes['Purpose']
/** A picture to read, or work for the device of whoever cannot read it. */
export type PuzzleKind = Shapes['CaptchaKind']
export type Puzzle = Shapes['CaptchaAnswer']
export type Proof = Shapes['Proof']
/** What the manual's double entry asks for. */
export type Entry = Shapes['IdentifyEntry']

export const getCaptcha = (purpose: Purpose, kind: PuzzleKind): Promise<Puzzle> => call({ method: 'POST', path: '/api/captcha', body: { purpose, kind }, renew: false })
export const identify = (ask: { first: Entry; second: Entry; proof: Proof }): Promise<{ next: LoginNext }> => call({ method: 'POST', path: '/api/identify', body: ask, renew: false })
export const wechatEntrance = (): Promise<{ entrance: Entrance | null }> => call({ method: 'GET', path: '/api/wechat/entrance', renew: false })
export const enterWechat = (code: string): Promise<{ next: LoginNext }> => call({ method: 'POST', path: '/api/wechat/enter', body: { code }, renew: false })
