import { onMounted, onScopeDispose, ref, type Ref } from 'vue'
import { onBeforeRouteLeave, type RouteLocationRaw, useRouter } from 'vue-router'

/**
 * Keeps somebody from leaving a form by mistake: going to another page is asked about first, and so is closing
 * the window. `leaving` holds while the question stands.
 */
export function keepUnsaved(dirty: () => boolean): { leaving: Ref<boolean>; leave: () => void; free: () => void } {
  const router = useRouter()
  const leaving = ref(false)
  let to: RouteLocationRaw | null = null
  let given = false
  onBeforeRouteLeave((next) => {
    // The login takes nothing away: the person is asked to sign in before it comes to that.
    if (given || !dirty()) return true
    to = next.fullPath
    leaving.value = true
    return false
  })
  const closing = (it: BeforeUnloadEvent): void => { if (!given && dirty()) it.preventDefault() }
  onMounted(() => addEventListener('beforeunload', closing))
  onScopeDispose(() => removeEventListener('beforeunload', closing))
  const free = (): void => { given = true }
  const leave = (): void => {
    free()
    if (to) void router.push(to)
  }
  return { leaving, leave, free }
}
