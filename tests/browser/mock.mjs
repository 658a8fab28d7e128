// Serves the built site with the headers of production and answers the contract with invented people.
//   node mock.mjs [--port 21000] [--dist ../../static-site/dist]
// GET /__as?scene=owes&school=xust gives this browser its own world of that scenario.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { account, entry } from './mock/account.mjs'
import { doors, guard } from './mock/doors.mjs'
import { news, sheet } from './mock/lists.mjs'
import { entries, projects } from './mock/enrol.mjs'
import { fees } from './mock/fees.mjs'
import { office } from './mock/office.mjs'
import { own } from './mock/own.mjs'
import { PAGE, proofs } from './mock/proof.mjs'
import { refunds } from './mock/refunds.mjs'
import { reports } from './mock/reports.mjs'
import { Problem, World } from './mock/world.mjs'

const flag = (name, other) => { const n = process.argv.indexOf(`--${name}`); return n < 0 ? other : process.argv[n + 1] }
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.txt': 'text/plain', '.json': 'application/json', '.webp': 'image/webp' }
export const HEADERS = {
  'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' https://*.95516.com http://localhost:*; require-trusted-types-for 'script'; trusted-types vue worker; upgrade-insecure-requests",
  'strict-transport-security': 'max-age=31536000; includeSubDomains', 'x-content-type-options': 'nosniff', 'referrer-policy': 'strict-origin-when-cross-origin', 'x-frame-options': 'DENY',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()', 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin',
}
/** Answered alike whatever comes of it, with nothing said. */
const TAKEN = ['POST /api/register', 'POST /api/password/code']
const sleep = (ms) => new Promise((done) => setTimeout(done, ms))

/** Starts the mock and answers its address and a way to stop it. */
export async function start({ port = 0, dist = process.env.SITE ?? fileURLToPath(new URL('../../static-site/dist/', import.meta.url)) } = {}) {
  const worlds = new Map()
  const server = createServer((ask, answer) => void handle(ask, answer).catch((fault) => {
    if (fault instanceof Problem) return send(answer, fault.status, fault.body, 'application/problem+json', fault.body.retry_after ? { 'retry-after': String(fault.body.retry_after) } : {})
    answer.destroy() // a lost answer
  }))
  await new Promise((done, failed) => server.once('error', failed).listen(port, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${server.address().port}`

  async function handle(ask, answer) {
    const url = new URL(ask.url, origin)
    const cookies = Object.fromEntries((ask.headers.cookie ?? '').split(/;\s*/).filter(Boolean).map((it) => it.split(/=(.*)/s)))
    const world = worlds.get(cookies.world) ?? [...worlds.values()][0] ?? new World('owes', 'xust', origin)
    if (url.pathname === '/__as') {
      const id = String(worlds.size + 1)
      const made = new World(url.searchParams.get('scene') ?? 'owes', url.searchParams.get('school') ?? 'xust', origin)
      made.signed = url.searchParams.get('signed') !== '0'
      made.paying = url.searchParams.get('signed') === 'paying'
      worlds.set(id, made)
      answer.setHeader('set-cookie', `world=${id}; Path=/`)
      return send(answer, 200, { world: id })
    }
    if (url.pathname === '/__wechat') return void answer.writeHead(302, { location: world.told(url.searchParams.get('state')) }).end()
    // A session ends: in another browser, at the office, or by itself.
    if (url.pathname === '/__end') { world.signed = false; return send(answer, 200, {}) }
    if (url.pathname === '/__be') { world.me = { ...world.me, number: url.searchParams.get('number') }; return send(answer, 200, {}) }
    if (url.pathname === '/api/sso/begin') { world.enter(); return void answer.writeHead(303, { location: `/#${url.searchParams.get('next') ?? '/home'}` }).end() }
    if (url.pathname.startsWith('/__pay/')) return payPage(worlds, url, ask, answer)
    if (url.pathname === '/school.json') return send(answer, 200, world.school)
    if (own[url.pathname]) return own[url.pathname](answer, world.school)
    if (url.pathname.startsWith('/api/')) return api(world, ask, answer, url)
    return file(dist, url.pathname, ask, answer)
  }
  return { origin, stop: () => new Promise((done) => { server.closeAllConnections(); server.close(done) }) }
}

async function file(dist, path, ask, answer) {
  const name = path === '/' ? 'index.html' : normalize(path).replace(/^([/\\]|\.\.)+/, '')
  try {
    const bytes = await readFile(join(dist, name))
    const cache = name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
    const br = (ask.headers['accept-encoding'] ?? '').includes('br')
    answer.writeHead(200, { ...HEADERS, 'content-type': TYPES[extname(name)] ?? 'application/octet-stream', 'cache-control': cache, ...(br ? { 'content-encoding': 'br' } : {}) })
    answer.end(br ? brotliCompressSync(bytes) : bytes)
  } catch {
    answer.writeHead(404, HEADERS).end()
  }
}

function send(answer, status, body, type = 'application/json', more = {}) {
  answer.writeHead(status, { ...HEADERS, 'content-security-policy': "default-src 'none'; frame-ancestors 'none'", 'content-type': type, 'cache-control': 'no-store', ...more })
  answer.end(body === undefined ? undefined : JSON.stringify(body))
}

async function payPage(worlds, url, ask, answer) {
  const [, , id, deed] = url.pathname.split('/')
  const world = [...worlds.values()].findLast((it) => it.orders.has(id))
  if (!world) return send(answer, 404, {})
  if (ask.method === 'POST' && deed === 'pay') {
    world.pay(id)
    return void answer.writeHead(303, { location: `${world.origin}/#/pay/${id}/result` }).end()
  }
  const { payee, total } = world.get(id)
  const posted = ask.method === 'POST' ? Object.fromEntries(new URLSearchParams((await bytesOf(ask)).toString())) : {}
  const safe = JSON.stringify(posted).replace(/[&<]/g, (it) => `&#${it.charCodeAt(0)};`)
  answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<!doctype html><link rel="icon" href="data:,"><title>cashier</title><h1>${payee}</h1><p>¥${total}</p><pre>${safe}</pre><form method="post" action="/__pay/${id}/pay"><button>支付</button></form>`)
}

async function bytesOf(ask) {
  const chunks = []
  for await (const chunk of ask) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function api(world, ask, answer, url) {
  const raw = await bytesOf(ask)
  const body = ask.headers['content-type'] === 'application/json' && raw.length ? JSON.parse(raw) : {}
  const route = `${ask.method} ${url.pathname.replace(/\/api\/(orders|imports|sessions|projects|enrolments|proofs)\/[^/]+/, '/api/$1/:id').replace(/pieces\/\d+/, 'pieces/:n')}`
  const id = url.pathname.split('/')[3]
  if (ask.method !== 'GET' && ask.headers['x-pay-csrf'] !== '1') throw new Problem(403, 'forbidden')
  if (world.scene === 'slow' && route !== 'GET /api/me') await sleep(60_000)
  if (world.scene === 'down' && route !== 'GET /api/me') throw new Problem(503, 'unavailable')
  if (world.scene === 'partial' && ['GET /api/orders', 'GET /api/fees', 'GET /api/news'].includes(route)) throw new Problem(503, 'unavailable')
  if (world.scene === 'noarrears' && route === 'GET /api/arrears') throw new Problem(503, 'unavailable')
  const booked = await reports(world, ask.method, url, raw)
  if (booked?.file) return void answer.writeHead(200, { ...HEADERS, 'content-type': booked.type, 'content-disposition': 'attachment', 'cache-control': 'no-store' }).end(booked.file)
  if (booked) return send(answer, 200, booked.body)
  const moved = await refunds(world, ask.method, url.pathname, body)
  if (moved) return send(answer, 200, moved)
  const announced = await office(world, ask.method, url.pathname, body)
  if (announced?.text) return void answer.writeHead(200, { ...HEADERS, 'content-type': 'text/csv; charset=utf-8' }).end(announced.text)
  if (announced) return send(answer, announced.body ? 200 : 204, announced.body)
  if (route === 'GET /api/payments/export' && world.signed) return void answer.writeHead(200, { ...HEADERS, 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment', 'cache-control': 'no-store' }).end(sheet(world.payments(url.searchParams)))
  if (route === 'GET /api/orders/:id/proof' && world.signed) return void answer.writeHead(200, { ...HEADERS, 'content-type': 'application/pdf', 'content-disposition': 'attachment', 'cache-control': 'no-store' }).end(PAGE)
  const known = { ...proofs(world, id), 'GET /api/news': () => ({ news: news(world.scene) }), ...projects(world, url.searchParams, id), ...entry(world, body), ...doors(world, body), 'POST /api/session/refresh': () => { throw new Problem(401, 'signed-out') }, 'POST /api/session/logout': () => { world.signed = false }, 'POST /api/password': () => password(world, body) }
  if (!known[route] && !world.signed) throw new Problem(401, 'signed-out')
  if (!known[route]) guard(world, route)
  const routes = {
    ...known,
    ...account(world, body, id),
    ...fees(world),
    ...entries(world, body, id),
    'GET /api/me': () => world.me,
    'GET /api/arrears': () => world.arrears(),
    'GET /api/channels': () => world.channels(url.searchParams.get('scene')),
    'PUT /api/orders/:id': () => world.put(id, body),
    'GET /api/orders/:id': () => world.get(id),
    'POST /api/orders/:id/check': () => world.check(id),
    'POST /api/orders/:id/close': async () => { if (world.scene === 'slowclose') await sleep(20_000); return world.close(id) },
    'GET /api/orders': () => world.history_orders(url.searchParams),
    'GET /api/payments': () => world.history_payments(url.searchParams),
    'PUT /api/imports/:id/pieces/:n': () => undefined,
    'POST /api/imports/:id/preview': () => world.preview(),
    'POST /api/imports/:id/apply': async () => { await sleep(300); return world.apply(body) },
  }
  if (!routes[route]) throw new Problem(404, 'not-found')
  const made = await routes[route]()
  send(answer, made === undefined ? (TAKEN.includes(route) ? 202 : 204) : ask.method === 'PUT' && made.order ? 201 : 200, made)
}

function password(world, { current, fresh }) {
  if (world.scene === 'campus') throw new Problem(409, 'no-password')
  if (current === 'wrong') throw new Problem(422, 'invalid', { errors: [{ field: 'current', code: 'wrong' }] })
  if (fresh.length < 8) throw new Problem(422, 'invalid', { errors: [{ field: 'fresh', code: 'too-short' }] })
  if (fresh === 'password') throw new Problem(422, 'invalid', { errors: [{ field: 'fresh', code: 'too-common' }] })
  world.signed = true
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { origin } = await start({ port: Number(flag('port', 21000)), dist: flag('dist', undefined) })
  console.log(origin)
}
