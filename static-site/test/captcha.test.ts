import { describe, expect, it } from 'vitest'
import type { Puzzle } from '../src/api/doors'
import { check, type Check, type Ground, type State } from '../src/flow/captcha'
import { Refused, Stopped } from '../src/flow/refusal'

const refused = (code: string, status = 401): Refused => new Refused({ type: '', code, title: '', status, trace_id: 'T1' })
const settled = (): Promise<void> => new Promise((done) => setTimeout(done))
const NOW = Date.parse('2026-11-22T00:00:00Z')

interface Stage { it: Check<{ token: string; answer: string } | null>; now: () => State; asked: string[]; later: { ms: number; then: () => void }[]; lost: boolean; found: number | null }

/** A form whose platform numbers its puzzles and whose clock stands. */
function stage(always: boolean): Stage {
  let state = {} as State
  const all: Omit<Stage, 'it'> = { now: () => state, asked: [], later: [], lost: false, found: 42 }
  const ground: Ground = {
    ask: (purpose, kind) => {
      all.asked.push(`${purpose} ${kind}`)
      if (all.lost) return Promise.reject(refused('unavailable', 503))
      const made: Puzzle = { token: `t${all.asked.length}`, until: '2026-11-22T00:05:00Z' }
      return Promise.resolve(kind === 'image' ? { ...made, image: `data:${all.asked.length}` } : { ...made, work: { salt: '00', cost: 1, key: '00', most: 1 } })
    },
    solve: (_work, progress, signal) => { progress(0.5); return Promise.resolve(signal.aborted ? null : all.found) },
    now: () => NOW,
    later: (ms, then) => { const it = { ms, then }; all.later.push(it); return () => { all.later.splice(all.later.indexOf(it), 1) } },
    seen: (now) => { state = now },
  }
  return Object.assign(all, { it: check('login', always, ground) })
}

describe('a check that is always demanded', () => {
  it('is there from the start and goes with the deed', async () => {
    const at = stage(true)
    await settled()
    expect(at.now()).toMatchObject({ step: 'image', image: 'data:1' })
    at.it.type(' m5a7 ')
    expect(await at.it.spend((proof) => Promise.resolve(proof))).toEqual({ token: 't1', answer: 'm5a7' })
  })
  it('is new after every failure, whoever’s fault it was', async () => {
    for (const [fault, said] of [[refused('wrong-credentials'), 'renewed'], [refused('captcha-wrong', 422), 'wrong'], [refused('slow-down', 429), 'renewed'], [new Error('network'), 'renewed']] as const) {
      const at = stage(true)
      await settled()
      at.it.type('M5A7')
      await expect(at.it.spend(() => Promise.reject(fault))).rejects.toBe(fault)
      expect(at.now()).toMatchObject({ step: 'image', image: 'data:2', typed: '', said })
      expect(at.now().calls).toBe(said === 'wrong' ? 1 : 0)
    }
  })
  it('is called for when it was left empty, and nothing is sent', async () => {
    const at = stage(true)
    await settled()
    await expect(at.it.spend(() => Promise.reject(new Error('sent')))).rejects.toBeInstanceOf(Stopped)
    expect(at.now()).toMatchObject({ calls: 1, image: 'data:1' })
  })
  it('is asked for anew by whoever submits where it never arrived', async () => {
    const at = stage(true)
    at.lost = true
    at.it.turn('image')
    await settled()
    expect(at.now().step).toBe('broken')
    at.lost = false
    await expect(at.it.spend(() => Promise.resolve())).rejects.toBeInstanceOf(Stopped)
    expect(at.now()).toMatchObject({ step: 'image', calls: 2 })
  })
})

describe('a check that is demanded later', () => {
  it('appears when the platform says so, keeps nothing back, and takes the focus', async () => {
    const at = stage(false)
    expect(await at.it.spend((proof) => Promise.resolve(proof))).toBeNull()
    expect(at.asked).toEqual([])
    await expect(at.it.spend(() => Promise.reject(refused('captcha-needed', 403)))).rejects.toMatchObject({ message: 'captcha-needed' })
    expect(at.now()).toMatchObject({ step: 'image', calls: 1, said: '' })
  })
  it('does not appear for any other reason', async () => {
    const at = stage(false)
    await expect(at.it.spend(() => Promise.reject(refused('wrong-credentials')))).rejects.toThrow()
    expect(at.asked).toEqual([])
  })
})

describe('a picture', () => {
  it('is replaced before the platform forgets it; who had begun to type is told', async () => {
    const at = stage(true)
    await settled()
    expect(at.later.map((it) => it.ms)).toEqual([290_000])
    at.later[0]?.then()
    await settled()
    expect(at.now()).toMatchObject({ image: 'data:2', said: '', calls: 0 })
    at.it.type('M5')
    at.later[0]?.then()
    await settled()
    expect(at.now()).toMatchObject({ image: 'data:3', typed: '', said: 'stale', calls: 0 })
    expect(at.later).toHaveLength(1)
  })
  it('that comes late does not replace the one asked for after it', async () => {
    const at = stage(true)
    void at.it.turn('image')
    await at.it.turn('image')
    expect(at.now()).toMatchObject({ image: 'data:3' })
  })
  it('is not fetched any more when the page is gone', async () => {
    const at = stage(true)
    await settled()
    at.it.end()
    expect(at.later).toEqual([])
  })
})

describe('the work', () => {
  it('waits to be begun, and goes with the deed', async () => {
    const at = stage(true)
    await settled()
    await at.it.turn('work')
    expect(at.now()).toMatchObject({ kind: 'work', step: 'rest' })
    expect(at.asked).toEqual(['login image'])
    await at.it.work()
    expect(at.now()).toMatchObject({ step: 'solved', part: 1 })
    expect(await at.it.spend((proof) => Promise.resolve(proof))).toEqual({ token: 't2', answer: '42' })
  })
  it('is done by submitting, too', async () => {
    const at = stage(true)
    await at.it.turn('work')
    expect(await at.it.spend((proof) => Promise.resolve(proof?.answer))).toBe('42')
  })
  it('takes zero for an answer', async () => {
    const at = stage(true)
    at.found = 0
    await at.it.turn('work')
    expect(await at.it.spend((proof) => Promise.resolve(proof?.answer))).toBe('0')
  })
  it('is to be done again after a failure and after five minutes', async () => {
    const at = stage(true)
    await at.it.turn('work')
    await at.it.work()
    await expect(at.it.spend(() => Promise.reject(refused('wrong-credentials')))).rejects.toThrow()
    expect(at.now()).toMatchObject({ kind: 'work', step: 'rest', said: 'renewed' })
    await at.it.work()
    at.later[0]?.then()
    expect(at.now()).toMatchObject({ step: 'rest', said: 'stale' })
  })
  it('says when no number was found, and sends nothing', async () => {
    const at = stage(true)
    at.found = null
    await at.it.turn('work')
    await expect(at.it.spend(() => Promise.resolve())).rejects.toBeInstanceOf(Stopped)
    expect(at.now()).toMatchObject({ step: 'rest', said: 'failed' })
  })
  it('gives way to a picture', async () => {
    const at = stage(true)
    await at.it.turn('work')
    await at.it.turn('image')
    expect(at.now()).toMatchObject({ kind: 'image', step: 'image' })
  })
})
