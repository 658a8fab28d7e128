import { describe, expect, it } from 'vitest'
import type { Living, News, OfficeProject } from '../src/api/office'
import { amountsOf, desks, faultAt, freshId, inTurn, phaseOf, placesOf, share } from '../src/flow/announce'
import { freshName, moved, split } from '../src/flow/rows'
import { fromWall, toWall } from '../src/flow/wall'
import { enAnnounce } from '../src/words/en-announce'
import { zhAnnounce } from '../src/words/zh-announce'

const NOW = Date.parse('2026-11-22T07:20:00Z')
const project: OfficeProject = {
  id: 'p-cet', title: '四级', department: '教务处', content: '- 带证件', window: { opens: '2026-11-20T01:00:00Z', closes: '2026-11-28T09:00:00Z' }, audience: 'school', quota: 40, minutes_to_pay: 30, taken: 12,
  tiers: [{ id: 't-a', label: '四级', price: '30.00' }, { id: 't-b', label: '旁听', price: '0.00' }],
  form: [{ id: 'f-a', label: '校区', hint: '', required: true, kind: { is: 'choice', options: ['雁塔', '临潼'] } }, { id: 'f-b', label: '备注', hint: '可不填', required: false, kind: { is: 'text', max: 80 } }, { id: 'f-c', label: '生日', hint: '', required: true, kind: { is: 'date' } }],
}
const power: Living = { id: 'l-power', title: '电费', note: '', open: true, target: { is: 'room', buildings: ['6', '北苑-2'] }, amount: { is: 'free', min: '10.00', max: '500.00', step: '10.50', suggestions: ['50.00', '1000.25'] } }
const card: Living = { ...power, id: 'l-card', target: { is: 'card', digits: 10 }, amount: { is: 'fixed', choices: ['20.00'] } }
const news: News = { id: 'n-a', title: '安排', body: '# 一', pinned: true, from: '2026-11-01T00:00:00Z', until: null }
const bare = <T extends { id: string; taken?: unknown }>({ id: _id, taken: _taken, ...rest }: T): Omit<T, 'id' | 'taken'> => rest

describe('the clock of Beijing in a field', () => {
  it('goes there and back', () => {
    expect(toWall('2026-12-31T17:30:00Z')).toBe('2027-01-01T01:30')
    expect(fromWall('2027-01-01T01:30')).toBe('2026-12-31T17:30:00Z')
    expect(fromWall(' 2027-01-01 01:30 ')).toBe('2026-12-31T17:30:00Z')
  })
  it('takes no day that there is not', () => {
    for (const bad of ['', '2026-02-30T10:00', '2026-11-22', '2026-11-22T24:00', '2026-13-01T00:00', 'tomorrow']) expect(fromWall(bad), bad).toBeNull()
  })
})

describe('rows', () => {
  it('move one place, and not beyond the ends', () => {
    expect(moved(['a', 'b', 'c'], 1, -1)).toEqual(['b', 'a', 'c'])
    expect(moved(['a', 'b', 'c'], 1, 1)).toEqual(['a', 'c', 'b'])
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b'])
    expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b'])
  })
  it('get names that the platform takes, never the same twice', () => {
    const names = Array.from({ length: 500 }, () => freshName('t'))
    for (const it of [...names, freshId('projects')]) expect(it).toMatch(/^[a-z][a-z0-9-]{0,39}$/)
    expect(new Set(names).size).toBe(500)
  })
  it('are read from one field, however they are parted', () => expect(split(' 6、7，北苑-2\n8;; ')).toEqual(['6', '7', '北苑-2', '8']))
})

describe('an announcement', () => {
  it('that is opened and saved again is what it was', () => {
    expect(desks.projects.said(desks.projects.draft(project))).toEqual(bare(project))
    expect(desks.living.said(desks.living.draft(power))).toEqual(bare(power))
    expect(desks.living.said(desks.living.draft(card))).toEqual(bare(card))
    expect(desks.news.said(desks.news.draft(news))).toEqual(bare(news))
    const batch = { id: 'b-a', title: '教材', department: '教务处', note: '', window: project.window }
    expect(desks.batches.said(desks.batches.draft(batch))).toEqual(bare(batch))
  })
  it('says what is missing, each at its place', () => {
    expect(desks.news.faults(desks.news.blank(NOW))).toEqual({ title: 'missing', body: 'missing' })
    expect(desks.batches.faults(desks.batches.blank(NOW))).toEqual({ title: 'missing', department: 'missing' })
    expect(Object.keys(desks.projects.faults(desks.projects.blank(NOW)))).toEqual(['title', 'department', 'content', 'tiers.0.label', 'tiers.0.price'])
  })
  it('begins before it ends', () => {
    const batch = { ...desks.batches.blank(NOW), title: '教材', department: '教务处' }
    expect(desks.batches.faults({ ...batch, closes: batch.opens })).toEqual({ 'window.closes': 'ends-before-it-begins' })
    expect(desks.batches.faults({ ...batch, opens: '' })).toEqual({ 'window.opens': 'not-a-time' })
    const it = desks.news.draft(news)
    expect(desks.news.faults({ ...it, until: it.from })).toEqual({ until: 'ends-before-it-begins' })
    expect(desks.news.faults({ ...it, until: 'soon' })).toEqual({ until: 'not-a-time' })
  })
  it('asks amounts that can be paid', () => {
    const it = desks.living.draft({ ...power, amount: { is: 'free', min: '10.00', max: '500.00', step: '10.00', suggestions: [] } })
    expect(desks.living.faults(it)).toEqual({})
    expect(desks.living.faults({ ...it, max: '5', step: '0' })).toEqual({ 'amount.max': 'below-min', 'amount.step': 'zero' })
    expect(desks.living.faults({ ...it, min: '12' })).toEqual({ 'amount.min': 'off-step' })
    expect(desks.living.faults({ ...it, max: 'viel' })).toEqual({ 'amount.max': 'not-an-amount' })
    expect(desks.living.faults({ ...it, suggestions: '1,000' })).toEqual({ 'amount.suggestions': 'zero' })
    expect(desks.living.faults({ ...it, amount: 'fixed', choices: '' })).toEqual({ 'amount.choices': 'missing' })
    expect(desks.living.faults({ ...it, target: 'card', digits: '3' })).toEqual({ 'target.digits': 'out-of-range' })
  })
  it('may be free, but not without a price, and has each price and question once', () => {
    const it = desks.projects.draft(project)
    expect(desks.projects.faults(it)).toEqual({})
    const [a, b] = it.tiers as [typeof it.tiers[0], typeof it.tiers[0]]
    expect(desks.projects.faults({ ...it, tiers: [] })).toEqual({ tiers: 'missing' })
    expect(desks.projects.faults({ ...it, tiers: [a, { ...b, label: '四级 ' }] })).toEqual({ 'tiers.0.label': 'twice', 'tiers.1.label': 'twice' })
    expect(desks.projects.faults({ ...it, limited: true, quota: '0', form: [{ ...it.form[0]!, options: '一个' }] })).toEqual({ quota: 'out-of-range', 'form.0.kind.options': 'too-few' })
    expect(desks.projects.said({ ...it, limited: false }).quota).toBeNull()
  })
  it('shows the platform’s faults at the fields that it knows by other names', () => {
    const faults = placesOf([{ field: 'tiers[1].price', code: 'malformed' }, { field: 'form[0].kind.options[3]', code: 'twice' }])
    expect(faultAt(faults, 'tiers.1.price')).toBe('malformed')
    expect(faultAt(faults, 'form.0.kind.options')).toBe('twice')
    expect(faultAt(faults, 'tiers.1.label')).toBe('')
    expect(faultAt({ 'tiers.10.price': 'zero' }, 'tiers.1')).toBe('')
  })
})

describe('the office’s list', () => {
  it('knows where an instant lies from a window', () => {
    const { opens, closes } = project.window
    expect([phaseOf(opens, closes, Date.parse(opens) - 1), phaseOf(opens, closes, Date.parse(opens)), phaseOf(opens, closes, Date.parse(closes) - 1), phaseOf(opens, closes, Date.parse(closes)), phaseOf(opens, null, Date.parse(closes))]).toEqual(['coming', 'open', 'open', 'closed', 'open'])
  })
  it('has first what runs, pinned before new before old', () => {
    const one = (id: string, more: Partial<News>): News => ({ ...news, pinned: false, id, ...more })
    const all = [one('over', { until: '2026-11-02T00:00:00Z' }), one('old', {}), one('coming', { from: '2027-01-01T00:00:00Z' }), one('new', { from: '2026-11-20T00:00:00Z' }), one('pinned', { pinned: true })]
    expect(inTurn('news', all, NOW).map((it) => it.id)).toEqual(['pinned', 'new', 'old', 'coming', 'over'])
  })
  it('shows the amounts that can be read', () => expect([amountsOf('50、abc、1000'), share(12, 40), share(50, 40), share(1, 0)]).toEqual([['50.00', '1,000.00'], 0.3, 1, 0]))
})

it('has words for what the platform may find wrong', () => {
  for (const code of ['missing', 'too-long', 'unseen', 'ends-before-it-begins', 'out-of-range', 'too-few', 'too-many', 'twice', 'zero', 'below-min', 'off-step', 'not-admitted', 'quota-too-late', 'malformed']) expect(zhAnnounce, code).toHaveProperty(`bad-${code}`)
  const gaps = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((it) => it[1] as string).sort()
  for (const [key, text] of Object.entries(enAnnounce)) for (const gap of gaps(text)) expect(gaps((zhAnnounce as Record<string, string>)[key] ?? ''), key).toContain(gap)
})
