import { describe, expect, it, vi } from 'vitest'
import { codeIn, wait } from '../src/flow/codes'
import { inOrder, isHandheld } from '../src/flow/device'
import { holdsFacts, weakness } from '../src/flow/password'
import { isPhone, plainPhone } from '../src/flow/phone'
import { Refused, Stopped, Unreachable } from '../src/flow/refusal'
import { asked, blank, check, CONSENT, enter, faultsOf, type Form } from '../src/flow/register'
import * as reset from '../src/flow/reset'
import { privacy } from '../src/words/privacy'

const PROOF = { token: 't', answer: 'a' }
const filled = (more: Partial<Form> = {}): Form & { gender: 'female' } =>
  ({ ...blank(), name: ' 李小冉 ', gender: 'female', id_number: '61011320060313900x', phone: '138 0000-1234', password: '四月的雨落在屋檐', again: '四月的雨落在屋檐', consent: true, ...more }) as Form & { gender: 'female' }
const refused = (code: string, errors: { field: string; code: string }[] = []): Refused => new Refused({ type: '', code, title: code, status: 422, trace_id: '', errors })

describe('the form', () => {
  it('says of each empty field what it wants, from the top', () => {
    expect(Object.keys(check(blank(), false))).toEqual(['name', 'gender', 'id_number', 'phone', 'password', 'consent'])
    expect(check(blank(), true)).toMatchObject({ question: 'no-question', answer: 'no-answer' })
    expect(check(filled(), false)).toEqual({})
  })
  it('compares what two fields say of one fact', () => {
    expect(check(filled({ gender: 'male' }), false)).toEqual({ gender: 'gender-differs' })
    expect(check(filled({ again: '四月的雨落在屋檐下' }), false)).toEqual({ again: 'not-same' })
    expect(check(filled({ password: 'ab20060313cd', again: 'ab20060313cd' }), false)).toEqual({ password: 'holds-your-facts' })
  })
  it('sends what the platform keeps, and the version that was agreed to', () => {
    expect(asked(filled(), false, PROOF)).toEqual({ name: '李小冉', gender: 'female', id_number: '61011320060313900X', phone: '13800001234', password: '四月的雨落在屋檐', consent: CONSENT, proof: PROOF })
    expect(asked(filled({ question: 2, answer: ' 塔尔寺 ' }), true, PROOF).security).toEqual({ question: 2, answer: '塔尔寺' })
  })
  it('agrees to the version that the privacy page shows', () => {
    for (const tongue of ['zh', 'en'] as const) expect(privacy[tongue][0]?.text[0]).toContain(CONSENT)
  })
  it('puts a refusal at its field, and leaves the others where they are', () => {
    expect(faultsOf(refused('invalid', [{ field: 'id_number', code: 'id-checksum' }, { field: 'security', code: 'too-short-answer' }]))).toEqual({ id_number: 'id-checksum', answer: 'too-short-answer' })
    expect(faultsOf(refused('weak-password', [{ field: 'fresh', code: 'too-common' }]))).toEqual({ password: 'too-common' })
    expect(faultsOf(refused('id-birth'))).toEqual({ id_number: 'id-birth' })
    expect(faultsOf(refused('slow-down'))).toEqual({})
    expect(faultsOf(new Unreachable())).toEqual({})
  })
})

describe('after the registration', () => {
  const home = { next: 'home' as const }
  it('somebody is signed in with no proof where none is wanted', async () => {
    const proved = vi.fn()
    expect(await enter(() => Promise.resolve(home), proved, false)).toBe(home)
    expect(proved).not.toHaveBeenCalled()
  })
  it('the browser works for a proof where one is', async () => {
    const plain = vi.fn(() => Promise.reject(refused('captcha-needed')))
    expect(await enter(plain, () => Promise.resolve(home), true)).toBe(home)
    expect(plain).not.toHaveBeenCalled()
    expect(await enter(plain, () => Promise.resolve(home), false)).toBe(home)
  })
  it('a number that was known opens nothing, and nobody is told more', async () => {
    expect(await enter(() => Promise.reject(refused('wrong-credentials')), vi.fn(), false)).toBe('known')
  })
  it('what only the login page can do is left to it; a lost answer is not taken for a no', async () => {
    expect(await enter(vi.fn(), () => Promise.reject(new Stopped()), true)).toBe('by-hand')
    await expect(enter(() => Promise.reject(new Unreachable()), vi.fn(), false)).rejects.toBeInstanceOf(Unreachable)
  })
})

describe('a password', () => {
  it('is measured in characters', () => {
    expect(weakness('四月的雨落在屋', '', [])).toBe('too-short')
    expect(weakness('🐎'.repeat(8), '', [])).toBeNull()
    expect(weakness('x'.repeat(65), '', [])).toBe('too-long')
  })
  it('holds no fact, in whatever case', () => {
    expect(holdsFacts('zz13900xzz', '', ['61011320060313900X'])).toBe(true)
    expect(holdsFacts('张三丰在读书', '张三丰', [])).toBe(true)
    expect(holdsFacts('horse-2103-staple', '张三丰', ['21030101'])).toBe(false)
  })
  it('is not blamed for a number that is still being typed', () => {
    expect(holdsFacts('anything at all 1', '', ['1', ''])).toBe(false)
  })
})

describe('a phone number', () => {
  it('is taken as people write it', () => {
    expect(plainPhone('+86 138-0000-1234')).toBe('13800001234')
    expect(['13800001234', '１３８ 0000 1234'].every(isPhone)).toBe(true)
    expect(['', '1380000123', '12800001234', '138000012345'].some(isPhone)).toBe(false)
  })
})

describe('a code', () => {
  it('can be asked for again after a minute, not before', () => {
    expect(wait(null, 0)).toBe(0)
    expect(wait(1_000, 1_000)).toBe(60)
    expect(wait(1_000, 60_001)).toBe(1)
    expect(wait(1_000, 61_000)).toBe(0)
    expect(wait(1_000, 900_000)).toBe(0)
  })
  it('keeps nobody waiting longer because a clock was turned back', () => {
    expect(wait(1_000_000, 0)).toBe(60)
  })
  it('is found in what was pasted', () => {
    expect(codeIn('您的验证码是 381 204。')).toBe('381204')
    expect(codeIn('３８１２０４')).toBe('381204')
  })
})

describe('getting in again', () => {
  const entry = { registration: true, security_question: false, phone_codes: false, official_account: true, double_entry: false }
  const form = { ...reset.blank(), user: ' 2024010101 ', phone: '138 0000 1234', name: '李小冉', question: 1, answer: '城关小学', code: '381204', fresh: '四月的雨落在屋檐', again: '四月的雨落在屋檐' }
  it('offers what the school does, and always the office', () => {
    expect(reset.waysOf(entry)).toEqual(['office'])
    expect(reset.waysOf({ ...entry, phone_codes: true, security_question: true })).toEqual(['code', 'question', 'office'])
  })
  it('asks of each step what it needs', () => {
    expect(Object.keys(reset.check(reset.blank(), 'send'))).toEqual(['user', 'phone'])
    expect(Object.keys(reset.check(reset.blank(), 'code'))).toEqual(['user', 'phone', 'code', 'fresh'])
    expect(Object.keys(reset.check(reset.blank(), 'question'))).toEqual(['user', 'name', 'phone', 'question', 'answer', 'fresh'])
    expect(reset.check(form, 'question')).toEqual({})
  })
  it('sends no more than the way needs', () => {
    expect(reset.byCode(form)).toEqual({ user: '2024010101', phone: '13800001234', code: '381204', fresh: '四月的雨落在屋檐' })
    expect(reset.byQuestion(form, PROOF)).toEqual({ user: '2024010101', name: '李小冉', phone: '13800001234', security: { question: 1, answer: '城关小学' }, fresh: '四月的雨落在屋檐', proof: PROOF })
  })
  it('says nothing of which fact was wrong, only of the password', () => {
    expect(reset.faultsOf(refused('reset-refused'))).toEqual({})
    expect(reset.faultsOf(refused('weak-password', [{ field: 'fresh', code: 'too-common' }]))).toEqual({ fresh: 'too-common' })
  })
})

describe('devices', () => {
  const session = (id: string, seen: string, here = false) => ({ id, device: { system: 'windows', app: 'browser' }, entrance: 'password', created: seen, seen, here }) as const
  it('stand in the order of their use, this one first', () => {
    const all = [session('a', '2026-11-20T00:00:00Z'), session('b', '2026-11-22T00:00:00Z'), session('c', '2026-11-01T00:00:00Z', true)]
    expect(inOrder(all).map((it) => it.id)).toEqual(['c', 'b', 'a'])
  })
  it('lie in a hand or stand on a desk', () => {
    expect(isHandheld({ system: 'unknown', app: 'wechat' })).toBe(true)
    expect(isHandheld({ system: 'mac', app: 'browser' })).toBe(false)
  })
})
