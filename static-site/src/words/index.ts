import { shallowRef } from 'vue'
import { zh } from './zh'

export type Key = keyof typeof zh
export type Words = Record<Key, string>
export type Tongue = 'zh' | 'en'
export type Gaps = Record<string, string | number>

const AT = 'campus-pay.tongue'
const words = shallowRef<Words>(zh)
export const tongue = shallowRef<Tongue>('zh')

/** One sentence, with its gaps filled: 「{name}」. */
export const t = (key: Key, gaps: Gaps = {}): string => filled(words.value[key], gaps)
export const filled = (text: string, gaps: Gaps): string => text.replace(/\{(\w+)\}/g, (_all, gap: string) => String(gaps[gap] ?? ''))
/** The present language's sentence for a key that Chinese keeps elsewhere. */
export const kept = (key: string): string | undefined => (words.value as Record<string, string>)[key]

/** A `t` that also knows sentences which travel with the pages that say them. Those of another language are all together. */
export const also = <Own extends Record<string, string>>(own: Own) =>
  (key: Key | (keyof Own & string), gaps: Gaps = {}): string => filled(kept(key) ?? own[key] ?? '', gaps)

/** The translation of a code of the platform, or a general sentence for one this site does not know. */
export function tCode(prefix: string, code: string, general: Key): string {
  const key = `${prefix}.${code}`
  return key in words.value ? t(key as Key) : t(general)
}

export async function speak(to: Tongue): Promise<void> {
  words.value = to === 'en' ? (await import('./en')).en : zh
  tongue.value = to
  document.documentElement.lang = to === 'en' ? 'en' : 'zh-CN'
  if (to === 'zh') localStorage.removeItem(AT)
  else localStorage.setItem(AT, to)
}

export async function settleWords(): Promise<void> {
  if (localStorage.getItem(AT) === 'en') await speak('en')
}
