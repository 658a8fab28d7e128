// Invented people and bills. Nobody here exists.
import { MORE } from './fees.mjs'

const bill = (id, item, year, due, more = {}) => {
  const it = { id, item, year, category: 'tuition', batch: null, target: null, until: null, due, exempt: '0.00', loan: '0.00', paid: '0.00', held_by: null, split: null, ...more }
  it.owed = yuan(fen(it.due) - fen(it.exempt) - fen(it.loan) - fen(it.paid))
  return it
}
export const fen = (sum) => Math.round(Number(sum) * 100)
export const yuan = (sum) => (sum / 100).toFixed(2)

export const payer = { name: '陈予安', gender: 'female', id_number: '610***************', number: '23080101234', college: '计算机学院', major: '软件工程', class: '软件 2301 班', role: 'payer', phone: '138****6021', wechat: false, origin: 'school' }
export const officer = { name: '周会计', gender: 'unknown', id_number: '', number: 'F0007', college: '', major: '', class: '', role: 'office', phone: null, wechat: false, origin: 'school' }

/** The bills of one scenario. */
export function bills(scene, school) {
  const of = (batch, item, due, more = {}) => bill(`batch:${batch}/${item}`, item, '', due, { category: 'other', batch, ...more })
  if (scene === 'clear') return [bill('b1', '学费', '2025-2026', '5500.00', { paid: '5500.00' }), of('physical', '新生体检费', '120.00', { paid: '120.00' })]
  const all = [
    bill('b1', '学费', '2025-2026', '5500.00', { paid: '5350.00' }),
    bill('b2', '学费', '2026-2027', '5500.00'),
    bill('b3', '住宿费', '2026-2027', '1200.00'),
    of('physical', '新生体检费', '120.00'),
  ]
  if (scene === 'fees') all.push(...MORE.map(([batch, item, due, more]) => of(batch, item, due, more)))
  if (scene === 'onlyother') all.splice(0, 3)
  if (scene === 'none') all.splice(3)
  if (scene === 'many') {
    for (let n = 0; n < 9; n++) all.push(bill(`m${n}`, ['教材费', '军训服装及生活用品代收代缴费用', '校园网络服务费'][n % 3], `${2022 + (n % 4)}-${2023 + (n % 4)}`, `${800 + n * 37}.5${n}`, { exempt: n % 2 ? '100.00' : '0.00', loan: n % 4 === 0 ? '200.00' : '0.00' }))
  }
  return all.map((it) => ({ ...it, split: it.split ?? (school.must_pay_all || it.category === 'other' || fen(it.owed) < fen(school.min_split) ? null : { min: school.min_split, max: it.owed }) }))
}

export const preview = (scene) => {
  const unsure = scene === 'unsure'
  const header = ['学号', '姓名', '性别', '身份证号', '学院', '专业', '班级', '学年', '收费项目', '应缴', '减免', '已缴', '允许部分缴费', '欠缴', '备注']
  const fields = ['number', 'name', 'gender', 'id-number', 'college', 'major', 'class', 'year', 'item', 'due', 'exempt', 'paid', 'splittable']
  const problems = scene === 'tidy' ? [] : [
    { row: 17, column: 'D 身份证号', field: 'id-number', code: 'id-checksum', message: 'the check digit is wrong', value: '610***************' },
    { row: 42, column: 'J 应缴', field: 'due', code: 'split-fen', message: 'an amount has at most two decimals', value: '1200.005' },
    { row: 43, column: 'J 应缴', field: 'due', code: 'formula', message: 'a formula instead of a value', value: '=1+1' },
    { row: 128, column: 'A 学号', field: 'number', code: 'leading-zero', message: 'shorter than this file’s other numbers', value: '23080101' },
    { row: 260, column: 'I 收费项目', field: 'item', code: 'bill-differs', message: 'the same student, year and item stand in another row with other values (row 41)', value: '' },
  ]
  return {
    sheets: ['欠费明细', '说明'], sheet: '欠费明细', header, header_row: 1,
    mapping: fields.filter((f) => !(unsure && f === 'due')).map((field, n) => ({ field, column: header.indexOf({ number: '学号', name: '姓名', gender: '性别', 'id-number': '身份证号', college: '学院', major: '专业', class: '班级', year: '学年', item: '收费项目', due: '应缴', exempt: '减免', paid: '已缴', splittable: '允许部分缴费' }[field]), heading: header[n], how: field === 'splittable' ? 'guessed' : 'known' })),
    unsure: unsure ? [{ field: 'due', candidates: [9, 13] }] : [],
    rows: 402, students: 132, totals: { due: '1186420.00', exempt: '23800.00', loan: '0.00', paid: '402115.50', owed: '760504.50' },
    by_item: [{ item: '学费', rows: 264, owed: '684200.00' }, { item: '住宿费', rows: 98, owed: '71304.50' }, { item: '教材费', rows: 40, owed: '5000.00' }],
    problems, problem_count: problems.length, duplicates: 1,
    sample: [
      { number: '23080101234', name: '陈予安', gender: '女', 'id-number': '610***************', college: '计算机学院', major: '软件工程', class: '软件 2301 班', year: '2026-2027', item: '学费', due: '5,500.00', exempt: '0', paid: '0', splittable: '是' },
      { number: '23080101235', name: '李　明', gender: '男', 'id-number': '611***************', college: '计算机学院', major: '软件工程', class: '软件 2301 班', year: '2026-2027', item: '住宿费', due: '1,200.00', exempt: '', paid: '0', splittable: '是' },
    ],
    ready: !unsure,
  }
}
