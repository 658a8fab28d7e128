import { enOffice } from './en-office'
import { tongue } from './index'
import { zhOffice } from './zh-office'

export type OfficeKey = keyof typeof zhOffice

/** A sentence of the office's pages. They are few and far from the payers', who never load them. */
export function tOffice(key: OfficeKey, gaps: Record<string, string | number> = {}): string {
  const words: Record<OfficeKey, string> = tongue.value === 'en' ? enOffice : zhOffice
  return words[key].replace(/\{(\w+)\}/g, (_all, gap: string) => String(gaps[gap] ?? ''))
}

/** Why a row does not go in, in the reader's language; a code this site does not know keeps the platform's words. */
export function reason(it: { code: string; message: string }): string {
  const key = `p.${it.code}`
  if (!(key in zhOffice)) return it.message
  const row = /\(row (\d+)\)$/.exec(it.message)
  return tOffice(key as OfficeKey) + (row ? tOffice('relatedRow', { row: row[1] as string }) : '')
}

/** What a field of the importer is called; one this site does not know keeps its own name. */
export function fieldName(field: string): string {
  const key = `f.${field}`
  return key in zhOffice ? tOffice(key as OfficeKey) : field
}
