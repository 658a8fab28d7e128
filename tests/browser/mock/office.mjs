// What the office announces, in memory: kept as it was sent, with the checks that its pages must be able to show.
import { Problem } from './world.mjs'

const HOUR = 3_600_000
const at = (hours) => new Date(Math.round((Date.now() + hours * HOUR) / HOUR) * HOUR).toISOString().replace('.000Z', 'Z')
const span = (from, to) => ({ opens: at(from), closes: at(to) })

const catalogue = () => ({
  news: [
    { id: 'n-notice', title: '2026 年秋季学期缴费安排', body: '学费和住宿费请在 **11 月 30 日** 前缴清。\n\n- 付款前请核对收款方\n- 没有看到结果时请先查询，不要再付\n\n缓缴的同学请先到财务处办理。', pinned: true, from: at(-90), until: null },
    { id: 'n-window', title: '服务大厅元旦期间开放时间', body: '1 月 1 日至 3 日休息。', pinned: false, from: at(200), until: at(500) },
    { id: 'n-old', title: '国庆假期值班安排', body: '已过。', pinned: false, from: at(-1500), until: at(-1200) },
  ],
  batches: [
    { id: 'b-books', title: '2026 年秋季教材费', department: '教务处', note: '按选课名单收取。', window: span(-72, 400) },
    { id: 'b-exam', title: '新生入学体检费', department: '校医院', note: '', window: span(72, 600) },
    { id: 'b-cloth', title: '2025 级军训服装费', department: '武装部', note: '', window: span(-9000, -8000) },
  ],
  living: [
    { id: 'l-power', title: '宿舍电费', note: '缴费后由后勤处充值。', open: true, target: { is: 'room', buildings: ['6', '7', '北苑-2'] }, amount: { is: 'free', min: '10.00', max: '500.00', step: '10.00', suggestions: ['50.00', '100.00', '200.00'] } },
    { id: 'l-card', title: '校园卡补办工本费', note: '', open: false, target: { is: 'card', digits: 8 }, amount: { is: 'fixed', choices: ['20.00'] } },
  ],
  projects: [
    { id: 'p-cet', title: '全国大学英语四级考试', department: '教务处', content: '测试费每人 30.00 元。\n\n- 携带身份证和准考证\n- 12 月 12 日上午考试', window: span(-100, 150), audience: 'school', quota: 3200, minutes_to_pay: 30, tiers: [{ id: 't-four', label: '四级', price: '30.00' }, { id: 't-six', label: '六级', price: '32.00' }], form: [{ id: 'f-campus', label: '考场校区', hint: '', required: true, kind: { is: 'choice', options: ['雁塔', '临潼'] } }], taken: 2338 },
    { id: 'p-full', title: '普通话水平测试', department: '文法学院', content: '含证书工本费。', window: span(-20, 80), audience: 'everybody', quota: 400, minutes_to_pay: 30, tiers: [{ id: 't-one', label: '测试费', price: '25.00' }], form: [], taken: 400 },
    { id: 'p-read', title: '文献检索工作坊', department: '图书馆', content: '免费。', window: span(240, 480), audience: 'everybody', quota: null, minutes_to_pay: 30, tiers: [{ id: 't-free', label: '免费', price: '0.00' }], form: [], taken: null },
  ],
})

const ROSTER = '\ufeff学号,姓名,证件号,手机号,价格名称,价格,状态\r\n23080101234,陈予安,610***,138****6021,四级,30.00,已缴费\r\n'
/** What the platform would find that the page cannot know. */
function judge(kind, before, said) {
  const wrong = []
  if (said.title?.includes('\u200b')) wrong.push({ field: 'title', code: 'unseen' })
  if (kind === 'projects' && before && before.quota === null && said.quota !== null) wrong.push({ field: 'quota', code: 'quota-too-late' })
  if (kind === 'living' && said.amount?.suggestions?.some((it) => Number(it) > Number(said.amount.max))) wrong.push({ field: 'amount.suggestions[0]', code: 'not-admitted' })
  if (wrong.length) throw new Problem(422, 'wrong-fields', { errors: wrong })
}

/** The answer to a request of the office's, or nothing if it is none. */
export async function office(world, method, path, body) {
  const [, kind, id, tail] = /^\/api\/office\/(catalogue|news|batches|living|projects)(?:\/([a-z][a-z0-9-]*))?(?:\/(roster))?$/.exec(path) ?? []
  if (!kind) return null
  if (!world.signed) throw new Problem(401, 'signed-out')
  if (world.me.role !== 'office') throw new Problem(403, 'wrong-role')
  if (world.scene === 'office-slow') await new Promise((done) => setTimeout(done, 60_000))
  if (world.scene === 'office-down') throw new Problem(503, 'unavailable')
  world.announced ??= world.scene === 'office-empty' ? { news: [], batches: [], living: [], projects: [] } : catalogue()
  if (kind === 'catalogue') return { body: world.announced }
  if (tail) return { text: ROSTER }
  const all = world.announced[kind]
  const before = all.find((it) => it.id === id)
  if (method === 'DELETE') world.announced[kind] = all.filter((it) => it.id !== id)
  else {
    judge(kind, before, body)
    const made = { id, ...body, ...(kind === 'projects' ? { taken: before?.taken ?? (body.quota === null ? null : 0) } : {}) }
    world.announced[kind] = before ? all.map((it) => (it === before ? made : it)) : [made, ...all]
  }
  return {}
}
