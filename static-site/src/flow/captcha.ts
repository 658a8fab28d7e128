import type { Proof, Purpose, Puzzle, PuzzleKind } from '../api/doors'
import { codeOf, Stopped } from './refusal'
import type { Work } from './solve'

/** What the person last has to know about their check. */
export type Said = '' | 'wrong' | 'renewed' | 'stale' | 'failed'

export interface State {
  kind: PuzzleKind
  /** `off`: none is demanded. `rest`: the work has not begun. */
  step: 'off' | 'asking' | 'broken' | 'image' | 'rest' | 'working' | 'solved'
  image: string
  typed: string
  /** How far the work is, from 0 to 1. */
  part: number
  said: Said
  fault: unknown
  /** Grows whenever the person is wanted at the check: its field takes the focus. */
  calls: number
}

/** What a check needs from the page. Tests hand in their own. */
export interface Ground {
  ask: (purpose: Purpose, kind: PuzzleKind) => Promise<Puzzle>
  /** Null: stopped. */
  solve: (work: Work, progress: (part: number) => void, signal: AbortSignal) => Promise<number | null>
  now: () => number
  /** Runs `then` after so many milliseconds, when somebody looks; answers how to forget it. */
  later: (ms: number, then: () => void) => () => void
  seen: (state: State) => void
}

/** `P`: whether a proof is demanded from the start, or perhaps later. */
export interface Check<P extends Proof | null> {
  /** Another picture, or the other kind of check. */
  turn: (kind: PuzzleKind) => Promise<void>
  type: (text: string) => void
  work: () => Promise<void>
  stop: () => void
  /** Does `deed` with a proof if one is demanded. Whatever goes wrong, the proof is spent and there is a new check. */
  spend: <T>(deed: (proof: P) => Promise<T>) => Promise<T>
  end: () => void
}

/** A puzzle is replaced a little before the platform forgets it: sending it takes time, too. */
const EARLY = 10_000

/** One check on one form, from the first picture to the last. With `always` there is one from the start. */
export function check(purpose: Purpose, always: true, ground: Ground): Check<Proof>
export function check(purpose: Purpose, always: boolean, ground: Ground): Check<Proof | null>
export function check(purpose: Purpose, always: boolean, ground: Ground): Check<Proof | null> {
  let state: State = { kind: 'image', step: 'off', image: '', typed: '', part: 0, said: '', fault: null, calls: 0 }
  let puzzle: Puzzle | null = null
  let answer: string | null = null
  let turn = 0
  let forget: () => void = () => undefined
  let worker: AbortController | null = null
  const set = (more: Partial<State>): void => { state = { ...state, ...more }; ground.seen(state) }
  const call = (): Pick<State, 'calls'> => ({ calls: state.calls + 1 })
  const stop = (): void => worker?.abort()

  /** A new puzzle; the latest asked for wins. */
  const fetch = async (kind: PuzzleKind): Promise<Puzzle | null> => {
    const mine = ++turn
    stop()
    forget()
    puzzle = answer = null
    set({ kind, step: 'asking', typed: '', part: 0, fault: null })
    try {
      const got = await ground.ask(purpose, kind)
      if (mine !== turn) return null
      puzzle = got
      forget = ground.later(Math.max(EARLY, Date.parse(got.until) - ground.now() - EARLY), expire)
      return got
    } catch (fault) {
      if (mine === turn) set({ step: 'broken', fault })
      return null
    }
  }
  const picture = async (said: Said): Promise<void> => {
    set({ said })
    const got = await fetch('image')
    if (got) set({ step: 'image', image: got.image ?? '' })
  }
  /** Nobody is told about a picture that they had not begun to read. */
  const expire = (): void => {
    if (state.kind === 'image') void picture(state.typed ? 'stale' : state.said)
    else if (state.step === 'working') void work()
    else lay('stale')
  }
  const lay = (said: Said): void => {
    turn++
    stop()
    forget()
    puzzle = answer = null
    set({ kind: 'work', step: 'rest', typed: '', part: 0, said, fault: null })
  }
  const work = async (): Promise<void> => {
    set({ said: '' })
    const got = await fetch('work')
    if (!got?.work) return
    const mine = turn
    worker = new AbortController()
    set({ step: 'working' })
    const found = await ground.solve(got.work, (part) => { if (mine === turn) set({ part }) }, worker.signal).catch(() => null)
    if (mine !== turn) return
    if (found === null) return lay(worker.signal.aborted ? '' : 'failed')
    answer = String(found)
    set({ step: 'solved', part: 1 })
  }
  const renew = async (said: Said): Promise<void> => (state.kind === 'work' ? lay(said) : picture(said))

  /** The proof as it stands. Where there is none yet, it is got, or the person is called to it. */
  const proof = async (): Promise<Proof | null> => {
    if (state.step === 'off') return null
    if (state.kind === 'work' && answer === null) await work()
    else if (state.step === 'broken') await picture('')
    const said = state.kind === 'work' ? answer : state.typed.trim()
    if (puzzle && said) return { token: puzzle.token, answer: said }
    set(call())
    throw new Stopped()
  }
  const spend = async <T>(deed: (proof: Proof | null) => Promise<T>): Promise<T> => {
    const mine = await proof()
    try {
      return await deed(mine)
    } catch (fault) {
      const code = codeOf(fault)
      const wrong = code === 'captcha-wrong'
      if (mine || code === 'captcha-needed') await renew(wrong ? 'wrong' : mine ? 'renewed' : '')
      if (wrong || code === 'captcha-needed') set(call())
      throw fault
    }
  }
  if (always) void picture('')
  return {
    turn: async (kind) => { await (kind === 'work' ? lay('') : picture('')); set(call()) },
    type: (typed) => set({ typed, said: '' }),
    work, stop, spend,
    end: () => { turn++; stop(); forget() },
  }
}
