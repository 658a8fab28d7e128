import { enAnnounce } from './en-announce'
import { tongue } from './index'
import { zhAnnounce } from './zh-announce'

export type AnnounceKey = keyof typeof zhAnnounce

/** A sentence of the pages on which the office announces something. */
export function t(key: AnnounceKey, gaps: Record<string, string | number> = {}): string {
  const words: Record<AnnounceKey, string> = tongue.value === 'en' ? enAnnounce : zhAnnounce
  return words[key].replace(/\{(\w+)\}/g, (_all, gap: string) => String(gaps[gap] ?? ''))
}

/** What is wrong with a field, by its code; nothing for no code. */
export function tFault(code: string): string {
  if (!code) return ''
  const key = `bad-${code}`
  return t(key in zhAnnounce ? key as AnnounceKey : 'bad-other')
}
