import { onScopeDispose, ref, type Ref } from 'vue'
import { call } from '../api/platform'
import type { Order } from '../api/wire'
import { look } from '../flow/pay'
import { SignedOut } from '../flow/refusal'
import { watch } from '../flow/watch'
import { toLogin } from './gate'
import { memory } from './memory'

export interface Watching { looks: Ref<number>; nextAt: Ref<number>; nudge: () => void }

/** Watches one order as long as the page is open; a hidden page rests, and looks at once when it comes back. */
export function watching(id: string, seen: (order: Order) => void): Watching {
  const looks = ref(0)
  const nextAt = ref(0)
  let going = true
  let wake: () => void = () => undefined
  const nudge = (): void => wake()
  const visible = (): void => { if (!document.hidden) wake() }
  document.addEventListener('visibilitychange', visible)

  const wait = (ms: number): Promise<boolean> => new Promise((done) => {
    nextAt.value = Date.now() + ms
    const end = (): void => { if (!document.hidden || !going) { clearTimeout(timer); done(going) } }
    const timer = setTimeout(end, ms)
    wake = (): void => { clearTimeout(timer); done(going) }
  })
  watch({
    look: () => look(call, memory, id),
    wait,
    seen: (order, n) => { if (going) { looks.value = n; seen(order) } },
  }).catch((fault: unknown) => { if (fault instanceof SignedOut && going) toLogin() })
  onScopeDispose(() => {
    going = false
    document.removeEventListener('visibilitychange', visible)
    wake()
  })
  return { looks, nextAt, nudge }
}
