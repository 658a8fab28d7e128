// Money that did not fit its order, and what went back: how the platform tells of it, by scenario.
const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
const MINUTE = 60_000

/** What an order says of it where there is nothing to say. */
export const NOTHING = { became: null, refunds: [], surplus: [] }

const refund = (amount, state, reason, ago, took = null) => ({ amount, state, by_hand: state === 'by-hand', reason, opened: iso(Date.now() - ago), at: took === null ? null : iso(Date.now() - ago + took) })
const all = (amount, reason, left = '0.00', applied = []) => ({ amount, reason, left, applied })

/** The same, and what of it a list says. */
function told(more) {
  const it = { ...NOTHING, ...more }
  const some = (...states) => it.refunds.some((one) => states.includes(one.state))
  const became = it.surplus.some((one) => one.left !== '0.00') ? 'asked' : some('proposed', 'approved') ? 'going' : some('done', 'by-hand') ? 'back' : it.surplus.length ? 'applied' : null
  return { ...it, became }
}
/** As a list tells of it. */
export const listed = ({ refunds: _refunds, surplus: _surplus, ...order }) => order

/** Of an order that its money does not pay. `lines`: what it was for. */
const DISPUTED = {
  disputed: () => ({ received: '150.00', surplus: [all('150.00', 'amount-differs', '150.00')] }),
  applied: ([a, b]) => ({ received: '4000.00', surplus: [all('4000.00', 'amount-differs', '0.00', [{ bill: a.bill, amount: a.amount }, { bill: b.bill, amount: (4000 - Number(a.amount)).toFixed(2) }])] }),
  over: ([a, b]) => ({ received: '7000.00', surplus: [all('7000.00', 'amount-differs', '0.00', [{ bill: a.bill, amount: a.amount }, { bill: b.bill, amount: b.amount }])], refunds: [refund('1350.00', 'done', '金额不符退款', 30 * MINUTE, 2 * MINUTE)] }),
  going: (_lines, total) => ({ received: total, surplus: [all(total, 'no-longer-owed')], refunds: [refund(total, 'approved', '费用已缴清退款', 2 * MINUTE)] }),
  back: (_lines, total) => ({ received: total, surplus: [all(total, 'no-longer-owed')], refunds: [refund(total, 'done', '费用已缴清退款', 60 * MINUTE, MINUTE)] }),
  failed: (_lines, total) => ({ received: total, surplus: [all(total, 'seat-gone', total)], refunds: [refund(total, 'failed', '名额已满退款', 90 * MINUTE, 9 * MINUTE)] }),
  hand: (_lines, total) => ({ received: total, surplus: [all(total, 'seat-gone')], refunds: [{ ...refund(total, 'approved', '名额已满退款', 20 * MINUTE), by_hand: true }] }),
  byhand: (_lines, total) => ({ received: total, surplus: [all(total, 'seat-gone')], refunds: [refund(total, 'failed', '名额已满退款', 500 * MINUTE, 9 * MINUTE), refund(total, 'by-hand', '名额已满退款', 300 * MINUTE, 200 * MINUTE)] }),
}
/** Scenarios with such an order. */
export const isDisputed = (scene) => scene in DISPUTED
export const disputed = (scene, { lines, total }) => told(DISPUTED[scene](lines, total))

/** Of an order that is paid all the same. */
const PAID = {
  twice: (total) => ({ surplus: [all(total, 'paid-twice')], refunds: [refund(total, 'approved', '重复缴费退款', 3 * MINUTE)] }),
  twiceasked: (total) => ({ surplus: [all(total, 'paid-twice', total)] }),
  twiceback: (total) => ({ surplus: [all(total, 'paid-twice')], refunds: [refund(total, 'done', '重复缴费退款', 50 * MINUTE, MINUTE)] }),
  stray: (total) => ({ surplus: [all(total, 'other-merchant', total)] }),
  proposed: () => ({ refunds: [refund('200.00', 'proposed', '住宿费减免', 40 * MINUTE)] }),
}
export const paid = (scene, total) => told(PAID[scene]?.(total))
