/** What a resident's identity number (GB 11643) says about its person, or why it is none. The codes are the platform's. */
type IdWrong = 'id-length' | 'id-characters' | 'id-birth' | 'id-checksum'
interface IdSays { birth: { year: number; month: number; day: number }; gender: 'female' | 'male' }

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const LASTS = '10X98765432'

/** As the platform keeps it: full-width digits and a small x are what keyboards give, spaces what people put between. */
export const plainId = (text: string): string => text.normalize('NFKC').replace(/\s/g, '').toUpperCase()

/** Reads a whole number. The platform proves it again: this only saves a slip its way there. */
export function readId(text: string): IdSays | IdWrong {
  const number = plainId(text)
  if (number.length !== 18) return 'id-length'
  if (!/^\d{17}[\dX]$/.test(number)) return 'id-characters'
  const [year, month, day] = [Number(number.slice(6, 10)), Number(number.slice(10, 12)), Number(number.slice(12, 14))]
  const date = new Date(Date.UTC(year, month - 1, day))
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  if (year < 1900 || year > 2099 || !exists) return 'id-birth'
  const sum = WEIGHTS.reduce((all, weight, n) => all + weight * Number(number[n]), 0)
  if (LASTS[sum % 11] !== number[17]) return 'id-checksum'
  return { birth: { year, month, day }, gender: Number(number[16]) % 2 === 0 ? 'female' : 'male' }
}
