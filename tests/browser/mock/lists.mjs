// What was ordered and paid, and what the school announces: the shapes of the platform's answers.
import { fen, yuan } from './people.mjs'

const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
const DAY = 86_400_000
const PAGE = 20

/** One page of `all`, newest first; the first one also says what the whole comes to. */
export function page(world, all, query) {
  const from = Number(query.get('cursor') ?? 0)
  const sum = yuan(all.reduce((it, { total }) => it + fen(total), 0))
  const totals = from ? null : { count: all.length, sum, complete: world.scene !== 'long' }
  return [all.slice(from, from + PAGE), { next: all.length > from + PAGE ? String(from + PAGE) : null, totals }]
}

const total = (list) => yuan(list.reduce((all, it) => all + fen(it), 0))

/** Whether money lies on the bills of an order, however it came there. */
export const isPaid = (order) => order.state === 'paid' || (order.surplus ?? []).some((it) => it.applied.length)

/** An order's payment, as a list tells of it. Where some went back, of the last one (`nth` 0) a part did and of the one before all. */
export function payment({ id, number, state, paid_at, opened, channel, transaction, total: whole, lines, became, surplus }, nth) {
  const parts = state === 'paid' ? lines : surplus.flatMap((it) => it.applied)
  const back = (amount) => ({ 0: '200.00', 1: amount })[nth] ?? '0.00'
  const items = parts.map((part) => ({ ...lines.find((it) => it.bill === part.bill), amount: part.amount, returned: back(part.amount) }))
  const paid = state === 'paid' ? whole : total(parts.map((it) => it.amount))
  const returned = total(items.map((it) => it.returned))
  return { order: id, number, paid_at: paid_at ?? opened, channel, transaction: transaction ?? '4200002600202611217732', paid, returned, going: nth === 0 ? '50.00' : '0.00', lines: items, became: nth === 0 || nth === 1 ? 'back' : became }
}

/** One page of payments; the first one also says what was paid in all and what of it went back. */
export function paidPage(all, query) {
  const from = Number(query.get('cursor') ?? 0)
  const totals = from ? null : { count: all.length, paid: total(all.map((it) => it.paid)), returned: total(all.map((it) => it.returned)) }
  return { payments: all.slice(from, from + PAGE), next: all.length > from + PAGE ? String(from + PAGE) : null, totals }
}

/** 学费, and everything that is not. */
export const kindOf = (order) => order.category ?? (/学费|住宿费/.test(order.lines[0].item) ? 'tuition' : 'other')

export const sheet = (rows) => `\ufeff付款时间,项目,金额,已退金额\r\n${rows.map((it) => `${it.paid_at},${it.lines[0].item},${it.paid},${it.returned}`).join('\r\n')}\r\n`

/** A year of orders, as somebody has who pays for everything here. */
export function year(world, old) {
  for (let n = 0; n < 52; n++) old(100 + n, (n + 1) * 6 * DAY, ['宿舍电费', '校园卡充值', '学费'][n % 3], `${30 + n}.00`, n % 7 === 3 ? 'closed' : 'paid')
}

const TEXT = `2026–2027 学年学费从 **9 月 1 日**起可以在本平台缴纳，请在 **11 月 30 日**前完成。

# 谁需要缴

- 全体在校本科生和研究生
- 已申请国家助学贷款的，先缴其余部分
  - 贷款到账后平台自动抵扣

# 怎么缴

1. 登录后核对姓名和证件号
2. 在「学费缴费」里勾选项目，[看分步说明](#/help/tuition)
3. 付款前核对收款方

| 项目 | 标准（元／年） | 备注 |
|---|---|---|
| 学费 | 5,500.00 | 软件工程专业第三年起 6,600.00 |
| 住宿费 | 1,200.00 | 六人间 900.00 |

> 收款方与学校名称不一致时，请停止付款。

政策全文见 [学校财务处网站](https://www.xust.edu.cn/cwc)。`

export function news(scene) {
  if (scene === 'fresh' || scene === 'empty') return []
  const now = Date.now()
  const it = (id, days, title, pinned = false, body = title) => ({ id, title, body, pinned, from: iso(now - days * DAY) })
  return [
    it('tuition', 21, '2026–2027 学年学费和住宿费缴纳通知', true, TEXT),
    it('night', 1, '11 月 23 日 0:00–6:00 交通银行系统升级，期间请用其它方式付款', false, '升级期间交通银行暂不可用，其它方式不受影响。'),
    it('exam', 6, '2027 年 3 月全国计算机等级考试报名已开始', false, '<script>alert(1)</script> 报名时间为 11 月 16 日至 30 日。\n\n[报名](#/enrol) [不可信](javascript:alert(1))'),
    it('hostile', 60, '关于做好二〇二六年秋季学期家庭经济困难学生学费缓缴、减免与生源地信用助学贷款到账核对工作的通知'),
  ]
}
