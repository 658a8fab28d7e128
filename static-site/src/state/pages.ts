import { computed, shallowRef, watch, type ComputedRef, type WatchSource } from 'vue'
import { deed, load, type Load } from './load'

/** A list that grows page by page and starts anew when a filter changes. */
export function paged<P extends { next: string | null }, R>(
  filters: WatchSource, get: (cursor?: string) => Promise<P>, rows: (page: P) => R[],
): { first: Load<P>; rows: ComputedRef<R[]>; next: ComputedRef<string | null>; more: ReturnType<typeof deed>; fetchMore: () => Promise<void> } {
  const later = shallowRef<P[]>([])
  const first = load(() => get())
  const more = deed()
  watch(filters, () => {
    later.value = []
    first.value.value = null
    void first.again()
  })
  const pages = computed(() => (first.value.value ? [first.value.value, ...later.value] : []))
  const next = computed(() => pages.value.at(-1)?.next ?? null)
  const fetchMore = (): Promise<void> => more.run(async () => {
    const base = first.value.value
    const page = await get(next.value ?? undefined)
    if (base === first.value.value) later.value = [...later.value, page]
  })
  return { first, rows: computed(() => pages.value.flatMap(rows)), next, more, fetchMore }
}
