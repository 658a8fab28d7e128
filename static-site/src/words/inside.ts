import { also, type Key } from './index'
import { zhInside } from './zh-inside'

export type InsideKey = Key | keyof typeof zhInside
/** A sentence of the pages behind the login. */
export const t = also(zhInside)
