// What the school announces to everybody.
import { call } from './platform'
import type { Shapes } from './wire'

export type News = Shapes['NewsView']

/** Pinned ones first, then the newest; only what is shown now. Nobody need be signed in. */
export const listNews = async (): Promise<News[]> => (await call<Shapes['NewsAnswer']>({ method: 'GET', path: '/api/news', renew: false })).news
