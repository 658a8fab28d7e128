import { computed, nextTick, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef, type WatchSource } from 'vue'
import { useRoute } from 'vue-router'
import { deed, load, type Load } from './load'
import { me } from './me'

interface Page { next: string | null }
export interface Paged<P, R> {
  /** Everything that was fetched, oldest page last. */
  all: Load<P[]>
  rows: ComputedRef<R[]>
  next: ComputedRef<string | null>
  more: ReturnType<typeof deed>
  fetchMore: () => Promise<void>
  /** How many rows came with the last press, to be said. */
  came: ShallowRef<number>
}

// What the last list showed: whoever looks at an order and comes back finds the list as long as it was. It is somebody's,
// and goes with them.
let left: { at: string; pages: unknown[] } | null = null
watch(me, (now) => { if (!now) left = null }, { flush: 'sync' })

/** A list that grows page by page and starts anew when a filter changes. */
export function paged<P extends Page, R>(filters: WatchSource, get: (cursor?: string) => Promise<P>, rows: (page: P) => R[]): Paged<P, R> {
  const route = useRoute()
  let at = route.fullPath
  const kept = left?.at === at ? (left.pages as P[]) : []
  left = null
  // As many pages as there were are asked for again: what stands there may have changed meanwhile.
  let count = Math.max(1, kept.length)
  const all = load(() => pagesOf(get, count))
  if (kept.length) all.value.value = kept
  const more = deed()
  const came = shallowRef(0)
  watch(filters, () => {
    at = route.fullPath
    count = 1
    all.value.value = null
    came.value = 0
    void all.again()
  })
  const next = computed(() => all.value.value?.at(-1)?.next ?? null)
  const fetchMore = (): Promise<void> => more.run(async () => {
    const base = all.value.value
    const cursor = next.value
    if (!base || cursor === null) return
    const page = await get(cursor)
    if (base !== all.value.value) return
    all.value.value = [...base, page]
    count = all.value.value.length
    came.value = rows(page).length
    await nextTick()
  })
  onScopeDispose(() => { if (me.value && all.value.value) left = { at, pages: all.value.value } })
  return { all, rows: computed(() => (all.value.value ?? []).flatMap(rows)), next, more, fetchMore, came }
}

async function pagesOf<P extends Page>(get: (cursor?: string) => Promise<P>, count: number): Promise<P[]> {
  const pages = [await get()]
  for (let next = pages[0]?.next; pages.length < count && next; next = pages.at(-1)?.next) pages.push(await get(next))
  return pages
}
