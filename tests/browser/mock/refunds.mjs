// Money that waits for the office, in memory: what its page must be able to show, and the refusals that it must word.
import { readFileSync } from 'node:fs'
import { Problem } from './world.mjs'

const iso = (ago) => new Date(Date.now() - ago * 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z')
const ORDER = '01KAJ8Z5T4Q9V7N2M6X3C1B0RDADA001'
const MAY = ['apply', 'refund', 'refund-by-hand']
const dispute = (reason, amount, left, ago, more = {}) => ({ number: ORDER, payer: 'ADA001', channel: 'wechat', transaction: `42000026002026112${ago}7731`, amount, left, applied: [], given_back: '0.00', reason, since: iso(ago), may: MAY, ...more })
const who = (name) => (name === 'rule' ? { who: 'rule' } : { who: 'officer', id: name })
const refund = ({ nth, amount, state, by = 'OFFICE', ...more }) => ({ number: `01KAJ9Z5T4Q9V7N2M6X3C1B0${nth}ADA001`, order: ORDER, payer: 'ADA001', channel: 'wechat', transaction: '4200002600202611217731', amount, lines: [], reopens: false, by_hand: false, reason: '重复缴费退款', state, by: who(by), approved_by: state === 'proposed' ? null : who(by === 'rule' ? 'rule' : 'OTHER'), since: iso(nth), asked: 0, trouble: null, ...more })
// What may be done about each is the platform's to say: a test of the repository asks it about this very file.
const REFUNDS = JSON.parse(readFileSync(new URL('refunds.json', import.meta.url), 'utf8')).map(({ gone: _gone, ...it }) => it)

const money = () => ({
  disputes: [dispute('no-such-order', '88.00', '88.00', 70, { may: ['refund-by-hand'] }), dispute('amount-differs', '150.00', '150.00', 26), dispute('seat-gone', '25.00', '10.00', 11, { given_back: '15.00' })],
  refunds: REFUNDS.map(refund),
})

/** What a refund is after a deed; nothing: it is shown no more. */
const DEEDS = {
  approve: (it) => ({ ...it, state: 'approved', approved_by: who('MYSELF'), ...(it.by_hand ? { waits: 'hand', may: ['by-hand', 'withdraw'] } : { waits: 'provider', may: ['withdraw'] }) }),
  withdraw(it) {
    // Its provider is asked, and has it after all.
    if (it.trouble && it.state !== 'failed') throw new Problem(409, 'refund-on-its-way')
    return null
  },
  'by-hand': () => null,
}
const REFUSED = { approve: [403, 'same-officer'], withdraw: [409, 'refund-on-its-way'], 'by-hand': [409, 'refund-not-by-hand'] }

function propose(all, id, body) {
  if (body.reason.includes('x')) throw new Problem(422, 'refund-invalid', { errors: [{ field: 'reason', code: 'unprintable' }] })
  if (body.reopens) throw new Problem(422, 'refund-invalid', { errors: [{ field: 'reopens', code: 'not-owed-before' }] })
  const of = all.disputes.find((it) => it.transaction === body.transaction)
  if (!of) throw new Problem(404, 'no-such-payment')
  if (of.reason === 'no-such-order' && !body.by_hand) throw new Problem(409, 'refund-by-hand-only')
  const made = { ...refund({ nth: 20, amount: of.left, state: 'proposed', by: 'MYSELF', reason: body.reason, by_hand: body.by_hand, waits: 'officer', may: ['withdraw'] }), number: `${id}ADA001` }
  if (!all.refunds.some((it) => it.number === made.number)) all.refunds.push(made)
  of.left = '0.00'
  return all.refunds.find((it) => it.number === made.number)
}

/** The answer to what is asked about such money, or nothing if it is none of that. */
export async function refunds(world, method, path, body) {
  const [, what, number, deed] = /^\/api\/office\/(money|refunds|disputes)(?:\/([^/]+))?(?:\/([a-z-]+))?$/.exec(path) ?? []
  if (!what) return null
  if (!world.signed) throw new Problem(401, 'signed-out')
  if (world.me.role !== 'office') throw new Problem(403, 'wrong-role')
  if (world.scene === 'office-slow') await new Promise((go) => setTimeout(go, 60_000))
  if (world.scene === 'office-down') throw new Problem(503, 'unavailable')
  const all = world.money ??= world.scene === 'office-empty' ? { disputes: [], refunds: [] } : money()
  if (what === 'money') return { ...all, disputes_all: all.disputes.length, refunds_all: all.refunds.length }
  if (method === 'PUT') return propose(all, number, body)
  if (what === 'disputes') {
    const it = all.disputes.find((one) => one.transaction === body.transaction)
    if (it.reason === 'seat-gone') throw new Problem(409, 'nothing-takes-it')
    all.disputes = all.disputes.filter((one) => one !== it)
    return { ...it, left: '0.00' }
  }
  const it = all.refunds.find((one) => one.number === number)
  if (!it) throw new Problem(404, 'no-such-refund')
  if (!it.may.includes(deed) && !(deed === 'withdraw' && it.may.includes('dismiss'))) throw new Problem(...REFUSED[deed])
  const after = DEEDS[deed](it)
  all.refunds = all.refunds.flatMap((one) => (one !== it ? [one] : after ? [after] : []))
  return after ?? it
}
