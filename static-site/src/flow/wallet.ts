/** The script that WeChat puts on every page inside it. */
export interface Bridge { invoke: (name: string, params: Record<string, string>, heard: (answer: { err_msg?: string }) => void) => void }
export interface Inside { bridge: () => Bridge | undefined; ready: (then: () => void) => () => void }

/** `absent`: this is not inside WeChat. `ok` proves nothing: only the platform knows what was paid. */
export type Wallet = 'ok' | 'cancel' | 'fail' | 'absent'

const PATIENCE = 6_000

/** Opens the wallet on top of the page and waits for what the payer did there. */
export async function askWallet(inside: Inside, params: Record<string, string>, patience = PATIENCE): Promise<Wallet> {
  const bridge = inside.bridge() ?? (await bridgeOf(inside, patience))
  if (!bridge) return 'absent'
  return new Promise((done) => {
    try {
      bridge.invoke('getBrandWCPayRequest', params, (answer) => done(wordOf(answer.err_msg)))
    } catch {
      done('fail')
    }
  })
}

/** Anything but a clear yes or a clear cancel is a failure, and a failure is no outcome either. */
function wordOf(said = ''): Wallet {
  const word = said.split(':')[1]
  return word === 'ok' || word === 'cancel' ? word : 'fail'
}

function bridgeOf(inside: Inside, patience: number): Promise<Bridge | undefined> {
  return new Promise((done) => {
    const end = (): void => {
      clearTimeout(timer)
      stop()
      done(inside.bridge())
    }
    const timer = setTimeout(end, patience)
    const stop = inside.ready(end)
  })
}

/** The inside of a real window. */
export function insideOf(on: Document): Inside {
  return {
    bridge: () => (on.defaultView as (Window & { WeixinJSBridge?: Bridge }) | null)?.WeixinJSBridge,
    ready: (then) => {
      on.addEventListener('WeixinJSBridgeReady', then)
      return () => on.removeEventListener('WeixinJSBridgeReady', then)
    },
  }
}
