import { enHelp } from './en-help'
import { filled, type Gaps, tongue } from './index'
import { zhHelp } from './zh-help'

export type HelpKey = keyof typeof zhHelp
/** A sentence of the guide. */
export const t = (key: HelpKey, gaps: Gaps = {}): string => filled((tongue.value === 'en' ? enHelp : zhHelp)[key], gaps)
/** The same by a key that a guide names; the tests hold every guide's keys against the words. */
export const tStep = (key: string, gaps: Gaps): string => (key in zhHelp ? t(key as HelpKey, gaps) : '')
