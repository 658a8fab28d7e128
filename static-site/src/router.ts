import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import { setAgain } from './api/platform'
import { nextOf } from './flow/next'
import { codeOf, SignedOut } from './flow/refusal'
import { setGate, signInAgain, stillThem, toLogin } from './state/gate'
import { forgetMe, maybeSigned, paying, whoAmI } from './state/me'
import { school } from './state/school'
import type { Key } from './words'

declare module 'vue-router' {
  interface RouteMeta { title?: Key; role?: 'payer' | 'office' | 'any'; pays?: true }
}

const payer = (title: Key): { title: Key; role: 'payer' } => ({ title, role: 'payer' })
/** Also for who only said who they are, and pays. */
const pays = (title: Key): { title: Key; role: 'payer'; pays: true } => ({ title, role: 'payer', pays: true })
const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/home' },
  { path: '/login', component: () => import('./pages/Login.vue'), meta: { title: 'login' } },
  { path: '/outside', component: () => import('./pages/Login.vue'), props: { outside: true }, meta: { title: 'outside' } },
  { path: '/identify', component: () => import('./pages/Identify.vue'), beforeEnter: () => school().entry.double_entry || '/login', meta: { title: 'identify' } },
  { path: '/poster', component: () => import('./pages/Poster.vue'), meta: { title: 'poster' } },
  { path: '/password/first', component: () => import('./pages/Password.vue'), props: { first: true }, meta: { title: 'firstPassword' } },
  { path: '/password', component: () => import('./pages/Password.vue'), meta: { title: 'changePassword', role: 'any' } },
  { path: '/register', component: () => import('./pages/Register.vue'), meta: { title: 'register' } },
  { path: '/reset', component: () => import('./pages/Reset.vue'), meta: { title: 'forgot' } },
  { path: '/home', component: () => import('./pages/Home.vue'), meta: pays('home') },
  { path: '/tuition', component: () => import('./pages/Tuition.vue'), meta: pays('tuition') },
  { path: '/confirm', component: () => import('./pages/Confirm.vue'), meta: pays('confirm') },
  { path: '/pay', component: () => import('./pages/Pay.vue'), meta: pays('pay') },
  { path: '/pay/:id', component: () => import('./pages/Cashier.vue'), props: true, meta: pays('pay') },
  { path: '/pay/:id/result', component: () => import('./pages/Result.vue'), props: true, meta: pays('result') },
  { path: '/orders', component: () => import('./pages/Orders.vue'), meta: payer('orders') },
  { path: '/orders/:id', component: () => import('./pages/Order.vue'), props: true, meta: payer('order') },
  { path: '/paid', component: () => import('./pages/Paid.vue'), meta: payer('paidList') },
  { path: '/me', component: () => import('./pages/Me.vue'), meta: payer('me') },
  { path: '/me/sessions', component: () => import('./pages/Sessions.vue'), meta: payer('devices') },
  { path: '/office/reset', component: () => import('./pages/OfficeReset.vue'), meta: { title: 'officeReset', role: 'office' } },
  { path: '/office/import', component: () => import('./pages/Import.vue'), meta: { title: 'import', role: 'office' } },
  // Where the wallet sends the payer back to: never a page of its own.
  { path: '/arrive', component: () => import('./pages/Lost.vue'), beforeEnter: async (to) => {
    const { path, query } = router.resolve((await import('./state/entrance')).arrived(to.fullPath.slice(to.path.length)))
    return { path, query, replace: true }
  } },
  { path: '/privacy', component: () => import('./pages/Privacy.vue'), meta: { title: 'privacy' } },
  { path: '/:rest(.*)*', component: () => import('./pages/Lost.vue'), meta: { title: 'lost' } },
]

// A wallet answers in the address itself, before the #. It is taken out of sight before anything else reads it.
if (/[?&]state=/.test(location.search)) history.replaceState(null, '', `${location.pathname}#/arrive${location.search}`)

// The campus's sign-on leads straight to a page, with a session that this browser was never told of: there it is worth asking.
let landed = /^#\/\w/.test(location.hash)

export const router = createRouter({
  history: createWebHashHistory(),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

const login = (wanted: string): { path: string; query: { next?: string } } => {
  const next = nextOf(wanted)
  return { path: '/login', query: next && next !== '/home' ? { next } : {} }
}
setGate((next) => void router.replace(login(next)))
setAgain(signInAgain)

// What is private goes from sight with its session: when another tab ended it, and when the browser brings back a page as it was.
const isPrivate = (): boolean => router.currentRoute.value.meta.role !== undefined
addEventListener('storage', () => { if (isPrivate() && !maybeSigned()) toLogin() })
addEventListener('pageshow', (it) => { if (it.persisted && isPrivate()) void stillThem() })

// A page whose code cannot be fetched: after a new release it is gone, and the page is loaded afresh, once.
// Without a network nothing moves; the strip on top says why.
const AFRESH = 'campus-pay.afresh'
router.onError((_fault, to) => {
  if (!navigator.onLine || Date.now() - Number(sessionStorage.getItem(AFRESH) ?? 0) < 10_000) return
  sessionStorage.setItem(AFRESH, String(Date.now()))
  location.hash = `#${to.fullPath}`
  location.reload()
})

router.beforeEach(async (to) => {
  const role = to.meta.role
  if (!role) return true
  const worth = maybeSigned() || (landed && school().sso !== null)
  landed = false
  if (!worth || (paying.value && !to.meta.pays)) return login(to.fullPath)
  try {
    const person = await whoAmI()
    if (paying.value && !to.meta.pays) return login(to.fullPath)
    if (role === 'any' || person.role === role) return true
    return person.role === 'office' ? '/office/import' : '/home'
  } catch (fault) {
    if (fault instanceof SignedOut) {
      forgetMe()
      return login(to.fullPath)
    }
    if (codeOf(fault) === 'first-password') return '/password/first'
    return true // the page itself says what is broken, with a way to retry
  }
})
