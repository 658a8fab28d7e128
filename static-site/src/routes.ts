import type { RouteMeta, RouteRecordRaw } from 'vue-router'
import { school } from './state/school'
import { type InsideKey, t } from './words/inside'

/** What a page is called, and for whom it is: `payer` with a session, `pays` also for who only said who they are. */
const named = (title: InsideKey, more: Omit<RouteMeta, 'title'> = {}): RouteMeta => ({ title: () => t(title), ...more })
const payer = (title: InsideKey): RouteMeta => named(title, { role: 'payer' })
const pays = (title: InsideKey): RouteMeta => named(title, { role: 'payer', pays: true })
const office = (title: InsideKey): RouteMeta => named(title, { role: 'office' })

/** What the finance office announces: a list of each kind, and a form for one. */
const ANNOUNCED = { news: 'officeNews', batches: 'officeBatches', living: 'officeLiving', projects: 'officeProjects' } as const
const announced: RouteRecordRaw[] = (Object.keys(ANNOUNCED) as (keyof typeof ANNOUNCED)[]).flatMap((kind) => [
  { path: `/office/${kind}`, component: () => import('./pages/OfficeList.vue'), props: { kind }, meta: office(ANNOUNCED[kind]) },
  { path: `/office/${kind}/:id`, component: () => import('./pages/OfficeEdit.vue'), props: (to) => ({ kind, id: to.params.id }), meta: office(ANNOUNCED[kind]) },
])

/** Every page that the first visit does not need. */
export const routes: RouteRecordRaw[] = [
  { path: '/identify', component: () => import('./pages/Identify.vue'), beforeEnter: () => school().entry.double_entry || '/login', meta: named('identify') },
  { path: '/poster', component: () => import('./pages/Poster.vue'), meta: named('poster') },
  { path: '/password/first', component: () => import('./pages/Password.vue'), props: { first: true }, meta: named('firstPassword') },
  { path: '/password', component: () => import('./pages/Password.vue'), meta: named('changePassword', { role: 'any' }) },
  { path: '/register', component: () => import('./pages/Register.vue'), meta: named('register') },
  { path: '/reset', component: () => import('./pages/Reset.vue'), meta: named('forgot') },
  { path: '/tuition', component: () => import('./pages/Tuition.vue'), meta: pays('tuition') },
  { path: '/owed', component: () => import('./pages/Owed.vue'), meta: pays('current') },
  { path: '/other', component: () => import('./pages/Other.vue'), meta: pays('tileOther') },
  { path: '/living', component: () => import('./pages/Living.vue'), meta: payer('tileLiving') },
  { path: '/living/:fee', component: () => import('./pages/LivingFee.vue'), props: true, meta: payer('tileLiving') },
  { path: '/confirm', component: () => import('./pages/Confirm.vue'), meta: pays('confirm') },
  { path: '/pay', component: () => import('./pages/Pay.vue'), meta: pays('pay') },
  { path: '/pay/:id', component: () => import('./pages/Cashier.vue'), props: true, meta: pays('pay') },
  { path: '/pay/:id/result', component: () => import('./pages/Result.vue'), props: true, meta: pays('result') },
  { path: '/orders', component: () => import('./pages/Orders.vue'), meta: payer('orders') },
  { path: '/orders/:id', component: () => import('./pages/Order.vue'), props: true, meta: payer('order') },
  { path: '/paid', component: () => import('./pages/Paid.vue'), meta: payer('paidList') },
  { path: '/check/:token', component: () => import('./pages/CheckProof.vue'), props: true },
  { path: '/enrol', component: () => import('./pages/Enrol.vue'), meta: named('tileEnrol') },
  { path: '/enrol/mine', component: () => import('./pages/EnrolEntries.vue'), meta: payer('tileEnrol') },
  { path: '/enrol/:id', component: () => import('./pages/EnrolProject.vue'), props: true, meta: named('tileEnrol') },
  { path: '/enrol/:id/form', component: () => import('./pages/EnrolForm.vue'), props: true, meta: payer('tileEnrol') },
  { path: '/enrol/:id/mine', component: () => import('./pages/EnrolMine.vue'), props: true, meta: payer('tileEnrol') },
  { path: '/news', component: () => import('./pages/News.vue'), meta: named('news') },
  { path: '/news/:id', component: () => import('./pages/NewsItem.vue'), props: true, meta: named('news') },
  { path: '/me', component: () => import('./pages/Me.vue'), meta: payer('me') },
  { path: '/me/sessions', component: () => import('./pages/Sessions.vue'), meta: payer('devices') },
  { path: '/office/reset', component: () => import('./pages/OfficeReset.vue'), meta: office('officeReset') },
  { path: '/office/import', component: () => import('./pages/Import.vue'), meta: office('import') },
  ...announced,
  { path: '/office/money', component: () => import('./pages/OfficeMoney.vue'), meta: office('officeMoney') },
  { path: '/office/money/new', component: () => import('./pages/OfficeRefund.vue'), meta: office('officeMoney') },
  { path: '/office/reports', component: () => import('./pages/OfficeReports.vue'), meta: office('officeReports') },
  { path: '/office/reports/upload', component: () => import('./pages/OfficeStatement.vue'), meta: office('officeReports') },
  { path: '/office/reports/:channel/:day', component: () => import('./pages/OfficeReport.vue'), props: true, meta: office('officeReports') },
  { path: '/help', component: () => import('./pages/Help.vue'), meta: named('help') },
  { path: '/help/:topic', component: () => import('./pages/HelpTopic.vue'), props: true, meta: named('help') },
  { path: '/privacy', component: () => import('./pages/Privacy.vue'), meta: named('privacy') },
  { path: '/:rest(.*)*', component: () => import('./pages/Lost.vue'), meta: named('lost') },
]
