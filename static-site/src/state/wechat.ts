import { enterWechat, wechatEntrance } from '../api/doors'
import type { LoginNext } from '../api/wire'
import { codeOf } from '../flow/refusal'
import { enter, hasCode, takeCode } from './entrance'

export type WechatAt = '' | 'asking' | 'failed' | 'unbound'

/**
 * One press signs in whoever bound their WeChat. Goes to WeChat, to come back to `to` knowing who it is; or is back, and
 * goes in. Null: not in, and `at` heard why.
 */
export async function enterByWechat(to: string, at: (now: WechatAt) => void): Promise<LoginNext | null> {
  at('asking')
  try {
    const code = hasCode() ? takeCode() : null
    if (code !== null) return (await enterWechat(code)).next
    const { entrance } = await wechatEntrance()
    if (!entrance || !enter(entrance, to)) at('failed')
  } catch (fault) {
    at(codeOf(fault) === 'not-bound' ? 'unbound' : 'failed')
  }
  return null
}
