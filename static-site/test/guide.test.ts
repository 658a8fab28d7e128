import { describe, expect, it } from 'vitest'
import type { School } from '../src/api/wire'
import { guideOf, TOPICS, topicsOf } from '../src/flow/guide'
import heights from '../src/flow/pictures.json'
import { enHelp } from '../src/words/en-help'
import { zhHelp } from '../src/words/zh-help'

type Rules = Pick<School, 'login' | 'entry' | 'sso' | 'must_pay_all' | 'wizard'>
const entry = (all: boolean): School['entry'] => ({ registration: all, security_question: all, phone_codes: all, official_account: all, double_entry: all })
/** Every rule that a guide depends on, in every combination that a school may have. */
const schools: Rules[] = (['number', 'id-number'] as const).flatMap((user) => (['id-tail', 'six-zeros', 'either'] as const).flatMap((initial) => (['always', 'adaptive', 'off'] as const).flatMap((captcha) =>
  [true, false].flatMap((all) => [true, false].flatMap((wizard) => [true, false].map((must_pay_all) => ({ login: { user, initial, captcha }, entry: entry(all), sso: all ? '统一认证' : null, must_pay_all, wizard })))))))
const keys = (rules: Rules, topic: (typeof TOPICS)[number]): string[] => guideOf(topic, rules)?.steps.map((it) => it.key) ?? []
const plain: Rules = { login: { user: 'number', initial: 'either', captcha: 'off' }, entry: entry(false), sso: null, must_pay_all: false, wizard: false }

describe('a guide', () => {
  it('has words for every step, and what its pictures show, whatever the school', () => {
    for (const rules of schools) {
      for (const topic of topicsOf(rules)) {
        const guide = guideOf(topic, rules)
        for (const step of guide?.steps ?? []) {
          for (const key of [step.key, `${step.key}Text`, ...(step.picture ? [`p-${step.picture}`] : [])]) expect(zhHelp, key).toHaveProperty([key])
          if (step.picture) expect(heights, step.picture).toHaveProperty([step.picture])
        }
        for (const other of guide?.see ?? []) expect(guideOf(other, rules), `${topic} leads to ${other}`).not.toBeNull()
      }
    }
  })
  it('says nothing of what the school does not have', () => {
    expect(keys(plain, 'login')).toEqual(['loginOpen', 'loginByNumber', 'loginFirst-either', 'loginNew', 'loginForgotOffice', 'loginCheck'])
    expect(topicsOf(plain)).not.toContain('wechat')
    expect(topicsOf(plain)).not.toContain('outside')
    expect(keys(plain, 'enrol')).not.toContain('enrolSignOutside')
  })
  it('does not offer a part where all must be paid at once', () => {
    expect(keys(plain, 'tuition')).toContain('tuitionEdit')
    const all = keys({ ...plain, must_pay_all: true, wizard: true }, 'tuition')
    expect(all).not.toContain('tuitionEdit')
    expect(all).not.toContain('tuitionPick')
    expect(all.slice(0, 3)).toEqual(['tuitionOpen', 'tuitionWho', 'tuitionAll'])
  })
  it('names no school: one text serves them all', () => {
    for (const words of [zhHelp, enHelp]) for (const [key, text] of Object.entries(words)) expect(text, key).not.toMatch(/西安|武威|财务处|计财处|微信支付|支付宝/)
  })
  it('has no gap in English that Chinese does not fill', () => {
    const gaps = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((it) => it[1] as string)
    for (const [key, text] of Object.entries(enHelp)) for (const gap of gaps(text)) expect(gaps((zhHelp as Record<string, string>)[key] ?? ''), key).toContain(gap)
  })
  it('leaves no sentence and no picture that no guide uses', () => {
    const used = new Set(schools.flatMap((rules) => topicsOf(rules).flatMap((topic) => guideOf(topic, rules)?.steps ?? [])).flatMap((it) => [it.key, `${it.key}Text`, `p-${it.picture}`]))
    const source = Object.values(import.meta.glob<string>('../src/{pages,parts}/Help*.vue', { query: '?raw', import: 'default', eager: true })).join('\n')
    const named = (key: string): boolean => used.has(key) || source.includes(`'${key}'`) || /^[ts]-/.test(key)
    expect(Object.keys(zhHelp).filter((key) => !named(key))).toEqual([])
    expect(Object.keys(heights).filter((name) => !used.has(`p-${name}`))).toEqual([])
  })
})
