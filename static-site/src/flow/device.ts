import type { SignedIn } from '../api/wire'

/** Whether it lies in a hand or stands on a desk. */
export const isHandheld = ({ system, app }: SignedIn['device']): boolean => app !== 'browser' || system === 'android' || system === 'ios' || system === 'harmony'

/** The one in front of the person first, then the latest used. */
export const inOrder = (sessions: readonly SignedIn[]): SignedIn[] =>
  [...sessions].sort((a, b) => Number(b.here) - Number(a.here) || Date.parse(b.seen) - Date.parse(a.seen))
