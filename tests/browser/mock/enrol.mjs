// 报名 against the contract: projects that are open, full, over and yet to come, and one's own entries.
import { fen } from './people.mjs'
import { Problem } from './world.mjs'

const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const text = (id, label, max, more = {}) => ({ id, label, hint: '', required: true, kind: { is: 'text', max }, ...more })
const choice = (id, label, options, more = {}) => ({ id, label, hint: '', required: true, kind: { is: 'choice', options }, ...more })
const one = (price, label = '报名费') => [{ id: 'all', label, price }]

const CONTENT = `测试费 25.00 元每人，含证书工本费。12 月 6 日起在学院网站打印准考证，12 月 12 日在文法楼机房测试。

- 携带身份证和准考证，缺一不可。
- 交费前可以修改信息或取消；交费后要取消的，请到文法学院办理。`

/** Days from now at which each opens and closes, then what it is. */
const ALL = (now, scene) => [
  [-8, 6.2, { id: 'cet4', title: '全国大学英语四级考试', department: '教务处', content: '笔试 12 月 12 日上午，报名费 30.00 元。', audience: 'school', quota: 3200, left: 862, tiers: one('30.00'), form: [choice('campus', '考点', ['雁塔校区', '临潼校区'])] }],
  [-12, 8.1, { id: 'ncre', title: '全国计算机等级考试 二级', department: '教务处', content: '上机考试 90 分钟。', audience: 'everybody', quota: 1200, left: 214, tiers: one('80.00'), form: [choice('subject', '科目', ['C 语言', 'Python 语言', 'Java 语言', 'MS Office', 'Web 程序设计', 'Access 数据库', '公共基础'])] }],
  [-11, scene === 'enrol-hour' ? 0.034 : 4.09, {
    id: 'psc', title: '普通话水平测试', department: '文法学院', content: CONTENT, audience: 'everybody', quota: 400, left: 18, tiers: one('25.00', '测试费'),
    form: [choice('level', '报考等级', ['二级', '一级']), text('hometown', '籍贯', 20, { hint: '写到区县，与身份证一致' }), { id: 'since', label: '来本地的日期', hint: '', required: false, kind: { is: 'date' } }, text('need', '需要照顾的情况', 120, { required: false })],
  }],
  [-3, 14, { id: 'writing', title: '研究生英语学术写作班', department: '国际学院', content: '16 学时，周六上午。', audience: 'everybody', quota: 60, left: 35, tiers: [{ id: 'school', label: '在校学生', price: '480.00' }, { id: 'outside', label: '校外人员', price: '680.00' }], form: [] }],
  [-6, 8, { id: 'marathon', title: '校园马拉松（校外人员组）', department: '体育部', content: '含号码布与完赛奖牌。', audience: 'outside', quota: 500, left: 0, tiers: one('60.00'), form: [choice('size', '衣服尺码', ['S', 'M', 'L', 'XL'])] }],
  [-6, 8, { id: 'run', title: '校园马拉松（校内组）', department: '体育部', content: '', audience: 'school', quota: null, left: null, tiers: one('0.00'), form: [choice('size', '衣服尺码', ['S', 'M', 'L', 'XL'], { required: false })] }],
  [9, 12, { id: 'search', title: '文献检索工作坊', department: '图书馆', content: '自带电脑。', audience: 'school', quota: 40, left: 40, tiers: one('0.00'), form: [] }],
  [-40, -9, { id: 'past', title: '秋季运动会裁判员培训', department: '体育部', content: '已结束。', audience: 'everybody', quota: 80, left: 12, tiers: one('20.00'), form: [] }],
].map(([opens, closes, it]) => ({ minutes_to_pay: 30, ...it, window: { opens: iso(now + opens * DAY), closes: iso(now + closes * DAY) } }))

const phase = ({ window }) => (Date.now() < Date.parse(window.opens) ? 'coming' : Date.now() < Date.parse(window.closes) ? 'open' : 'closed')
const PAID = '01KAJ3' + '2'.padStart(20, '0')

/** The world's projects and the person's own entries. */
export function enrolments(scene) {
  const now = Date.now()
  const projects = scene === 'enrol-none' ? [] : ALL(now, scene)
  const entry = (more = {}) => ({ tier: 'all', at: iso(now - 9 * DAY), changed: iso(now - 9 * DAY), until: null, bill: null, order: null, paid: false, phone: null, answers: {}, ...more })
  const own = new Map(scene === 'enrol-fresh' ? [] : [['ncre', entry({ paid: true, order: PAID, answers: { subject: 'Python 语言' } })]])
  const psc = { at: iso(now - 18 * MINUTE), changed: iso(now - 18 * MINUTE), answers: { level: '二级', hometown: '陕西省西安市碑林区', need: '右耳听力较弱，希望安排在靠前的座位' } }
  const states = {
    'enrol-unpaid': { until: iso(now + 12 * MINUTE) }, 'enrol-last': { until: iso(now + 50_000) }, 'enrol-soon': { until: iso(now + 9_000) }, 'enrol-lapsed': { until: iso(now - 5 * MINUTE) }, 'enrol-gone': { until: iso(now - 5 * MINUTE) },
    'enrol-paying': { until: iso(now + 12 * MINUTE), order: PAID, paying: true }, 'enrol-paid': { paid: true, order: PAID }, 'enrol-full': { until: iso(now + 12 * MINUTE) },
  }
  if (states[scene]) own.set('psc', entry({ ...psc, ...states[scene] }))
  if (['enrol-gone', 'enrol-taken'].includes(scene)) projects.find((it) => it.id === 'psc').left = 0
  if (scene === 'enrol-late') own.set('past', entry({ at: iso(now - 12 * DAY), until: iso(now - 11 * DAY) }))
  if (scene === 'enrol-unpaid') own.set('run', entry({ tier: 'all', at: iso(now - DAY), answers: { size: 'M' } }))
  return { projects, own }
}

function view(world, project) {
  const it = world.enrol.own.get(project)
  if (!it) return null
  const { tiers } = find(world, project)
  const { price, label } = tiers.find((one) => one.id === it.tier)
  const bill = world.bills.find((one) => one.id === it.bill)
  const enrolled = it.paid || fen(price) === 0 || (bill && fen(bill.owed) === 0)
  const paying = !enrolled && (it.paying || bill?.held_by)
  const state = enrolled ? 'enrolled' : paying ? 'paying' : it.until && Date.now() >= Date.parse(it.until) ? 'lapsed' : 'unpaid'
  const order = it.order ?? [...world.orders.values()].findLast((one) => ['open', 'paid'].includes(one.state) && one.lines.some((line) => line.bill === it.bill))?.id ?? null
  return { project, tier: it.tier, label, price, at: it.at, changed: it.changed, state, until: state === 'unpaid' ? it.until : null, bill: it.bill, order: enrolled || paying ? order : null }
}
function find(world, id) {
  const it = world.enrol.projects.find((one) => one.id === id)
  if (!it) throw new Problem(404, 'no-such-project')
  return it
}
const known = (world) => world.signed && !world.paying && world.scene !== 'enrol-over'
const show = (world, it) => ({ ...it, phase: phase(it), mine: known(world) ? view(world, it.id) : null })

/** What everybody may look at. */
export const projects = (world, query, id) => ({
  'GET /api/projects': () => {
    const status = query.get('status')
    if (status && !known(world)) throw new Problem(401, 'signed-out')
    const list = world.enrol.projects.map((it) => show(world, it)).filter((it) => (query.get('phase') === 'all' || it.phase === 'open') && (!query.get('department') || it.department === query.get('department')) && (!status || (status === 'enrolled') === (it.mine !== null)))
    return { projects: list, departments: [...new Set(world.enrol.projects.map((it) => it.department))], signed: known(world) }
  },
  'GET /api/projects/:id': () => show(world, find(world, id)),
})

function keep(world, id) {
  const project = find(world, id)
  const it = world.enrol.own.get(id)
  const { state, price } = view(world, id) ?? {}
  if (state === 'enrolled' && fen(price)) throw new Problem(409, 'enrolled-already')
  if (state === 'paying') throw new Problem(409, 'being-paid')
  if (phase(project) !== 'open') throw new Problem(409, `project-${phase(project)}`)
  if (project.quota !== null && project.left <= 0 && (!it || state === 'lapsed')) throw new Problem(409, 'project-full')
  return project
}

/** One's own entries. */
export const entries = (world, body, id) => ({
  'GET /api/enrolments': () => ({ enrolments: [...world.enrol.own.keys()].map((project) => { const { title, department, ...it } = find(world, project); return { ...view(world, project), title, department, phase: phase(it) } }).sort((a, b) => (a.at < b.at ? 1 : -1)) }),
  'GET /api/enrolments/:id': () => {
    const it = world.enrol.own.get(id)
    const { name, id_number, number, phone } = world.me
    return { enrolment: view(world, id), project: show(world, find(world, id)), name, id_number, number, phone: it?.phone ?? phone, answers: it?.answers ?? {} }
  },
  'PUT /api/enrolments/:id': () => {
    const project = keep(world, id)
    if (world.scene === 'enrol-brim') { project.left = 0; throw new Problem(409, 'project-full') }
    if (body.answers.hometown === '火星') throw new Problem(422, 'wrong-fields', { errors: [{ field: 'answers.hometown', code: 'unseen' }, { field: 'phone', code: 'not-a-phone' }] })
    const was = world.enrol.own.get(id)
    const now = Date.now()
    world.enrol.own.set(id, { ...was, tier: body.tier, at: was?.at ?? iso(now), changed: iso(now), until: project.quota === null ? null : was?.until ?? iso(now + project.minutes_to_pay * MINUTE), bill: was?.bill ?? null, order: null, phone: body.phone ? `${body.phone.slice(0, 3)}****${body.phone.slice(7)}` : was?.phone ?? null, answers: body.answers })
    if (!was && project.left !== null) project.left--
    return { enrolment: view(world, id) }
  },
  'POST /api/enrolments/:id/pay': () => {
    const project = keep(world, id)
    const it = world.enrol.own.get(id)
    if (!it) throw new Problem(404, 'not-enrolled')
    if (world.scene === 'enrol-full') throw new Problem(409, 'project-full')
    const { price } = view(world, id)
    if (!fen(price)) throw new Problem(409, 'free-of-charge')
    it.bill = `project:${id}/fee`
    it.until = iso(Date.now() + 16 * MINUTE)
    world.bills = world.bills.filter((one) => one.id !== it.bill)
    const bill = { id: it.bill, item: project.title, year: '', category: 'enrolment', batch: null, target: null, until: project.window.closes, due: price, exempt: '0.00', loan: '0.00', paid: '0.00', owed: price, held_by: null, split: null }
    world.bills.push(bill)
    return { bill: { ...bill, held: false }, until: it.until }
  },
  'DELETE /api/enrolments/:id': () => {
    if (view(world, id)?.state === 'paying') throw new Problem(409, 'being-paid')
    const project = find(world, id)
    if (world.enrol.own.delete(id) && project.left !== null) project.left++
  },
})
