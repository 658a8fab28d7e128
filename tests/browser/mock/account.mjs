// One's own account against the contract: what a page can be told, and none of the platform's care.
import { spend } from './doors.mjs'
import { Problem } from './world.mjs'

const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
const MINUTE = 60_000
const field = (code, name, why) => new Problem(422, code, { errors: [{ field: name, code: why }] })

/** The browsers that are signed in, of which the first is this one. */
export const sessions = (scene) => {
  const now = Date.now()
  const here = { id: 'AAAAAAAAAAAAAAAA', device: { system: 'windows', app: 'browser' }, entrance: 'password', created: iso(now - 42 * MINUTE), seen: iso(now - MINUTE), here: true }
  if (scene === 'alone') return [here]
  return [
    { id: 'BBBBBBBBBBBBBBBB', device: { system: 'android', app: 'wechat' }, entrance: 'wechat', created: iso(now - 300 * MINUTE), seen: iso(now - 15 * MINUTE), here: false }, here,
    { id: 'CCCCCCCCCCCCCCCC', device: { system: 'ios', app: 'browser' }, entrance: 'sso', created: iso(now - 700 * MINUTE), seen: iso(now - 26 * MINUTE), here: false },
  ]
}

/** What needs no session. */
export const entry = (world, body) => ({
  'POST /api/register': () => {
    spend(world, 'register', body.proof)
    if (body.password === 'password1') throw field('weak-password', 'fresh', 'too-common')
    // A known number is answered like a new one; in the scene `known` its login then fails.
    world.me = { ...world.me, name: body.name, gender: body.gender, number: body.id_number.slice(0, 3) + '*'.repeat(15), college: '', major: '', class: '', phone: `${body.phone.slice(0, 3)}****${body.phone.slice(7)}`, origin: 'registered' }
  },
  'POST /api/password/code': () => {
    spend(world, 'reset', body.proof)
    if (body.user === 'SLOW') throw new Problem(429, 'slow-down', { retry_after: 30 })
  },
  'POST /api/password/reset': () => {
    if (!body.code) spend(world, 'reset', body.proof)
    if (body.fresh === 'password1') throw field('weak-password', 'fresh', 'too-common')
    if (body.code === '000000' || body.name === '无人') throw new Problem(422, 'reset-refused')
  },
})

/** What one's own session answers. `id` is the session that is meant. */
export const account = (world, body, id) => ({
  'PUT /api/me/phone': () => {
    if (world.scene === 'campus') throw new Problem(409, 'no-password')
    if (body.password === 'wrong') throw new Problem(422, 'wrong-password', { errors: [{ field: 'password', code: 'wrong' }] })
    world.me = { ...world.me, phone: `${body.phone.slice(0, 3)}****${body.phone.slice(7)}` }
  },
  'GET /api/sessions': () => ({ sessions: world.sessions }),
  'DELETE /api/sessions/:id': () => { world.sessions = world.sessions.filter((it) => it.id !== id) },
  'DELETE /api/sessions': () => { world.sessions = world.sessions.filter((it) => it.here) },
  'POST /api/wechat': () => {
    if (world.scene === 'elsewhere') throw new Problem(409, 'bound-elsewhere')
    if (!world.codes.delete(body.code)) throw new Problem(422, 'wallet-code-spent')
    world.me = { ...world.me, wechat: true }
  },
  'DELETE /api/wechat': () => { world.me = { ...world.me, wechat: false } },
  'POST /api/office/reset': () => {
    if (body.user !== '23080101234') throw field('nobody-there', 'user', 'unknown-person')
    if (body.name !== '陈予安') throw field('not-this-person', 'name', 'differs')
    return { name: body.name, until: iso(Date.now() + 7 * 24 * 60 * MINUTE) }
  },
})
