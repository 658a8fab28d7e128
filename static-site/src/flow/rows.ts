/** A list that people put in order by buttons. */

/** The list with its `n`th row one place further up (-1) or down (1); as it was at the ends. */
export function moved<T>(rows: readonly T[], n: number, by: -1 | 1): T[] {
  const [row, other] = [rows[n], rows[n + by]]
  if (row === undefined || other === undefined) return [...rows]
  return rows.map((it, at) => (at === n ? other : at === n + by ? row : it))
}

/** A name that nobody has to think of: it stands in addresses and keys, and never changes. */
export function freshName(kind: string): string {
  const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'
  const drawn = crypto.getRandomValues(new Uint8Array(10))
  return `${kind}-${Array.from(drawn, (it) => LETTERS[it % LETTERS.length]).join('')}`
}

/** What people write into one field as a list, one a line or with marks between. */
export const split = (text: string): string[] => text.split(/[\n、,，;；]+/).map((it) => it.trim()).filter(Boolean)
