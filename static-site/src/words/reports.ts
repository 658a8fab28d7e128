import { codeOf } from '../flow/refusal'
import type { CellFault } from '../flow/reports'
import { enReports } from './en-reports'
import { tongue } from './index'
import { zhReports } from './zh-reports'
import { type OfficeKey, tOffice } from './office'
import { zhOffice } from './zh-office'

export type ReportsKey = keyof typeof zhReports

/** A sentence of the pages on which statements are compared. */
export function t(key: ReportsKey, gaps: Record<string, string | number> = {}): string {
  const words: Record<ReportsKey, string> = tongue.value === 'en' ? enReports : zhReports
  return words[key].replace(/\{(\w+)\}/g, (_all, gap: string) => String(gaps[gap] ?? ''))
}

/** Why a statement was not used; a code that this site does not know is said as it is. */
export function tRefused(code: string): string {
  const key = `no-${code}`
  return key in zhReports ? t(key as ReportsKey) : t('no-other', { code })
}
/** What the platform's refusal of a file is called here; nothing where the general words say it. */
export const tFault = (fault: unknown): string => (`no-${codeOf(fault)}` in zhReports ? tRefused(codeOf(fault)) : '')

/** What is wrong with a cell: most of it the importer's words say, too. */
export function tCell({ code }: CellFault): string {
  if (`c-${code}` in zhReports) return t(`c-${code}` as ReportsKey)
  return `p.${code}` in zhOffice ? tOffice(`p.${code}` as OfficeKey) : t('c-other')
}
