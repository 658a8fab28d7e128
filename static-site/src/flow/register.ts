import type { Proof } from '../api/doors'
import type { LoginAnswer, RegisterAsk } from '../api/wire'
import { plainId, readId } from './idnumber'
import { weakness } from './password'
import { isPhone, plainPhone } from './phone'
import { codeOf, Refused, Stopped } from './refusal'

/** What the privacy page says is agreed to under this version; the platform keeps which one it was. */
export const CONSENT = '2026-11'

/** The form, in the order of its fields. Their names are the platform's, but for the second typing of the password. */
export interface Form {
  name: string
  gender: '' | 'female' | 'male'
  id_number: string
  phone: string
  password: string
  again: string
  question: number
  answer: string
  consent: boolean
}
export type FieldName = keyof Form
/** Why a field is not right: a code, as the platform has them. */
export type Faults = Partial<Record<FieldName, string>>

export const blank = (): Form => ({ name: '', gender: '', id_number: '', phone: '', password: '', again: '', question: 0, answer: '', consent: false })

const FIELDS = Object.keys(blank()) as FieldName[]

/** A name as the platform takes one: letters of any writing, and the points and hyphens between them. */
const NAME = /^[\p{L}\p{M} ·.'’-]{2,50}$/u

/** What is wrong with one field, given the others; nothing if it is right. */
const CHECKS: Record<FieldName, (form: Form) => string | false | null> = {
  name: ({ name }) => (name.trim() === '' ? 'no-name' : !NAME.test(name.normalize('NFKC').trim()) && 'not-a-name'),
  gender: ({ gender, id_number }) => {
    const says = readId(id_number)
    return gender === '' ? 'no-gender' : typeof says !== 'string' && says.gender !== gender && 'gender-differs'
  },
  id_number: ({ id_number }) => {
    const says = readId(id_number)
    return typeof says === 'string' && says
  },
  phone: ({ phone }) => !isPhone(phone) && 'not-a-phone',
  password: ({ password, name, id_number, phone }) => weakness(password, name.trim(), [plainId(id_number), plainPhone(phone)]),
  again: ({ password, again }) => again !== password && 'not-same',
  question: ({ question }) => question === 0 && 'no-question',
  answer: ({ answer }) => (answer.trim() === '' ? 'no-answer' : [...answer.replace(/\s/g, '')].length < 2 && 'too-short-answer'),
  consent: ({ consent }) => !consent && 'no-consent',
}

/** Everything that is wrong. Only a school that wants a security question asks for one. */
export function check(form: Form, security: boolean): Faults {
  const asked = FIELDS.filter((it) => security || (it !== 'question' && it !== 'answer'))
  return Object.fromEntries(asked.flatMap((it) => {
    const wrong = CHECKS[it](form)
    return wrong ? [[it, wrong]] : []
  })) as Faults
}

export const any = (faults: Faults): boolean => Object.keys(faults).length > 0

/** What goes to the platform of a form that `check` found right. */
export function asked(form: Form & Pick<RegisterAsk, 'gender'>, security: boolean, proof: Proof): RegisterAsk {
  const { name, gender, id_number, phone, password, question, answer } = form
  return {
    name: name.trim(), gender, id_number: plainId(id_number), phone: plainPhone(phone), password,
    ...(security ? { security: { question, answer: answer.trim() } } : {}), consent: CONSENT, proof,
  }
}

const NAMED: Record<string, FieldName> = { fresh: 'password', security: 'answer' }
const OF_CODE: Record<string, FieldName> = { 'not-a-name': 'name', 'gender-differs': 'gender', 'not-a-phone': 'phone' }

/** Where on the form the platform's refusal belongs; nothing if it is about no field. */
export function faultsOf(thrown: unknown): Faults {
  if (!(thrown instanceof Refused)) return {}
  const named = (thrown.problem.errors ?? []).flatMap(({ field, code }) => {
    const name = NAMED[field] ?? (field as FieldName)
    return FIELDS.includes(name) ? [[name, code] as const] : []
  })
  if (named.length) return Object.fromEntries(named)
  const { code } = thrown.problem
  const name = code.startsWith('id-') ? 'id_number' : OF_CODE[code]
  return name ? { [name]: code } : {}
}

/** `known`: the number was there before, with another password. `by-hand`: the login asks for what only its own page can get. */
type Entered = LoginAnswer | 'known' | 'by-hand'

/** Signs in as who just registered. Where a login wants a proof, `proved` works for one, so that nobody types a second captcha. */
export async function enter(plain: () => Promise<LoginAnswer>, proved: () => Promise<LoginAnswer>, always: boolean): Promise<Entered> {
  try {
    return await (always ? proved() : plain())
  } catch (thrown) {
    const code = codeOf(thrown)
    if (code === 'captcha-needed' && !always) return enter(plain, proved, true)
    if (code === 'wrong-credentials') return 'known'
    if (thrown instanceof Stopped || code === 'captcha-needed' || code === 'captcha-wrong') return 'by-hand'
    throw thrown
  }
}
