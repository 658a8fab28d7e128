// Money that waits for the office, in memory: what its page must be able to show, and the refusals that it must word.
import { Problem } from './world.mjs'

const iso = (ago) => new Date(Date.now() - ago * 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z')
const ORDER = '01KAJ8Z5T4Q9V7N2M6X3C1B0RDADA001'
const dispute = (reason, amount, left, ago, more = {}) => ({ number: ORDER, payer: 'ADA001', channel: 'wechat', transaction: `42000026002026112${ago}7731`, amount, left, applied: [], given_back: '0.00', reason, since: iso(ago), ...more })
const refund = (n, amount, state, more = {}) => ({ number: `01KAJ9Z5T4Q9V7N2M6X3C1B0${n}ADA001`, order: ORDER, payer: 'ADA001', channel: 'wechat', transaction: '4200002600202611217731', amount, lines: [], reopens: false, by_hand: false, reason: '重复缴费退款', state, by: 'OFFICE', approved_by: null, since: iso(n), asked: 0, trouble: null, ...more })

const money = () => ({
  disputes: [dispute('no-such-order', '88.00', '88.00', 70), dispute('amount-differs', '150.00', '150.00', 26), dispute('seat-gone', '25.00', '10.00', 11, { given_back: '15.00' })],
  refunds: [
    refund(10, '1530.00', 'proposed'), refund(11, '200.00', 'proposed', { by: 'MYSELF', reason: '住宿费减免', lines: [{ bill: 'bill/2026/stay', amount: '200.00' }] }), refund(12, '386.50', 'approved', { by: 'rule', approved_by: 'rule', asked: 2 }),
    refund(13, '60.00', 'approved', { approved_by: 'OTHER', asked: 4, trouble: 'NOTENOUGH' }), refund(14, '25.00', 'approved', { approved_by: 'OTHER', by_hand: true, reason: '名额已满退款' }), refund(15, '120.00', 'failed', { approved_by: 'OTHER', asked: 1, trouble: 'ACCOUNT_CLOSED' }),
  ],
})

const DEEDS = {
  approve(it) {
    if (it.by === 'MYSELF') throw new Problem(403, 'same-officer')
    return { ...it, state: 'approved', approved_by: 'MYSELF' }
  },
  withdraw: () => null,
  'by-hand'(it) {
    if (it.trouble) throw new Problem(409, 'refund-on-its-way')
    return null
  },
}

function propose(all, id, body) {
  if (body.reason.includes('x')) throw new Problem(422, 'refund-invalid', { errors: [{ field: 'reason', code: 'unprintable' }] })
  if (body.reopens) throw new Problem(422, 'refund-invalid', { errors: [{ field: 'reopens', code: 'not-owed-before' }] })
  const of = all.disputes.find((it) => it.transaction === body.transaction)
  if (!of) throw new Problem(404, 'no-such-payment')
  if (of.reason === 'no-such-order' && !body.by_hand) throw new Problem(409, 'refund-by-hand-only')
  const made = { ...refund(20, of.left, 'proposed', { by: 'MYSELF', reason: body.reason, by_hand: body.by_hand }), number: `${id}ADA001` }
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
  const after = DEEDS[deed](it)
  all.refunds = all.refunds.flatMap((one) => (one !== it ? [one] : after ? [after] : []))
  return after ?? it
}
