import { also } from './index'
import { zhCheck } from './zh-check'

export type CheckKey = keyof typeof zhCheck
/** A sentence of the check on a form. */
export const t = also(zhCheck)
