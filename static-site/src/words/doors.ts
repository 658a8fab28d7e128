import { also, type Key } from './index'
import { zhDoors } from './zh-doors'

export type DoorKey = Key | keyof typeof zhDoors
/** A sentence of the ways in. */
export const t = also(zhDoors)
