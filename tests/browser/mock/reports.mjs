// Reconciled days as the platform tells of them, and a file that the office brings: judged by a glance.
import { Problem } from './world.mjs'

const DAY = 86_400_000
const day = (back) => new Date(Date.now() + 8 * 3_600_000 - back * DAY).toISOString().slice(0, 10)
const at = (back) => `${day(back - 1)}T02:32:08Z`
const tally = (payments, paid, refunds = 0, returned = '0.00') => ({ payments, paid, refunds, returned })
const NUMBER = '01KAJ8Z5T4Q9V7N2M6X3C1B0RDADA001'
const move = (kind, amount, back, more = {}) => ({ kind, number: NUMBER, transaction: '4200002600202611217731', amount, day: day(back), ...more })

/** Of yesterday at WeChat: one of each matter. */
const matters = () => [
  { trouble: 'missing-here', theirs: move('payment', '120.00', 1) }, { trouble: 'amount', ours: move('payment', '50.00', 1), theirs: move('payment', '80.00', 1) },
  { trouble: 'state', ours: move('payment', '1530.00', 1), theirs: move('payment', '1530.00', 1) }, { trouble: 'missing-there', ours: move('payment', '386.50', 4) },
  { trouble: 'unknown', theirs: move('refund', '60.00', 1, { refund: NUMBER }) }, { trouble: 'fee', kept: 960, agreed: 912, ours: move('payment', '1600.00', 1), theirs: move('payment', '1600.00', 1) },
]
function report(channel, of) {
  const differs = channel === 'wechat' && of === day(1)
  const ours = tally(702, '462180.00', 3, '1180.00')
  return {
    channel, merchant: '1900000109', day: of, source: channel === 'bocom' ? 'upload' : 'provider', ours, theirs: differs ? tally(703, '462330.00', 4, '1240.00') : ours, agreed: differs ? tally(698, '458400.00', 3, '1180.00') : ours, fees_fen: 277308,
    exceptions: differs ? matters() : [], crossed: differs ? [move('payment', '5500.00', 2)] : [], elsewhere: [], awaited: [], names: { payments: [], refunds: [] }, pooled: differs ? [move('payment', '88.00', 1), move('refund', '20.00', 1, { refund: NUMBER })] : [],
  }
}
const summary = ({ ours, theirs, agreed, fees_fen, exceptions, pooled }) => ({ ours, theirs, agreed, fees_fen, exceptions: exceptions.length, pooled: pooled.length, awaited: 0, heals: exceptions.some((it) => it.trouble === 'missing-here' && !it.ours) })
const done = (channel, back) => ({ channel, day: day(back), at: at(back), state: 'done', summary: summary(report(channel, day(back))) })
const state = (channel, back, more) => ({ channel, day: day(back), at: at(back), ...more })

function days(world) {
  if (world.scene === 'office-empty') return []
  const first = [done('wechat', 1), done('alipay', 1), state('unionpay', 1, { state: 'refused', code: 'statement-cut' }), state('bocom', 1, { state: 'upload' }), state('abc', 1, { state: 'waiting' })]
  const before = [2, 3].flatMap((back) => ['wechat', 'alipay', 'unionpay', 'abc'].map((it) => done(it, back)))
  return [...first, ...before, done('bocom', 3), ...['wechat', 'alipay'].map((it) => done(it, 40))]
}

/** What is wrong with a file, as its text betrays. */
function judge(text, of) {
  if (of >= day(0)) throw new Problem(422, 'day-not-over')
  if (text.includes('E+')) throw new Problem(422, 'wrong-cells', { errors: [{ field: 'row 3 交易流水号', code: 'scientific' }, { field: 'row 5 金额', code: 'split-fen' }, { field: 'row 6 时间', code: 'not-a-time' }] })
  if (!text.includes('交易流水号')) throw new Problem(422, 'no-column', { errors: [{ field: '交易流水号', code: 'missing' }] })
  if (!text.includes('合计')) throw new Problem(422, 'no-total')
}

/** The answer to what is asked about reports and statements, or nothing if it is none of that. */
export async function reports(world, method, url, raw) {
  const [, kind, channel, name] = /^\/api\/office\/(reports|statements)(?:\/([a-z]+)\/([^/]+))?$/.exec(url.pathname) ?? []
  if (!kind) return null
  if (!world.signed) throw new Problem(401, 'signed-out')
  if (world.me.role !== 'office') throw new Problem(403, 'wrong-role')
  if (world.scene === 'office-slow') await new Promise((go) => setTimeout(go, 60_000))
  if (world.scene === 'office-down') throw new Problem(503, 'unavailable')
  world.days ??= days(world)
  if (method === 'PUT') {
    judge(raw.toString('utf8'), name)
    world.days = [...world.days.filter((it) => it.channel !== channel || it.day !== name), { channel, day: name, at: at(0), state: 'done', summary: summary(report(channel, name)) }]
    return { body: report(channel, name) }
  }
  if (!channel) return { body: { days: world.days.filter((it) => it.day >= url.searchParams.get('from') && it.day <= url.searchParams.get('to')) } }
  const [of, form] = name.split('.')
  const found = world.days.find((it) => it.channel === channel && it.day === of)
  if (found?.state !== 'done') throw new Problem(404, 'not-reconciled')
  return form ? { file: form === 'html' ? '<!doctype html><h1>每日对账报告</h1>' : 'PK', type: form === 'html' ? 'text/html; charset=utf-8' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' } : { body: report(channel, of) }
}
