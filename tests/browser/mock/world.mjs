// One scenario's platform in memory: enough of the contract for the pages, none of its promises.
import { checkout, offers } from './channels.mjs'
import { sessions } from './account.mjs'
import { enrolments } from './enrol.mjs'
import { bought } from './fees.mjs'
import { isPaid, kindOf, page, paidPage, payment, year } from './lists.mjs'
import { bills, fen, officer, payer, preview, yuan } from './people.mjs'
import { school } from './schools.mjs'
import { disputed, isDisputed, listed, NOTHING, paid } from './surplus.mjs'

const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
export class Problem extends Error {
  constructor(status, code, more = {}) {
    super(code)
    this.status = status
    this.body = { type: `/problems/${code}`, code, title: code, status, trace_id: '7F3A-21C9', ...more }
  }
}
const sum = (list) => yuan(list.reduce((all, it) => all + fen(it), 0))
const ULID = (n) => `01KAJ3${String(n).padStart(20, '0')}`

export class World {
  constructor(scene, id, origin) {
    this.scene = scene
    this.school = school(id)
    // A school that offers every way back in.
    if (scene === 'everyway') this.school = { ...this.school, entry: { ...this.school.entry, security_question: true, phone_codes: true } }
    if (scene === 'closed') this.school = { ...this.school, entry: { ...this.school.entry, registration: false } }
    this.origin = origin
    this.me = scene.startsWith('office') ? officer : payer
    this.bills = bills(scene, this.school)
    this.sessions = sessions(scene)
    this.enrol = enrolments(scene)
    if (scene === 'outside') this.me = { ...this.me, college: '', major: '', class: '', phone: null, origin: 'registered' }
    this.orders = new Map()
    this.words = new Map()
    this.part = 0
    this.codes = new Map()
    this.trips = 0
    this.puzzles = new Map()
    this.paying = false
    if (!['empty', 'fresh', 'journey'].includes(scene) && this.me === payer) this.history()
  }

  history() {
    const DAY = 86_400_000
    const now = Date.now()
    const old = (n, at, item, total, state) => {
      const id = ULID(n)
      const opened = now - at
      this.orders.set(id, {
        id, number: `${id}K7M2QX`, category: item === '学费' ? 'tuition' : 'other', state, channel: 'wechat', scene: 'pc', way: 'qr', payee: this.school.payee, total, ...(n === 4 ? paid(this.scene, total) : NOTHING), opened: iso(opened), until: iso(opened + 900_000),
        lines: [{ bill: `old${n}`, item, year: '2025-2026', amount: total }],
        ...(state === 'paid' ? { paid_at: iso(opened + 38_000), transaction: '4200002600202611217731' } : {}), ...(state === 'closed' ? { closed_at: iso(opened + 900_000) } : {}),
        timeline: [{ at: iso(opened), what: 'opened' }, { at: iso(opened + 2_000), what: 'shown' }, ...(state === 'paid' ? [{ at: iso(opened + 38_000), what: 'paid' }, { at: iso(opened + 38_000), what: 'noticed' }, { at: iso(opened + 39_000), what: 'booked' }] : [{ at: iso(opened + 900_000), what: 'expired' }])],
      })
    }
    old(1, 40 * DAY, '学费', '3820.00', 'paid')
    old(2, 9 * DAY, '教材费', '386.50', 'paid')
    old(3, 9 * DAY - 600_000, '教材费', '386.50', 'closed')
    old(4, 3 * DAY, '学费', '1530.00', 'paid')
    if (this.scene === 'long') year(this, old)
    if (['pending', 'allheld', 'stray'].includes(this.scene) || isDisputed(this.scene)) {
      const [a, b] = this.bills
      const order = this.put(ULID(9), { lines: [{ bill: a.id, amount: a.owed }, { bill: b.id, amount: this.scene === 'pending' && b.split ? '3000.00' : b.owed }, ...(this.scene === 'allheld' || !b.split ? this.bills.slice(2).filter((it) => it.category === a.category).map((it) => ({ bill: it.id, amount: it.owed })) : [])], channel: 'wechat', scene: 'pc', way: 'qr' }).order
      if (isDisputed(this.scene)) this.dispute(order)
      // Money for it came through another account of the school's: it still waits to be paid.
      if (this.scene === 'stray') Object.assign(order, paid('stray', order.total))
    }
  }

  /** Money came that the order does not fit: it is closed, and what it lets go of may be paid anew. */
  dispute(order) {
    for (const it of this.bills) if (it.held_by === order.id) it.held_by = null
    Object.assign(order, { state: 'disputed', ...disputed(this.scene, order), timeline: [...order.timeline, { at: order.opened, what: 'shown' }, { at: order.opened, what: 'paid' }, { at: order.opened, what: 'noticed' }, { at: order.opened, what: 'disputed' }] })
  }

  /** A session begins; `paying`: of somebody who only said who they are. */
  enter(paying = false) {
    this.signed = true
    this.paying = paying
  }

  arrears() {
    // Living fees and enrolments are nobody's arrears.
    const arrears = this.bills.filter((it) => ['tuition', 'other'].includes(it.category))
    const owing = arrears.filter((it) => fen(it.owed) > 0)
    const held = [...this.orders.values()].filter((it) => it.state === 'open')
    const { name, gender, id_number, number } = this.me
    const person = this.paying ? { name: `${name[0]}**`, gender: 'unknown', id_number: '', number: `${'*'.repeat(number.length - 2)}${number.slice(-2)}` } : { name, gender, id_number, number }
    return { person, owed: sum(arrears.map((it) => it.owed)), pending: sum(held.map((it) => it.total)), must_pay_all: this.school.must_pay_all, guest: this.paying, bills: owing.map((it) => ({ ...it, held: it.held_by !== null })) }
  }

  put(id, ask) {
    const old = this.orders.get(id)
    if (old) return this.opened(old)
    this.offered(ask)
    const lines = ask.living ? [bought(id, ask.living)] : ask.lines.map(({ bill, amount }) => {
      const it = this.bills.find((b) => b.id === bill)
      if (!it) throw new Problem(404, 'unknown-bill')
      if (it.category !== this.bills.find((b) => b.id === ask.lines[0].bill)?.category) throw new Problem(422, 'kinds-mixed')
      if (it.batch && this.scene === 'lapsed') throw new Problem(409, 'batch-closed')
      if (it.held_by) throw new Problem(409, 'bill-held')
      if (fen(amount) > fen(it.owed)) throw new Problem(422, 'invalid', { errors: [{ field: 'lines[0].amount', code: 'above-owed', accept: it.owed }] })
      return { bill, item: it.item, year: it.year, amount }
    })
    const owed = (line) => this.bills.find((b) => b.id === line.bill)
    for (const line of lines) if (owed(line)) owed(line).held_by = id
    const now = Date.now()
    const order = { id, number: `${id}K7M2QX`, category: ask.living ? 'living' : owed(lines[0]).category, state: 'open', channel: ask.channel, scene: ask.scene, way: ask.way, payee: this.school.payee, total: sum(lines.map((it) => it.amount)), lines, ...NOTHING, opened: iso(now), until: iso(now + this.school.minutes_to_pay * 60_000), timeline: [{ at: iso(now), what: 'opened' }] }
    this.orders.set(id, order)
    return this.opened(order)
  }

  /** The provider's part: the order is there whether or not it answers. */
  opened(order) {
    if (this.scene === 'unplaced') throw new Problem(503, 'provider-unsure')
    return { order, checkout: checkout(order, this.origin) }
  }

  channels(place) {
    return offers(this, place)
  }

  offered({ channel, scene, way, wallet_code }) {
    const it = offers(this, scene).channels.find((offer) => offer.kind === channel)
    if (!it) throw new Problem(422, 'channel-not-offered')
    if (this.scene === 'trip' || it.state === 'down') throw new Problem(503, 'channel-down', { retry_after: 30 })
    if (!it.ways.includes(way)) throw new Problem(422, 'way-not-offered')
    // A code is good once.
    if (way === 'wallet' && !this.codes.delete(wallet_code)) throw new Problem(422, 'wallet-code-refused')
  }

  /** Where the wallet tells who somebody is; each visit has its own state. */
  entrance() {
    const state = `s${++this.trips}`
    return { url: `${this.origin}/__wechat?state=${state}`, state }
  }

  /** What the wallet sends back: here a code, in one scene a state that nobody asked for. */
  told(state) {
    const code = `c${this.trips}`
    if (!(this.scene === 'oldcode' && this.trips === 1)) this.codes.set(code, true)
    return `/?code=${code}&state=${this.scene === 'stranger' ? 'another' : state}`
  }

  get(id) {
    const order = this.orders.get(id)
    if (!order) throw new Problem(404, 'not-found')
    return order
  }

  pay(id) {
    const order = this.get(id)
    if (order.state !== 'open') return order
    const now = Date.now()
    Object.assign(order, { state: 'paid', paid_at: iso(now), transaction: '4200002611202611210317' })
    order.timeline.push({ at: iso(now), what: 'paid' }, { at: iso(now), what: 'booked' })
    for (const line of order.lines) {
      const it = this.bills.find((b) => b.id === line.bill)
      if (!it) continue // a living fee owes nothing
      it.paid = yuan(fen(it.paid) + fen(line.amount))
      it.owed = yuan(fen(it.owed) - fen(line.amount))
      it.held_by = null
      it.split = this.school.must_pay_all || it.batch || fen(it.owed) < fen(this.school.min_split) ? null : { min: this.school.min_split, max: it.owed }
    }
    return order
  }

  check(id) {
    const order = this.get(id)
    const word = order.state === 'paid' ? 'paid' : this.scene === 'unpaid' ? 'unpaid' : this.scene === 'journey' ? 'unpaid' : 'unknown'
    return { order, provider: word }
  }

  close(id) {
    const order = this.get(id)
    if (order.state === 'paid') throw new Problem(409, 'already-paid')
    if (this.scene === 'pending' || this.scene === 'unsure') throw new Problem(503, 'provider-unsure')
    if (this.scene === 'itself') throw new Problem(409, 'closes-by-itself', { retry_after: 890 })
    order.state = 'closed'
    order.closed_at = iso(Date.now())
    order.timeline.push({ at: order.closed_at, what: 'closed' })
    for (const it of this.bills) if (it.held_by === id) it.held_by = null
    return order
  }

  within(at, query) {
    const day = (ms) => iso(ms + 8 * 3_600_000).slice(0, 10)
    const mine = day(Date.parse(at))
    const today = day(Date.now())
    const period = query.get('period')
    if (period === 'today') return mine === today
    if (period === 'month') return mine.slice(0, 7) === today.slice(0, 7)
    if (period === 'custom') return mine >= query.get('from') && mine <= query.get('to')
    return true
  }

  history_orders(query) {
    const want = { success: ['paid'], failed: ['closed'] }[query.get('state')]
    const all = [...this.orders.values()].filter((it) => this.within(it.opened, query) && (!want || want.includes(it.state))).sort((a, b) => (a.opened < b.opened ? 1 : -1))
    const [orders, more] = page(this, all, query)
    return { orders: orders.map(listed), ...more }
  }

  payments(query) {
    const kind = query.get('kind') ?? 'all'
    const all = [...this.orders.values()].filter((it) => isPaid(it) && this.within(it.paid_at ?? it.opened, query) && (kind === 'all' || kind === kindOf(it))).sort((a, b) => ((a.paid_at ?? a.opened) < (b.paid_at ?? b.opened) ? 1 : -1))
    return all.map((order, n) => payment(order, this.scene === 'returned' ? n : null))
  }

  history_payments(query) {
    return paidPage(this.payments(query), query)
  }

  preview() {
    return preview(this.scene === 'office-unsure' ? 'unsure' : this.scene === 'office-tidy' ? 'tidy' : 'untidy')
  }

  apply({ from }) {
    const of = 132 // students
    const next = from + 44 >= of ? null : from + 44
    return { next, of, created: next === null ? 120 : 130, changed: 4, unchanged: next === null ? 9 : 0, refused: from === 0 ? [{ row: 42, column: '应缴', code: 'being-paid', message: 'being paid', value: 'x' }] : [] }
  }
}
