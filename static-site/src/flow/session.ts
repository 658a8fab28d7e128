import type { Address, ProblemBody } from '../api/wire'
import { Refused, SignedOut, Unreachable } from './refusal'

/** What a session needs from the browser. Tests hand in their own. */
export interface Ground {
  fetch: (path: string, init: RequestInit) => Promise<Response>
  /** Runs `work` while no other tab of this site runs its own. */
  alone: <T>(work: () => Promise<T>) => Promise<T>
  now: () => number
  /** When any tab last renewed the session, in milliseconds; shared by all tabs. */
  renewedAt: () => number
  keepRenewedAt: (at: number) => void
  /** The session is over: whether the same person has signed in again, on top of the page that they are at. */
  again?: () => Promise<boolean>
  /** Called with the server's clock on every answer that carries it. */
  heard?: (serverNow: number) => void
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
/** `file`: the answer is not read here but handed on whole, as a `Blob`. */
export interface Ask { method: Method; path: Address; body?: unknown; bytes?: Blob; file?: true; renew?: false; patience?: number }
export type Call = <T>(ask: Ask) => Promise<T>

const PATIENCE = 25_000

/** Builds the one way to call the platform: renews the session once, silently, and never repeats a request twice. */
export function session(ground: Ground): Call {
  return async <T>(ask: Ask): Promise<T> => {
    const started = ground.now()
    const first = await send(ground, ask)
    if (first.status !== 401) return read<T>(first, ask.file)
    const problem = await problemOf(first)
    if (problem.code !== 'signed-out') throw new Refused(problem, waitOf(first, problem))
    if (ask.renew === false || !(await renew(ground, started) || await ground.again?.())) throw new SignedOut()
    const second = await send(ground, ask)
    if (second.status === 401) throw new SignedOut()
    return read<T>(second, ask.file)
  }
}

/** Renews at most once for all tabs: a refresh token used twice ends the session. */
function renew(ground: Ground, started: number): Promise<boolean> {
  return ground.alone(async () => {
    if (ground.renewedAt() >= started) return true
    const answer = await send(ground, { method: 'POST', path: '/api/session/refresh' })
    if (!answer.ok) {
      if (answer.status === 401) return false
      throw new Refused(await problemOf(answer))
    }
    ground.keepRenewedAt(ground.now())
    return true
  })
}

async function send(ground: Ground, ask: Ask): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json, application/problem+json' }
  if (ask.method !== 'GET') headers['x-pay-csrf'] = '1'
  if (ask.body !== undefined) headers['content-type'] = 'application/json'
  if (ask.bytes) headers['content-type'] = 'application/octet-stream'
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), ask.patience ?? PATIENCE)
  try {
    const init: RequestInit = { method: ask.method, headers, credentials: 'same-origin', cache: 'no-store', signal: stop.signal }
    if (ask.bytes) init.body = ask.bytes
    else if (ask.body !== undefined) init.body = JSON.stringify(ask.body)
    const answer = await ground.fetch(ask.path, init)
    const date = Date.parse(answer.headers.get('date') ?? '')
    if (!Number.isNaN(date)) ground.heard?.(date)
    return answer
  } catch {
    throw new Unreachable()
  } finally {
    clearTimeout(timer)
  }
}

async function read<T>(answer: Response, file?: true): Promise<T> {
  if (!answer.ok) {
    const problem = await problemOf(answer)
    throw new Refused(problem, waitOf(answer, problem))
  }
  if (answer.status === 204 || answer.status === 202) return undefined as T // done, or taken in: nothing more is said
  try {
    return (file ? await answer.blob() : await answer.json()) as T
  } catch {
    throw new Unreachable() // cut off half-way: the same as no answer
  }
}

async function problemOf(answer: Response): Promise<ProblemBody> {
  try {
    const body = (await answer.json()) as ProblemBody
    if (typeof body.code === 'string') return { ...body, trace_id: body.trace_id ?? answer.headers.get('x-trace-id') ?? '' }
  } catch { /* a gateway's page, not ours */ }
  const code = answer.status >= 500 ? 'unavailable' : answer.status === 404 ? 'not-found' : 'refused'
  return { type: 'about:blank', code, title: code, status: answer.status, trace_id: answer.headers.get('x-trace-id') ?? '' }
}

function waitOf(answer: Response, problem: ProblemBody): number {
  return problem.retry_after ?? (Number(answer.headers.get('retry-after')) || 0)
}
