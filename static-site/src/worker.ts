// The service worker: keeps the shell of one release, so that the site starts without a network and says so. It never
// touches what the platform answers: a kept answer about money is a wrong one sooner or later.
//
// A new release is fetched beside the old one and waits until no page of the old one is open (there is no skipWaiting):
// somebody in the middle of paying goes on with the files that they began with.

/** Put in by the build: every file of this release. `first` is what the login page needs. */
declare const RELEASE: { version: string; first: string[]; rest: string[] }

interface Waiting { waitUntil: (work: Promise<unknown>) => void }
interface Fetching extends Waiting { request: Request; respondWith: (answer: Promise<Response>) => void }
interface Told extends Waiting { data: unknown }
interface Scope {
  addEventListener: ((kind: 'install' | 'activate', heard: (it: Waiting) => void) => void) & ((kind: 'fetch', heard: (it: Fetching) => void) => void) & ((kind: 'message', heard: (it: Told) => void) => void)
  location: Location
}
const scope = self as unknown as Scope

const NAME = 'campus-pay.shell.'
const CACHE = NAME + RELEASE.version
/** Changes without a release: the newest is kept. */
const SCHOOL = '/school.json'
const OWN = [SCHOOL, '/manifest.webmanifest', '/crest.svg']
/** So long the network may think before the kept page is shown. */
const PATIENCE = 4_000

scope.addEventListener('install', (it) => it.waitUntil(keep([...RELEASE.first, ...OWN])))
scope.addEventListener('activate', (it) => it.waitUntil(dropOthers()))
// Whoever is signed in comes again: the rest is fetched when they have what they came for.
scope.addEventListener('message', (it) => { if (it.data === 'keep-all') it.waitUntil(keepRest()) })
scope.addEventListener('fetch', (it) => {
  const path = mine(it.request)
  if (path === null) return
  if (path.startsWith('/assets/')) it.respondWith(kept(path, it.request))
  else it.respondWith(newest(path, it.request))
})

/** Which file of the shell is asked for; null for everything else, which this worker leaves alone. */
function mine(request: Request): string | null {
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== scope.location.origin) return null
  // A wallet answers in the address of the page; what it says is for the page alone.
  if (request.mode === 'navigate') return url.pathname === '/' || url.pathname === '/index.html' ? '/' : null
  return OWN.includes(url.pathname) || RELEASE.first.includes(url.pathname) || RELEASE.rest.includes(url.pathname) ? url.pathname : null
}

async function keep(paths: readonly string[]): Promise<void> {
  const cache = await caches.open(CACHE)
  await Promise.all(paths.map(async (path) => {
    if (!(await cache.match(path))) await store(cache, path, await fetch(path, { cache: path.startsWith('/assets/') ? 'default' : 'no-cache' }))
  }))
}

/** One after the other: the page's own requests come first. */
async function keepRest(): Promise<void> {
  for (const path of RELEASE.rest) await keep([path])
}

/** A file with a hash in its name is the same for ever. */
async function kept(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  const found = await cache.match(path)
  if (found) return found
  const answer = await fetch(request)
  await store(cache, path, answer.clone()).catch(() => undefined)
  return answer
}

/** The page and the school as they are now; as they were, where nothing answers. The kept page is this release's own. */
async function newest(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  const asked = fetch(request)
  const late = new Promise<null>((done) => setTimeout(done, PATIENCE, null))
  const answer = await Promise.race([asked, late]).catch(() => null)
  if (answer?.ok) {
    if (path === SCHOOL) await store(cache, path, answer.clone()).catch(() => undefined)
    return answer
  }
  return (await cache.match(path)) ?? asked
}

/** Only what is whole and ours is kept. */
async function store(cache: Cache, path: string, answer: Response): Promise<void> {
  if (answer.status !== 200 || answer.type !== 'basic' || answer.redirected) throw new TypeError(`not kept: ${path}`)
  await cache.put(path, answer)
}

/** Runs when no page of another release is open. */
async function dropOthers(): Promise<void> {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name.startsWith(NAME) && name !== CACHE).map((name) => caches.delete(name)))
}
