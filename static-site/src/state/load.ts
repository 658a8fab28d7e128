import { onScopeDispose, ref, shallowRef, type ShallowRef, type Ref } from 'vue'
import { Stopped } from '../flow/refusal'
import { ended } from './gate'

export interface Load<T> { value: ShallowRef<T | null>; fault: ShallowRef<unknown>; busy: Ref<boolean>; again: () => Promise<void> }

/** One thing a page shows: loading, there, or broken with a way to retry. The latest request wins. */
export function load<T>(get: () => Promise<T>): Load<T> {
  const value = shallowRef<T | null>(null)
  const fault = shallowRef<unknown>(null)
  const busy = ref(false)
  let turn = 0
  onScopeDispose(() => { turn = -1 })
  const again = async (): Promise<void> => {
    const mine = turn < 0 ? turn : ++turn
    busy.value = true
    try {
      const got = await get()
      if (mine !== turn) return
      value.value = got
      fault.value = null
    } catch (thrown) {
      if (mine !== turn) return
      if (!ended(thrown)) fault.value = thrown
    } finally {
      if (mine === turn) busy.value = false
    }
  }
  void again()
  return { value, fault, busy, again }
}

/** One thing a person asked for: runs once at a time and keeps what went wrong. */
export function deed(): { busy: Ref<boolean>; fault: ShallowRef<unknown>; run: (work: () => Promise<void>) => Promise<void> } {
  const busy = ref(false)
  const fault = shallowRef<unknown>(null)
  const run = async (work: () => Promise<void>): Promise<void> => {
    if (busy.value) return
    busy.value = true
    fault.value = null
    try {
      await work()
    } catch (thrown) {
      if (!(thrown instanceof Stopped) && !ended(thrown)) fault.value = thrown
    } finally {
      busy.value = false
    }
  }
  return { busy, fault, run }
}
