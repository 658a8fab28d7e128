import type { Ground } from '../src/flow/session'

export interface Heard { method: string; path: string; body: unknown; csrf: string | null }
type Answer = Response | 'lost' | 'lost-after'

/** A browser whose answers are scripted: each request takes the next answer for its path. */
export function ground(script: Record<string, Answer[]>): Omit<Ground, 'heard'> & { asked: Heard[] } {
  const heard: Heard[] = []
  let renewed = 0
  let chain: Promise<unknown> = Promise.resolve()
  return {
    asked: heard,
    fetch: async (path, init) => {
      const key = `${init.method} ${path}`
      heard.push({ method: init.method ?? '', path, body: typeof init.body === 'string' ? JSON.parse(init.body) : init.body, csrf: new Headers(init.headers).get('x-pay-csrf') })
      const answer = script[key]?.shift()
      if (answer === undefined) throw new Error(`unexpected ${key}`)
      if (typeof answer === 'string') throw new TypeError('network')
      return answer
    },
    alone: (work) => {
      const next = chain.then(work, work)
      chain = next.catch(() => undefined)
      return next
    },
    now: () => Date.now(),
    renewedAt: () => renewed,
    keepRenewedAt: (at) => { renewed = at },
  }
}

export const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status })
export const problem = (code: string, status: number, more: object = {}): Response =>
  new Response(JSON.stringify({ type: `/problems/${code}`, code, title: code, status, trace_id: 'T1', ...more }), { status, headers: { 'content-type': 'application/problem+json' } })
export const none = (): Response => new Response(null, { status: 204 })

export function memory(): { recall: (k: string) => string | null; keep: (k: string, id: string) => void; forget: (id: string) => void; all: Map<string, string> } {
  const all = new Map<string, string>()
  return { all, recall: (k) => all.get(k) ?? null, keep: (k, id) => void all.set(k, id), forget: (id) => all.forEach((kept, k) => { if (kept === id) all.delete(k) }) }
}
