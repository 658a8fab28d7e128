/** Seconds after a code was sent before another can be asked for. The platform has its own limit; this keeps people from meeting it. */
const AGAIN_AFTER = 60

/** Seconds until another code can be asked for: zero before the first one, and never more than the whole wait if the clock was turned back. */
export function wait(sent: number | null, now: number): number {
  if (sent === null) return 0
  return Math.min(AGAIN_AFTER, Math.max(0, Math.ceil((sent + AGAIN_AFTER * 1000 - now) / 1000)))
}

/** The six digits of a code out of what was typed or pasted: "您的验证码是 381 204" holds one, too. */
export const codeIn = (text: string): string => text.normalize('NFKC').replace(/\D/g, '').slice(0, 6)
