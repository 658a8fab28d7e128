import { ref } from 'vue'
import type { Scene } from '../api/wire'
import { sceneOf } from '../flow/place'

const wide = matchMedia('(min-width: 900px)')
/** Whether the PC layout is shown. */
export const isWide = ref(wide.matches)
wide.addEventListener?.('change', (it) => { isWide.value = it.matches })

/** Where the payer is, which decides what a channel can show them. */
export function scene(): Scene {
  const hints = (navigator as Navigator & { userAgentData?: { mobile: boolean } }).userAgentData
  return sceneOf({ agent: navigator.userAgent, saysMobile: hints?.mobile === true, coarse: matchMedia('(pointer: coarse)').matches, narrow: !wide.matches })
}
