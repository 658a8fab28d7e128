// What the school announces to everybody.
import { call } from './platform'
import type { Instant, Path } from './wire'

export interface News { id: string; title: string; body: string; pinned: boolean; from: Instant }

/** Pinned ones first, then the newest; only what is shown now. Nobody need be signed in. */
export const listNews = async (): Promise<News[]> => (await call<{ news: News[] }>({ method: 'GET', path: '/api/news' as Path, renew: false })).news
