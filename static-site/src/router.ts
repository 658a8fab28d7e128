import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import { setAgain } from './api/platform'
import { nextOf } from './flow/next'
import { codeOf, SignedOut } from './flow/refusal'
import { setGate, signInAgain, stillThem, toLogin } from './state/gate'
import { forgetMe, maybeSigned, paying, whoAmI } from './state/me'
import { school } from './state/school'
import type { Key } from './words'

declare module 'vue-router' {
  interface RouteMeta { title?: Key | (() => string); role?: 'payer' | 'office' | 'any'; pays?: true }
}

/** The first visit's pages, and 首页, where it wants to go. All others are in routes.ts, fetched when one of them is wanted. */
const first: RouteRecordRaw[] = [
  { path: '/', redirect: '/home' },
  { path: '/login', component: () => import('./pages/Login.vue'), meta: { title: 'login' } },
  { path: '/outside', component: () => import('./pages/Login.vue'), props: { outside: true }, meta: { title: 'outside' } },
  { path: '/home', component: () => import('./pages/Home.vue'), meta: { title: 'home', role: 'payer', pays: true } },
  // Where the wallet sends the payer back to: never a page of its own.
  { path: '/arrive', component: () => import('./pages/Lost.vue'), beforeEnter: async (to) => {
    const { path, query } = router.resolve((await import('./state/entrance')).arrived(to.fullPath.slice(to.path.length)))
    return { path, query, replace: true }
  } },
  { path: '/:rest(.*)*', name: 'more', component: () => import('./pages/Lost.vue') },
]

// A wallet answers in the address itself, before the #. It is taken out of sight before anything else reads it.
if (/[?&]state=/.test(location.search)) history.replaceState(null, '', `${location.pathname}#/arrive${location.search}`)

// The campus's sign-on leads straight to a page, with a session that this browser was never told of: there it is worth asking.
let landed = /^#\/\w/.test(location.hash)

export const router = createRouter({
  history: createWebHashHistory(),
  routes: first,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

const login = (wanted: string): { path: string; query: { next?: string } } => {
  const next = nextOf(wanted)
  return { path: '/login', query: next && next !== '/home' ? { next } : {} }
}
setGate((next) => void router.replace(login(next)))
setAgain(signInAgain)

// What the address asks for is fetched while the school and the person are still being asked for.
if (maybeSigned() && !/^#\/(login|outside)/.test(location.hash)) {
  const page = /^#\/(?!home\b)\w/.test(location.hash) ? import('./routes') : import('./pages/Home.vue')
  for (const it of [whoAmI(), page]) it.catch(() => undefined) // whoever waits for it hears why
}

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
  if (to.name === 'more') {
    const { routes } = await import('./routes')
    // Two ways may have asked for them at once.
    if (router.hasRoute('more')) {
      router.removeRoute('more')
      for (const it of routes) router.addRoute(it)
    }
    return to.fullPath
  }
  const role = to.meta.role
  if (!role) return true
  const worth = maybeSigned() || (landed && school().sso !== null)
  landed = false
  if (!worth || (paying.value && !to.meta.pays)) return login(to.fullPath)
  // The page's code need not wait for the answer.
  for (const it of to.matched) if (typeof it.components?.default === 'function') void (it.components.default as () => Promise<unknown>)().catch(() => undefined)
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
