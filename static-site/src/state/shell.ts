import { watch } from 'vue'
import { me } from './me'

interface Policies { createPolicy: (name: string, rules: { createScriptURL: (url: string) => string }) => { createScriptURL: (url: string) => string } }

/** The one address that the page's policy lets a worker come from. */
function address(): string {
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes
  return policies?.createPolicy('worker', { createScriptURL: () => '/sw.js' }).createScriptURL('') ?? '/sw.js'
}

/** Keeps the shell on the device. Nothing depends on it: a browser that will not is a browser without it. */
export async function keepShell(): Promise<void> {
  try {
    await navigator.serviceWorker.register(address(), { updateViaCache: 'none' })
    const { active } = await navigator.serviceWorker.ready
    // Who signs in comes again; who only looks at the login, or pays for each byte, is spared the rest.
    const spared = (navigator as Navigator & { connection?: { saveData?: boolean } }).connection?.saveData === true
    watch(me, (now) => { if (now && !spared) active?.postMessage('keep-all') }, { immediate: true })
  } catch { /* a private window, or no room */ }
}
