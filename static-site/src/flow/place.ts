import type { Order, Scene } from '../api/wire'

/** What a browser tells about itself. */
export interface Facts { agent: string; saysMobile: boolean; coarse: boolean; narrow: boolean }

/** Where the payer is. A wallet's own browser is told first: it says "Mobile", too. */
export function sceneOf({ agent, saysMobile, coarse, narrow }: Facts): Scene {
  if (/MicroMessenger\//i.test(agent)) return 'wechat'
  if (/AlipayClient\//i.test(agent)) return 'alipay'
  const mobile = saysMobile || /Android|iPhone|iPad|iPod|Mobile|HarmonyOS/i.test(agent)
  // A telephone that asks for the page of a computer still has a telephone's glass; a tablet can scan nothing
  // it shows itself, but its owner has a telephone, so size decides.
  return mobile || (coarse && narrow) ? 'mobile' : 'pc'
}

/** Whether an order can be paid where its payer is now, or only where it was made. */
export function fits(order: Pick<Order, 'way' | 'scene'>, here: Scene): boolean {
  if (order.scene === here) return true
  // A code can be shown anywhere; a wallet's script runs in that wallet alone.
  if (order.way !== 'page') return order.way === 'qr'
  // A page made for a telephone's browser refuses a computer, and a wallet's browser blocks the pages of its rivals.
  return order.scene === 'pc' && here === 'mobile'
}
