import { onScopeDispose, ref, type Ref } from 'vue'
import { serverNow } from '../api/platform'

/** The platform's clock, as long as the page is open. */
export function ticking(every = 1_000): Ref<number> {
  const now = ref(serverNow())
  const clock = setInterval(() => { now.value = serverNow() }, every)
  onScopeDispose(() => clearInterval(clock))
  return now
}
