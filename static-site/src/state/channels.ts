import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { listChannels } from '../api/platform'
import type { Offers } from '../api/wire'
import { inOrder, mayChange } from '../flow/offer'
import { ended } from './gate'
import { scene } from './device'

const AGAIN = 15_000

export interface Channels { offers: ShallowRef<Offers | null>; fault: ShallowRef<unknown>; busy: Ref<boolean>; again: () => Promise<void> }

/** What may be paid with here. While a provider is down it is asked for again, as long as somebody is looking. */
export function channels(): Channels {
  const offers = shallowRef<Offers | null>(null)
  const fault = shallowRef<unknown>(null)
  const busy = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let heardAt = 0
  let going = true

  const again = async (): Promise<void> => {
    if (busy.value) return
    busy.value = true
    clearTimeout(timer)
    try {
      const got = inOrder(await listChannels(scene()), scene())
      if (!going) return
      offers.value = got
      fault.value = null
    } catch (thrown) {
      // A list that was there stays: the platform decides again when an order is made.
      if (!ended(thrown)) fault.value = thrown
    } finally {
      busy.value = false
      heardAt = Date.now()
      later()
    }
  }
  const later = (): void => {
    clearTimeout(timer)
    if (!going || document.hidden || !offers.value || !mayChange(offers.value)) return
    timer = setTimeout(() => void again(), Math.max(0, heardAt + AGAIN - Date.now()))
  }
  document.addEventListener('visibilitychange', later)
  onScopeDispose(() => {
    going = false
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', later)
  })
  void again()
  return { offers, fault, busy, again }
}
