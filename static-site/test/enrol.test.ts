import { describe, expect, it } from 'vitest'
import type { Enrolment, Entry, FormField, Project } from '../src/api/enrol'
import { asked, check, doorOf, draftOf, faultsOf, leftUntil, phaseOf, priceOf, seatsOf, signsOf, stageOf, standingOf, stillAsked } from '../src/flow/enrol'
import { leftLine } from '../src/state/standing'
import { Refused, Unreachable } from '../src/flow/refusal'

const NOW = Date.parse('2026-11-22T08:00:00Z')
const at = (minutes: number): string => new Date(NOW + minutes * 60_000).toISOString()
const FORM: FormField[] = [
  { id: 'level', label: '等级', hint: '', required: true, kind: { is: 'choice', options: ['一级', '二级'] } },
  { id: 'home', label: '籍贯', hint: '', required: true, kind: { is: 'text', max: 4 } },
  { id: 'since', label: '日期', hint: '', required: false, kind: { is: 'date' } },
]
const project = (more: Partial<Project> = {}): Project => ({
  id: 'psc', title: '普通话水平测试', department: '文法学院', content: '', window: { opens: at(-60), closes: at(60) }, phase: 'open', audience: 'everybody',
  quota: 400, left: 18, tiers: [{ id: 'a', label: '测试费', price: '25.00' }], form: FORM, minutes_to_pay: 30, mine: null, ...more,
})
const mine = (more: Partial<Enrolment> = {}): Enrolment => ({ project: 'psc', tier: 'a', label: '测试费', price: '25.00', at: at(-5), changed: at(-5), state: 'unpaid', until: at(10), bill: null, order: null, ...more })
const entry = (more: Partial<Entry> = {}): Entry => ({ enrolment: null, project: project(), name: '陈予安', id_number: '610***', number: '23080101234', phone: '138****6021', answers: {}, ...more })
const school = { origin: 'school', role: 'payer' } as const
const outside = { origin: 'registered', role: 'payer' } as const
const refused = (errors: { field: string; code: string }[]): Refused => new Refused({ type: '', code: 'wrong-fields', title: '', status: 422, trace_id: '', errors })

describe('a project', () => {
  it('is open from its first instant and over at its last', () => {
    const { window } = project()
    expect([-60, -60 - 1 / 60_000, 0, 60 - 1 / 60_000, 60].map((it) => phaseOf(window, NOW + it * 60_000))).toEqual(['open', 'coming', 'open', 'open', 'closed'])
  })
  it('has few seats under a tenth of them, and none at nought', () => {
    expect([400, 40, 39, 1, 0, -2].map((left) => seatsOf({ quota: 400, left })?.mood)).toEqual(['plenty', 'plenty', 'few', 'few', 'none', 'none'])
    expect(seatsOf({ quota: 400, left: -2 })?.taken).toBe(100)
    expect(seatsOf({ quota: null, left: null })).toBeNull()
  })
  it('costs from its lowest price on, compared as money', () => {
    const tiers = ['680.00', '1200.00', '80.00'].map((price, n) => ({ id: `${n}`, label: '', price }))
    expect(priceOf(tiers)).toEqual({ from: '80.00', several: true })
    expect(priceOf(tiers.slice(0, 1))).toEqual({ from: '680.00', several: false })
    expect(priceOf([{ id: 'a', label: '', price: '5.00' }, { id: 'b', label: '', price: '5.00' }]).several).toBe(false)
  })
  it('is called after one’s own entry first', () => {
    expect(standingOf(project(), NOW)).toBe('open')
    expect(standingOf(project({ left: 0 }), NOW)).toBe('full')
    expect(standingOf(project({ left: 0, mine: mine({ state: 'enrolled' }) }), NOW)).toBe('mine')
    expect(standingOf(project({ left: 0 }), NOW + 3_600_000)).toBe('closed')
  })
})

describe('the door of a project', () => {
  it('is a sign-in only where there is something behind it', () => {
    expect(doorOf(project(), null, NOW)).toBe('sign-in')
    expect(doorOf(project({ left: 0 }), null, NOW)).toBe('full')
    expect(doorOf(project(), null, NOW - 3_600_001)).toBe('coming')
    expect(doorOf(project(), null, NOW + 3_600_000)).toBe('closed')
  })
  it('is shut to whom the project is not for', () => {
    expect([school, outside].map((who) => doorOf(project({ audience: 'school' }), who, NOW))).toEqual(['enrol', 'not-you'])
    expect([school, outside].map((who) => doorOf(project({ audience: 'outside' }), who, NOW))).toEqual(['not-you', 'enrol'])
    expect([school, outside].map((who) => doorOf(project(), who, NOW))).toEqual(['enrol', 'enrol'])
    expect(doorOf(project(), { origin: 'school', role: 'office' }, NOW)).toBe('not-you')
  })
  it('leads to one’s entry whatever became of the project', () => {
    expect(doorOf(project({ left: 0, mine: mine() }), school, NOW + 9_000_000)).toBe('entry')
  })
})

describe('what may be done with an entry', () => {
  const { window } = project()
  const may = (it: Enrolment, now = NOW): string => Object.entries(stageOf(it, window, now)).flatMap(([deed, on]) => (on === true ? [deed] : [])).join(' ')
  it('is everything while its seat is kept', () => {
    expect(stageOf(mine(), window, NOW)).toMatchObject({ state: 'unpaid', until: at(10) })
    expect(may(mine())).toBe('edit pay cancel')
    expect(stageOf(mine({ until: null }), window, NOW)).toMatchObject({ state: 'unpaid', until: null, pay: true })
  })
  it('is nothing while somebody pays it, nor once it is paid', () => {
    expect(may(mine({ state: 'paying' }))).toBe('')
    expect(may(mine({ state: 'enrolled' }))).toBe('')
    expect(stageOf(mine({ state: 'paying' }), window, NOW + 9_000_000).state).toBe('paying')
  })
  it('is to change or to leave what is free of charge, as long as the window is open', () => {
    expect(may(mine({ state: 'enrolled', price: '0.00', until: null }))).toBe('edit cancel')
    expect(may(mine({ state: 'enrolled', price: '0.00', until: null }), NOW + 3_600_000)).toBe('')
  })
  it('is to take a seat again when its time is over, also before the platform has said so', () => {
    for (const it of [mine({ state: 'lapsed', until: null }), mine({ until: at(0) })]) {
      expect(stageOf(it, window, NOW).state).toBe('lapsed')
      expect(may(it)).toBe('edit again cancel')
    }
  })
  it('is to cancel and no more once the window has closed', () => {
    expect(stageOf(mine({ until: at(90) }), window, NOW + 3_600_000)).toEqual({ state: 'closed', until: null, edit: false, pay: false, again: false, cancel: true })
  })
})

it('tells what is left in the units that matter, never below nought', () => {
  expect(leftUntil(at(4 * 1440 + 130), NOW)).toEqual({ unit: 'days', a: 4, b: 2 })
  expect(leftUntil(at(61), NOW)).toEqual({ unit: 'hours', a: 1, b: 1 })
  expect(leftUntil(at(12), NOW + 55_000)).toEqual({ unit: 'clock', text: '11:05', seconds: 665 })
  expect(leftUntil(at(-1), NOW)).toEqual({ unit: 'clock', text: '00:00', seconds: 0 })
})

it('says one unit where the other would be nought', () => {
  expect(leftLine(at(1440), NOW)).toBe('1 天')
  expect(leftLine(at(1500), NOW)).toBe('1 天 1 小时')
  expect(leftLine(at(120), NOW)).toBe('2 小时')
  expect(leftLine(at(5), NOW)).toBe('05:00')
})

describe('the form', () => {
  it('begins with what is known: the only price, the phone on file, what was said before', () => {
    expect(draftOf(entry())).toEqual({ tier: 'a', phone: null, answers: { level: '', home: '', since: '' } })
    expect(draftOf(entry({ phone: null })).phone).toBe('')
    expect(draftOf(entry({ project: project({ tiers: [...project().tiers, { id: 'b', label: '', price: '9.00' }] }) })).tier).toBe('')
    expect(draftOf(entry({ enrolment: mine(), answers: { home: '西安', gone: 'x' } })).answers).toEqual({ level: '', home: '西安', since: '' })
  })
  it('keeps of a draft what is still asked', () => {
    const kept = { tier: 'gone', phone: '138', answers: { home: '西安', gone: 'x' } }
    expect(stillAsked(kept, draftOf(entry()), project())).toEqual({ tier: 'a', phone: '138', answers: { level: '', home: '西安', since: '' } })
  })
  it('says of each field what is wrong, by the platform’s names', () => {
    expect(check({ tier: '', phone: ' ', answers: {} }, project())).toEqual({ tier: 'required', phone: 'required', 'answers.level': 'required', 'answers.home': 'required' })
    expect(check({ tier: 'a', phone: '12', answers: { level: '三级', home: '一二三四五', since: '2026-02-30' } }, project()))
      .toEqual({ phone: 'not-a-phone', 'answers.level': 'not-an-option', 'answers.home': 'too-long', 'answers.since': 'not-a-day' })
    expect(check({ tier: 'a', phone: null, answers: { level: '一级', home: '一二三四', since: '2028-02-29' } }, project())).toEqual({})
  })
  it('counts signs as people do', () => {
    expect(signsOf(' 𠮷野家 ')).toBe(3)
  })
  it('sends no phone that was not typed and no answer that was not given', () => {
    expect(asked({ tier: 'a', phone: null, answers: { level: '一级', home: ' 西安 ', since: ' ' } })).toEqual({ tier: 'a', answers: { level: '一级', home: '西安' } })
    expect(asked({ tier: 'a', phone: '138 0000-1234', answers: {} }).phone).toBe('13800001234')
  })
  it('puts a refusal at its fields, or nowhere if one of them is not there', () => {
    expect(faultsOf(refused([{ field: 'answers.home', code: 'unseen' }, { field: 'phone', code: 'not-a-phone' }]), project())).toEqual({ 'answers.home': 'unseen', phone: 'not-a-phone' })
    expect(faultsOf(refused([{ field: 'answers.other', code: 'unknown-field' }, { field: 'phone', code: 'not-a-phone' }]), project())).toEqual({})
    expect(faultsOf(new Unreachable(), project())).toEqual({})
  })
})
