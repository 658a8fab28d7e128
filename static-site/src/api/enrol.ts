// What the enrolment pages ask of the platform; they alone load this.
import { call } from './platform'
import type { Address, Bill, Instant, Ulid, Yuan } from './wire'

export type Phase = 'coming' | 'open' | 'closed'
/** 校内 whom the school imported, 校外 who registered themselves. */
export type Audience = 'everybody' | 'school' | 'outside'
export interface Tier { id: string; label: string; price: Yuan }
export type FieldKind = { is: 'text'; max: number } | { is: 'choice'; options: string[] } | { is: 'date' }
export interface FormField { id: string; label: string; hint: string; required: boolean; kind: FieldKind }
/** Where an enrolment stands. `order` is the one that pays it, or paid it. */
export interface Enrolment {
  project: string
  tier: string
  /** What the tier was called when it was chosen. */
  label: string
  price: Yuan
  at: Instant
  changed: Instant
  state: 'unpaid' | 'paying' | 'enrolled' | 'lapsed'
  until: Instant | null
  bill: string | null
  order: Ulid | null
}
export interface Project {
  id: string
  title: string
  department: string
  content: string
  window: { opens: Instant; closes: Instant }
  phase: Phase
  audience: Audience
  quota: number | null
  /** Seats left; null where there is room for everybody. */
  left: number | null
  tiers: Tier[]
  form: FormField[]
  /** Minutes for which a seat is kept for who has not paid. */
  minutes_to_pay: number
  mine: Enrolment | null
}
export interface Projects { projects: Project[]; departments: string[]; signed: boolean }
export interface ProjectsAsk { department?: string; status?: 'enrolled' | 'open'; phase?: 'current' | 'all' }
/** The person and what they said; before they enrolled `phone` is the one on file. */
export interface Entry {
  enrolment: Enrolment | null
  project: Project
  name: string
  id_number: string
  number: string
  phone: string | null
  answers: Record<string, string>
}
export interface EnrolAsk { tier: string; phone?: string; answers: Record<string, string> }
export type OwnEntry = Enrolment & { title: string; department: string; phase: Phase }

const at = (path: string): Address => path as Address
const own = (project: string, deed = ''): Address => at(`/api/enrolments/${encodeURIComponent(project)}${deed}`)

export function listProjects(ask: ProjectsAsk): Promise<Projects> {
  const query = new URLSearchParams(Object.entries(ask).filter(([, value]) => value)).toString()
  return call({ method: 'GET', path: at(`/api/projects${query ? `?${query}` : ''}`) })
}
export const showProject = (id: string): Promise<Project> => call({ method: 'GET', path: at(`/api/projects/${encodeURIComponent(id)}`) })
export const listEntries = (): Promise<{ enrolments: OwnEntry[] }> => call({ method: 'GET', path: at('/api/enrolments') })
export const showEntry = (project: string): Promise<Entry> => call({ method: 'GET', path: own(project) })
export const enrol = (project: string, ask: EnrolAsk): Promise<{ enrolment: Enrolment }> => call({ method: 'PUT', path: own(project), body: ask })
export const payEntry = (project: string): Promise<{ bill: Bill; until: Instant }> => call({ method: 'POST', path: own(project, '/pay') })
export const cancelEntry = (project: string): Promise<void> => call({ method: 'DELETE', path: own(project) })
