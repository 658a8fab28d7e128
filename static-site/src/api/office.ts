// What the office announces, and asks of the platform about it; its pages alone load this.
import { call } from './platform'
import type { Address, Instant, Yuan } from './wire'

export interface Window { opens: Instant; closes: Instant }
export type Phase = 'coming' | 'open' | 'closed'
export interface News { id: string; title: string; body: string; pinned: boolean; from: Instant; until: Instant | null }
export interface Batch { id: string; title: string; department: string; note: string; window: Window }
export type TargetRule = { is: 'none' } | { is: 'room'; buildings: string[] } | { is: 'card'; digits: number } | { is: 'account' }
export type AmountRule = { is: 'fixed'; choices: Yuan[] } | { is: 'free'; min: Yuan; max: Yuan; step: Yuan; suggestions: Yuan[] }
export interface Living { id: string; title: string; note: string; open: boolean; target: TargetRule; amount: AmountRule }
export interface Tier { id: string; label: string; price: Yuan }
export type FieldKind = { is: 'text'; max: number } | { is: 'choice'; options: string[] } | { is: 'date' }
export interface FormField { id: string; label: string; hint: string; required: boolean; kind: FieldKind }
export type Audience = 'everybody' | 'school' | 'outside'
export interface Project { id: string; title: string; department: string; content: string; window: Window; audience: Audience; quota: number | null; minutes_to_pay: number; tiers: Tier[]; form: FormField[] }
/** `taken`: seats that are paid for or kept for somebody; unknown where there are seats for everybody. */
export type OfficeProject = Project & { taken: number | null }
export interface Catalogue { news: News[]; batches: Batch[]; living: Living[]; projects: OfficeProject[] }
export type Kind = keyof Catalogue
/** One announcement as it is saved: its name stands in the address. */
export type Said<K extends Kind> = Omit<Catalogue[K][number], 'id' | 'taken'>

export const showCatalogue = (): Promise<Catalogue> => call({ method: 'GET', path: '/api/office/catalogue' as Address })
export const announce = <K extends Kind>(kind: K, id: string, body: Said<K>): Promise<void> => call({ method: 'PUT', path: `/api/office/${kind}/${id}` as Address, body })
export const withdraw = (id: string): Promise<void> => call({ method: 'DELETE', path: `/api/office/news/${id}` as Address })
/** Everybody who enrolled, as a sheet. */
export const roster = (project: string): Promise<Blob> => call({ method: 'GET', path: `/api/office/projects/${project}/roster` as Address, file: true, patience: 60_000 })
