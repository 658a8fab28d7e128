/** Whole fen. Only ever shown or compared here; what is charged is decided by the platform. */
export type Fen = number

const WIRE = /^(-?)(\d{1,11})\.(\d{2})$/

/** Reads a sum as the platform writes it. Anything else is a fault of ours, not of the person. */
export function fen(yuan: string): Fen {
  const found = WIRE.exec(yuan)
  if (!found) throw new RangeError(`not a sum: ${yuan}`)
  const size = Number(found[2]) * 100 + Number(found[3])
  return found[1] ? -size : size
}

/** Reads what a person typed: full-width digits, commas and spaces are forgiven, a third decimal is not. */
export function typed(text: string): Fen | null {
  const plain = text.normalize('NFKC').replace(/[,\s¥元]/g, '')
  const found = /^(\d{1,9})(?:\.(\d{0,2}))?$/.exec(plain)
  if (!found) return null
  return Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'))
}

/** Writes a sum as the platform reads it. */
export function yuan(sum: Fen): string {
  const size = Math.abs(sum)
  const cents = String(size % 100).padStart(2, '0')
  return `${sum < 0 ? '-' : ''}${(size - (size % 100)) / 100}.${cents}`
}

/** A sum with thousands commas, without a sign for the currency. */
export function shown(sum: string): string {
  const [whole = '0', cents = '00'] = sum.split('.')
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`
}

/** The same inside a sentence. */
export const yen = (sum: string): string => `¥${shown(sum)}`

/** Adds sums of the platform to the fen. */
export function total(sums: readonly string[]): string {
  return yuan(sums.reduce((all, it) => all + fen(it), 0))
}

/** What is left of one sum after another. */
export function less(from: string, away: string): string {
  return yuan(fen(from) - fen(away))
}
