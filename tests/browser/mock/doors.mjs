// The ways in against the contract: the check, the password, the double entry, WeChat, the campus's sign-on.
import { createHash, pbkdf2Sync, randomBytes, randomInt } from 'node:crypto'
import { Problem } from './world.mjs'

/** What every picture of the mock says. */
export const LETTERS = 'M5A7K'
const COST = 200
const MOST = 64
/** Drawn as strokes, so that it looks the same on every machine. */
const PICTURE = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 116 50" width="116" height="50"><rect width="116" height="50" fill="#fff"/><path d="M2 36c30-22 50 14 112-18M4 14c40 20 70-8 108 20" stroke="#b9b3a4" fill="none"/><g fill="none" stroke="#4a5568" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"><path d="M8 34V17l8 10 7-11 2 18M42 17l-8 1-1 8c6-3 10 0 10 5s-6 6-10 3M52 33l5-17 7 16M54 27l8-1M72 17l11-1-7 18M94 16l-2 18M106 16l-13 11 13 8"/></g></svg>')}`

function puzzle(world, { purpose, kind }) {
  const token = createHash('sha256').update(randomBytes(16)).digest('hex').slice(0, 24)
  const until = new Date(Date.now() + (world.life ?? 300_000)).toISOString()
  if (kind === 'image') {
    world.puzzles.set(token, { purpose, answer: LETTERS })
    return { token, until, image: PICTURE, work: null }
  }
  // One scene's work takes a while, so that it can be looked at and stopped.
  const [cost, most] = world.scene === 'toil' ? [40_000, 2048] : [COST, MOST]
  const salt = randomBytes(16)
  const n = world.scene === 'toil' ? most - 1 : randomInt(MOST)
  const four = Buffer.alloc(4)
  four.writeUInt32BE(n)
  world.puzzles.set(token, { purpose, answer: String(n) })
  return { token, until, image: null, work: { salt: salt.toString('hex'), cost, most, key: pbkdf2Sync(Buffer.concat([salt, four]), salt, cost, 16, 'sha256').toString('hex') } }
}

/** A proof is good once, and for its own purpose. */
export function spend(world, purpose, proof) {
  if (!proof) throw new Problem(403, 'captcha-needed')
  const it = world.puzzles.get(proof.token)
  world.puzzles.delete(proof.token)
  if (it?.purpose !== purpose || it.answer !== proof.answer.toUpperCase()) throw new Problem(422, 'captcha-wrong', { errors: [{ field: 'proof', code: 'wrong' }] })
}

function login(world, { user, password, name, proof }) {
  if (world.school.login.captcha === 'always' || (world.scene === 'adaptive' && world.failed)) spend(world, 'login', proof)
  if (user === 'SLOW') throw new Problem(429, 'slow-down', { retry_after: 30 })
  // The common initial password opens with a name and an ID number's tail. That these are missing is not said.
  if (password === 'wrong' || (password === '000000' && !name) || world.scene === 'known') {
    world.failed = true
    throw new Problem(401, 'wrong-credentials')
  }
  world.enter()
  if (['000000', '04271X'].includes(password)) return { next: 'first-password' }
  return { next: world.me.role === 'office' ? 'office' : 'home' }
}

function identify(world, { first, second, proof }) {
  spend(world, 'identify', proof)
  for (const field of ['name', 'user']) if (first[field] !== second[field]) throw new Problem(422, 'entries-differ', { errors: [{ field: `second.${field}`, code: 'differs' }] })
  if (first.name !== world.me.name) throw new Problem(401, 'not-found-there')
  world.enter(true)
  return { next: 'home' }
}

function enterWechat(world, { code }) {
  if (!world.codes.delete(code)) throw new Problem(422, 'wallet-code')
  if (world.scene === 'unbound') throw new Problem(401, 'not-bound')
  world.enter()
  return { next: 'home' }
}

/** What needs no session. */
export const doors = (world, body) => ({
  'POST /api/captcha': () => {
    if (world.scene === 'nopicture') throw new Problem(503, 'unavailable')
    return puzzle(world, body)
  },
  'POST /api/login': () => login(world, body),
  'POST /api/identify': () => identify(world, body),
  'GET /api/wechat/entrance': () => ({ entrance: world.scene === 'noentrance' ? null : world.entrance() }),
  'POST /api/wechat/enter': () => enterWechat(world, body),
})

/** All that a session which only pays may ask. */
const PAYING = /^(GET \/api\/(arrears|channels|fees|news|projects)|(PUT|GET|POST) \/api\/orders\/:id(\/\w+)?|POST \/api\/session\/\w+)$/
export function guard(world, route) {
  if (world.signed && world.paying && !PAYING.test(route)) throw new Problem(403, 'limited')
}
