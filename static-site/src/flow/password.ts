/** What the platform would refuse in a password as far as a page can tell: what is merely common it says itself. */
type Weakness = 'too-short' | 'too-long' | 'holds-your-facts'

const [LEAST, MOST] = [8, 64]
/** So many characters in a row of a number are a fact. */
const FACT = 6

/** `numbers` are the person's: their ID number, phone, student number. */
export function weakness(fresh: string, name: string, numbers: readonly string[]): Weakness | null {
  const length = [...fresh].length
  if (length < LEAST) return 'too-short'
  if (length > MOST) return 'too-long'
  return holdsFacts(fresh, name, numbers) ? 'holds-your-facts' : null
}

/** Whether the name, or six characters in a row of a number, stand in it. */
export function holdsFacts(fresh: string, name: string, numbers: readonly string[]): boolean {
  const text = fresh.toLowerCase()
  const named = [...name].length >= 2 && text.includes(name.toLowerCase())
  return named || numbers.some((it) => shares(text, it.toLowerCase()))
}

function shares(text: string, number: string): boolean {
  const length = Math.min(number.length, FACT)
  if (length < 4) return false // a number in the making is no fact yet
  return Array.from({ length: number.length - length + 1 }, (_none, start) => number.slice(start, start + length)).some((it) => text.includes(it))
}
