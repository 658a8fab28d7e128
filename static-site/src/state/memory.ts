import type { Opened, Ulid } from '../api/wire'
import type { Memory } from '../flow/pay'

const AT = 'campus-pay.orders'
const read = (): Record<string, Ulid> => {
  try {
    return JSON.parse(sessionStorage.getItem(AT) ?? '{}') as Record<string, Ulid>
  } catch {
    return {}
  }
}
const write = (all: Record<string, Ulid>): void => sessionStorage.setItem(AT, JSON.stringify(all))

/** Order numbers of this tab. They survive a reload and end with the tab. */
export const memory: Memory = {
  recall: (key) => read()[key] ?? null,
  keep: (key, id) => write({ ...read(), [key]: id }),
  forget: (id) => write(Object.fromEntries(Object.entries(read()).filter(([, kept]) => kept !== id))),
}

/** The ways to pay that were just handed out, so that the cashier need not ask twice. */
export const handed = new Map<Ulid, Opened>()
