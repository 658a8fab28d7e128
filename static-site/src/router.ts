import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import { codeOf, SignedOut } from './flow/refusal'
import { setGate } from './state/gate'
import { forgetMe, maybeSigned, whoAmI } from './state/me'
import type { Key } from './words'

declare module 'vue-router' {
  interface RouteMeta { title?: Key; role?: 'payer' | 'office' | 'any' }
}

const payer = (title: Key): { title: Key; role: 'payer' } => ({ title, role: 'payer' })
const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/home' },
  { path: '/login', component: () => import('./pages/Login.vue'), meta: { title: 'login' } },
  { path: '/password/first', component: () => import('./pages/Password.vue'), props: { first: true }, meta: { title: 'firstPassword' } },
  { path: '/password', component: () => import('./pages/Password.vue'), meta: { title: 'changePassword', role: 'any' } },
  { path: '/home', component: () => import('./pages/Home.vue'), meta: payer('home') },
  { path: '/tuition', component: () => import('./pages/Tuition.vue'), meta: payer('tuition') },
  { path: '/confirm', component: () => import('./pages/Confirm.vue'), meta: payer('confirm') },
  { path: '/pay', component: () => import('./pages/Pay.vue'), meta: payer('pay') },
  { path: '/pay/:id', component: () => import('./pages/Cashier.vue'), props: true, meta: payer('pay') },
  { path: '/pay/:id/result', component: () => import('./pages/Result.vue'), props: true, meta: payer('result') },
  { path: '/orders', component: () => import('./pages/Orders.vue'), meta: payer('orders') },
  { path: '/orders/:id', component: () => import('./pages/Order.vue'), props: true, meta: payer('order') },
  { path: '/paid', component: () => import('./pages/Paid.vue'), meta: payer('paidList') },
  { path: '/me', component: () => import('./pages/Me.vue'), meta: payer('me') },
  { path: '/office/import', component: () => import('./pages/Import.vue'), meta: { title: 'import', role: 'office' } },
  // Where the wallet sends the payer back to: never a page of its own.
  { path: '/arrive', component: () => import('./pages/Lost.vue'), beforeEnter: async (to) => ({ path: (await import('./state/entrance')).arrived(to.fullPath.slice(to.path.length)), replace: true }) },
  { path: '/privacy', component: () => import('./pages/Privacy.vue'), meta: { title: 'privacy' } },
  { path: '/:rest(.*)*', component: () => import('./pages/Lost.vue'), meta: { title: 'lost' } },
]

// A wallet answers in the address itself, before the #. It is taken out of sight before anything else reads it.
if (/[?&]state=/.test(location.search)) history.replaceState(null, '', `${location.pathname}#/arrive${location.search}`)

export const router = createRouter({
  history: createWebHashHistory(),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

setGate((next) => void router.replace({ path: '/login', query: next && next !== '/home' ? { next } : {} }))

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
  const login = { path: '/login', query: to.fullPath === '/home' ? {} : { next: to.fullPath } }
  if (!maybeSigned()) return login
  try {
    const person = await whoAmI()
    if (role === 'any' || person.role === role) return true
    return person.role === 'office' ? '/office/import' : '/home'
  } catch (fault) {
    if (fault instanceof SignedOut) {
      forgetMe()
      return login
    }
    if (codeOf(fault) === 'first-password') return '/password/first'
    return true // the page itself says what is broken, with a way to retry
  }
})
