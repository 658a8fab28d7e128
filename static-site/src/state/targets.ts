import { me } from './me'

/** Rooms, cards and accounts that their payer asked this device to keep, until they ask it to forget. */
const AT = 'campus-pay.targets'
interface Kept { owner: string; targets: Record<string, string> }

function read(): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(AT) ?? 'null') as Kept | null
    // Somebody else's are nothing to whoever is signed in now.
    return kept !== null && kept.owner === me.value?.number ? kept : null
  } catch {
    return null
  }
}

export const targetOf = (fee: string): string | null => read()?.targets[fee] ?? null

/** Keeps it, or with `null` forgets it. One person's targets are kept on a device: the last one's who wanted it. */
export function keepTarget(fee: string, target: string | null): void {
  const owner = me.value?.number
  if (owner === undefined) return
  const { [fee]: _gone, ...rest } = read()?.targets ?? {}
  const targets = target === null ? rest : { ...rest, [fee]: target }
  if (target === null && read() === null) return
  if (Object.keys(targets).length) localStorage.setItem(AT, JSON.stringify({ owner, targets } satisfies Kept))
  else localStorage.removeItem(AT)
}
