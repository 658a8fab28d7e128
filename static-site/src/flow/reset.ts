import type { Proof } from '../api/doors'
import type { ResetAsk, School } from '../api/wire'
import { weakness } from './password'
import { isPhone, plainPhone } from './phone'
import { Refused } from './refusal'

/** How a lost password is replaced. The office always can. */
export type Way = 'code' | 'question' | 'office'
export interface Form { user: string; name: string; phone: string; question: number; answer: string; code: string; fresh: string; again: string }
export type FieldName = keyof Form
export type Faults = Partial<Record<FieldName, string>>
/** What a button does: asks for a code, sets a password with it, or sets one by the answer. */
export type Step = 'send' | 'code' | 'question'

export const blank = (): Form => ({ user: '', name: '', phone: '', question: 0, answer: '', code: '', fresh: '', again: '' })

/** What this school offers, the quickest first. */
export const waysOf = ({ phone_codes, security_question }: School['entry']): Way[] => [...(phone_codes ? ['code' as const] : []), ...(security_question ? ['question' as const] : []), 'office']

/** As the platform looks people up. */
export const plainUser = (text: string): string => text.normalize('NFKC').trim().toUpperCase()

const FIELDS: Record<Step, FieldName[]> = {
  send: ['user', 'phone'],
  code: ['user', 'phone', 'code', 'fresh', 'again'],
  question: ['user', 'name', 'phone', 'question', 'answer', 'fresh', 'again'],
}
const CHECKS: Record<FieldName, (form: Form) => string | false | null> = {
  user: ({ user }) => user.trim() === '' && 'no-user',
  name: ({ name }) => name.trim() === '' && 'no-name',
  phone: ({ phone }) => !isPhone(phone) && 'not-a-phone',
  question: ({ question }) => question === 0 && 'no-question',
  answer: ({ answer }) => answer.trim() === '' && 'no-answer',
  code: ({ code }) => code.length !== 6 && 'no-code',
  fresh: ({ fresh, name, user, phone }) => weakness(fresh, name.trim(), [plainUser(user), plainPhone(phone)]),
  again: ({ again, fresh }) => again !== fresh && 'not-same',
}

export function check(form: Form, step: Step): Faults {
  return Object.fromEntries(FIELDS[step].flatMap((it) => {
    const wrong = CHECKS[it](form)
    return wrong ? [[it, wrong]] : []
  })) as Faults
}

export const any = (faults: Faults): boolean => Object.keys(faults).length > 0

/** Who is meant, for as long as a code that was sent is theirs. */
export const whose = ({ user, phone }: Form): string => `${plainUser(user)} ${plainPhone(phone)}`

export const byCode = ({ user, phone, code, fresh }: Form): ResetAsk => ({ user: plainUser(user), phone: plainPhone(phone), code, fresh })
export const byQuestion = ({ user, name, phone, question, answer, fresh }: Form, proof: Proof): ResetAsk =>
  ({ user: plainUser(user), name: name.trim(), phone: plainPhone(phone), security: { question, answer: answer.trim() }, fresh, proof })

/** What the platform says of the new password. Of all else it says only that something is not right, and not what. */
export function faultsOf(thrown: unknown): Faults {
  if (!(thrown instanceof Refused)) return {}
  const wrong = thrown.problem.errors?.find((it) => it.field === 'fresh')
  return wrong ? { fresh: wrong.code } : {}
}
