// What the office announces, and asks of the platform about it; its pages alone load this.
import { call } from './platform'
import type { Shapes } from './wire'

export type Phase = Shapes['Phase']
export type News = Shapes['News']
export type Batch = Shapes['Batch']
export type TargetRule = Shapes['TargetRule']
export type AmountRule = Shapes['AmountRule']
export type Living = Shapes['Living']
export type Tier = Shapes['Tier']
export type FieldKind = Shapes['FormFieldKind']
export type FormField = Shapes['FormField']
export type Audience = Shapes['Audience']
export type Window = Shapes['Window']
export type Project = Shapes['Project']
/** `taken`: seats that are paid for or kept for somebody; unknown where there are seats for everybody. */
export type OfficeProject = Shapes['OfficeProject']
export type Catalogue = Shapes['CatalogueAnswer']
export type Kind = keyof Catalogue
/** One announcement as it is saved: its name stands in the address. */
export type Said<K extends Kind> = Omit<Catalogue[K][number], 'id' | 'taken'>

export const showCatalogue = (): Promise<Catalogue> => call({ method: 'GET', path: '/api/office/catalogue' })
export const announce = <K extends Kind>(kind: K, id: string, body: Said<K>): Promise<void> => call({ method: 'PUT', path: `/api/office/${kind}/${id}`, body })
export const withdraw = (id: string): Promise<void> => call({ method: 'DELETE', path: `/api/office/news/${id}` })
/** Everybody who enrolled, as a sheet. */
export const roster = (project: string): Promise<Blob> => call({ method: 'GET', path: `/api/office/projects/${project}/roster`, file: true, patience: 60_000 })
