import { also } from './index'
import type { InsideKey } from './inside'
import { zhInside } from './zh-inside'
import { zhLists } from './zh-lists'

export type ListsKey = InsideKey | keyof typeof zhLists
/** A sentence of the lists of orders, payments and announcements. */
export const t = also({ ...zhInside, ...zhLists })
