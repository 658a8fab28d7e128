// Other and living fees against the contract: the batches of a world's bills, and what can be bought.
import { fen, yuan } from './people.mjs'

const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
const DAY = 86_400_000
/** A whole minute, so that pictures of the same scene say the same. */
const from = (days) => iso(Math.floor(Date.now() / 60_000) * 60_000 + days * DAY)
const window = (opens, closes) => ({ window: { opens: from(opens), closes: from(closes) }, phase: opens > 0 ? 'coming' : closes > 0 ? 'open' : 'closed' })

const BATCHES = {
  physical: { title: '新生体检费', department: '校医院', note: '', ...window(-10, 8) },
  books: { title: '教材费（2026 秋）', department: '教务处教材中心', note: '按实际领用的教材收取。', ...window(-5, 20) },
  drill: { title: '军训服装费', department: '学生工作部', note: '', ...window(-20, 3) },
  insurance: { title: '大学生医保（2027 年度）', department: '学生工作部', note: '缴费后次年 1 月 1 日起生效。', ...window(9, 40) },
  uniform: { title: '实训服装费', department: '工程训练中心', note: '', ...window(-60, -4) },
  card: { title: '图书证工本费', department: '图书馆', note: '', ...window(-50, -20) },
}

/** What the scene `fees` owes beside one bill of a batch: `[batch, item, due, more]`. */
export const MORE = [
  ['books', '教材费', '1386.50', { split: { min: '500.00', max: '1386.50' } }], ['books', '实验报告册', '24.00', {}], ['drill', '军训服装费', '120.00', { paid: '120.00' }],
  ['insurance', '医保费', '380.00', {}], ['uniform', '实训服装费', '96.00', {}], ['card', '图书证工本费', '10.00', { paid: '10.00' }],
]

const ROOMS = { is: 'room', buildings: ['1 号楼', '6 号楼', '竹园 A 座'] }
export const LIVING = [
  { id: 'power', title: '宿舍电费', note: '缴费后由后勤处充值，可在宿舍电表上查看余额。', open: true, target: ROOMS, amount: { is: 'free', min: '10.00', max: '500.00', step: '10.00', suggestions: ['30.00', '50.00', '100.00'] } },
  { id: 'card', title: '校园卡充值', note: '充值后在食堂任一刷卡机上领取。', open: true, target: { is: 'card', digits: 8 }, amount: { is: 'fixed', choices: ['50.00', '100.00', '200.00', '300.00'] } },
  { id: 'net', title: '校园网', note: '从缴费当天起算。', open: true, target: { is: 'account' }, amount: { is: 'fixed', choices: ['30.00', '150.00'] } },
  { id: 'print', title: '自助打印', note: '', open: true, target: { is: 'none' }, amount: { is: 'free', min: '1.00', max: '50.00', step: '0.01', suggestions: [] } },
  { id: 'water', title: '宿舍热水', note: '锅炉检修，12 月 1 日恢复。', open: false, target: ROOMS, amount: { is: 'free', min: '5.00', max: '100.00', step: '1.00', suggestions: [] } },
]

export const fees = (world) => ({
  'GET /api/fees': () => {
    const ids = [...new Set(world.bills.map((it) => it.batch).filter(Boolean))]
    const batches = ids.map((id) => {
      const bills = world.bills.filter((it) => it.batch === id).map((it) => ({ ...it, held: it.held_by !== null }))
      return { id, ...(BATCHES[id] ?? { title: bills[0].item, department: '财务处', note: '', ...window(-3, 12) }), owed: yuan(bills.reduce((all, it) => all + fen(it.owed), 0)), bills }
    })
    const order = ['open', 'coming', 'closed']
    return { batches: batches.sort((a, b) => order.indexOf(a.phase) - order.indexOf(b.phase)), living: world.paying || world.scene === 'fresh' ? [] : LIVING }
  },
})

/** The one line of a living fee that is bought. */
export const bought = (id, { fee, target, amount }) => ({ bill: `living:${fee}/${id}`, item: LIVING.find((it) => it.id === fee).title, year: '', ...(target ? { target } : {}), amount })
