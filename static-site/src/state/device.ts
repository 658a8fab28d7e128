import { ref } from 'vue'
import type { Scene } from '../api/wire'

const wide = matchMedia('(min-width: 900px)')
/** Whether the PC layout is shown. */
export const isWide = ref(wide.matches)
wide.addEventListener?.('change', (it) => { isWide.value = it.matches })

/** A phone can open the payment program itself; everything else shows a code to scan. */
export function scene(): Scene {
  const hints = (navigator as Navigator & { userAgentData?: { mobile: boolean } }).userAgentData
  return hints?.mobile || /Android|iPhone|iPad|iPod|Mobile|HarmonyOS/i.test(navigator.userAgent) ? 'mobile' : 'pc'
}
