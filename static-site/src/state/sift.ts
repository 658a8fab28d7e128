import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Span } from '../api/platform'
import type { Period } from '../api/wire'
import { oneOf, querySpan, spanOf } from '../flow/span'
import { beijing } from '../flow/when'

export interface Sift<V extends string> {
  span: ComputedRef<Span>
  chosen: ComputedRef<V>
  /** Whether anything but everything is asked for. */
  narrow: ComputedRef<boolean>
  choose: (to: { span?: Span; chosen?: V }) => void
}

/** What a list shows lives in its address, so that going back and loading anew keep it. `name` is the second filter's. */
export function sift<V extends string>(name: string, values: readonly [V, ...V[]], usual: Period): Sift<V> {
  const route = useRoute()
  const router = useRouter()
  const here = route.path
  const query = shallowRef(route.query)
  // While the page goes, the address is already the next one's.
  watch(() => route.query, (now) => { if (route.path === here) query.value = now })
  const span = computed(() => spanOf(query.value, usual, beijing(Date.now()).day))
  const chosen = computed(() => oneOf(query.value[name], values, values[0]))
  const choose = (to: { span?: Span; chosen?: V }): void => {
    const one = to.chosen ?? chosen.value
    void router.replace({ query: { ...querySpan(to.span ?? span.value, usual), ...(one === values[0] ? {} : { [name]: one }) } })
  }
  return { span, chosen, choose, narrow: computed(() => span.value.period !== 'all' || chosen.value !== values[0]) }
}
