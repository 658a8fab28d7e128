import { describe, expect, it } from 'vitest'
import { Refused, SignedOut, Unreachable } from '../src/flow/refusal'
import { session } from '../src/flow/session'
import { ground, json, none, problem } from './ground'

describe('a session', () => {
  it('is renewed once on 401 and the request is repeated once', async () => {
    const g = ground({ 'GET /api/me': [problem('signed-out', 401), json({ name: '陈' })], 'POST /api/session/refresh': [none()] })
    expect(await session(g)({ method: 'GET', path: '/api/me' })).toEqual({ name: '陈' })
    expect(g.asked.map((h) => h.path)).toEqual(['/api/me', '/api/session/refresh', '/api/me'])
  })
  it('ends when a second 401 follows the renewal, without a third try', async () => {
    const g = ground({ 'GET /api/me': [problem('signed-out', 401), problem('signed-out', 401)], 'POST /api/session/refresh': [none()] })
    await expect(session(g)({ method: 'GET', path: '/api/me' })).rejects.toBeInstanceOf(SignedOut)
    expect(g.asked).toHaveLength(3)
  })
  it('ends when the renewal is refused', async () => {
    const g = ground({ 'GET /api/me': [problem('signed-out', 401)], 'POST /api/session/refresh': [problem('signed-out', 401)] })
    await expect(session(g)({ method: 'GET', path: '/api/me' })).rejects.toBeInstanceOf(SignedOut)
  })
  it('is renewed once for two requests that fail together', async () => {
    const g = ground({ 'GET /api/me': [problem('signed-out', 401), json(1)], 'GET /api/arrears': [problem('signed-out', 401), json(2)], 'POST /api/session/refresh': [none()] })
    const call = session(g)
    expect(await Promise.all([call({ method: 'GET', path: '/api/me' }), call({ method: 'GET', path: '/api/arrears' })])).toEqual([1, 2])
    expect(g.asked.filter((h) => h.path.endsWith('refresh'))).toHaveLength(1)
  })
  it('does not end because the renewal got no answer', async () => {
    const g = ground({ 'GET /api/me': [problem('signed-out', 401)], 'POST /api/session/refresh': ['lost'] })
    await expect(session(g)({ method: 'GET', path: '/api/me' })).rejects.toBeInstanceOf(Unreachable)
  })
  it('that nobody can renew is begun anew on top of the page, and the request goes on', async () => {
    const g = ground({ 'PUT /api/orders/A': [problem('signed-out', 401), json(1)], 'POST /api/session/refresh': [problem('signed-out', 401)] })
    let times = 0
    const again = (): Promise<boolean> => { times++; return Promise.resolve(true) }
    expect(await session({ ...g, again })({ method: 'PUT', path: '/api/orders/A', body: { lines: [] } })).toBe(1)
    expect([times, g.asked.map((h) => h.path)]).toEqual([1, ['/api/orders/A', '/api/session/refresh', '/api/orders/A']])
  })
  it('is over when nobody does', async () => {
    const g = ground({ 'GET /api/me': [problem('signed-out', 401)], 'POST /api/session/refresh': [problem('signed-out', 401)] })
    await expect(session({ ...g, again: () => Promise.resolve(false) })({ method: 'GET', path: '/api/me' })).rejects.toBeInstanceOf(SignedOut)
  })
  it('is not begun anew for what may go without one', async () => {
    const g = ground({ 'POST /api/session/logout': [problem('signed-out', 401)] })
    await expect(session({ ...g, again: () => Promise.reject(new Error('asked')) })({ method: 'POST', path: '/api/session/logout', renew: false })).rejects.toBeInstanceOf(SignedOut)
  })
  it('tells wrong credentials from an ended session', async () => {
    const g = ground({ 'POST /api/login': [problem('wrong-credentials', 401)] })
    await expect(session(g)({ method: 'POST', path: '/api/login', body: {}, renew: false })).rejects.toBeInstanceOf(Refused)
    expect(g.asked).toHaveLength(1)
  })
})

describe('a request', () => {
  it('for a file hands it on whole, and says a refusal as ever', async () => {
    const g = ground({ 'GET /api/me': [new Response('\ufeff学号\r\n', { headers: { 'content-type': 'text/csv' } }), problem('forbidden', 403)] })
    const call = session(g)
    const file = await call<Blob>({ method: 'GET', path: '/api/me', file: true })
    expect(new Uint8Array(await file.arrayBuffer()).slice(0, 3)).toEqual(new Uint8Array([0xef, 0xbb, 0xbf]))
    await expect(call({ method: 'GET', path: '/api/me', file: true })).rejects.toMatchObject({ problem: { code: 'forbidden' } })
  })
  it('carries the header against forgery when it changes something, and only then', async () => {
    const g = ground({ 'POST /api/session/logout': [none()], 'GET /api/me': [json({})] })
    await session(g)({ method: 'POST', path: '/api/session/logout' })
    await session(g)({ method: 'GET', path: '/api/me' })
    expect(g.asked.map((h) => h.csrf)).toEqual(['1', null])
  })
  it('without an answer is unreachable and not repeated', async () => {
    const g = ground({ 'PUT /api/orders/A': ['lost'] })
    await expect(session(g)({ method: 'PUT', path: '/api/orders/A', body: {} })).rejects.toBeInstanceOf(Unreachable)
    expect(g.asked).toHaveLength(1)
  })
  it('that is taken in without a word is answered', async () => {
    const g = ground({ 'POST /api/register': [new Response(null, { status: 202 })] })
    expect(await session(g)({ method: 'POST', path: '/api/register', body: {} })).toBeUndefined()
  })
  it('cut off half-way counts as no answer', async () => {
    const g = ground({ 'GET /api/me': [new Response('{"id":', { status: 200 })] })
    await expect(session(g)({ method: 'GET', path: '/api/me' })).rejects.toBeInstanceOf(Unreachable)
  })
  it('answered by a gateway in its own words still has a code', async () => {
    const g = ground({ 'GET /api/me': [new Response('<html>', { status: 502 })] })
    await expect(session(g)({ method: 'GET', path: '/api/me' })).rejects.toMatchObject({ problem: { code: 'unavailable' } })
  })
  it('told to slow down says for how long', async () => {
    const g = ground({ 'POST /api/login': [problem('slow-down', 429, { retry_after: 30 })] })
    await expect(session(g)({ method: 'POST', path: '/api/login' })).rejects.toMatchObject({ retryAfter: 30 })
  })
})
