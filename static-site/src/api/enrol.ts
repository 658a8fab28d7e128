// What the enrolment pages ask of the platform; they alone load this.
import { call } from './platform'
import type { Shapes } from './wire'

export type Phase = Shapes['Phase']
/** 校内 whom the school imported, 校外 who registered themselves. */
export type Audience = Shapes['Audience']
export type Tier = Shapes['Tier']
export type FieldKind = Shapes['FormFieldKind']
export type FormField = Shapes['FormField']
/** Where an enrolment stands. `order` is the one that pays it, or paid it. */
export type Enrolment = Shapes['EnrolmentView']
/** `left`: seats left; null where there is room for everybody. */
export type Project = Shapes['ProjectView']
export type Projects = Shapes['ProjectsAnswer']
export interface ProjectsAsk { department?: string; status?: 'enrolled' | 'open'; phase?: 'current' | 'all' }
/** The person and what they said; before they enrolled `phone` is the one on file. */
export type Entry = Shapes['MyEnrolment']
export type EnrolAsk = Shapes['EnrolAsk']
export type OwnEntry = Shapes['EnrolmentItem']

const own = (project: string) => `/api/enrolments/${encodeURIComponent(project)}` as const

export function listProjects(ask: ProjectsAsk): Promise<Projects> {
  const query = new URLSearchParams(Object.entries(ask).filter(([, value]) => value)).toString()
  return call({ method: 'GET', path: query ? `/api/projects?${query}` : '/api/projects' })
}
export const showProject = (id: string): Promise<Project> => call({ method: 'GET', path: `/api/projects/${encodeURIComponent(id)}` })
export const listEntries = (): Promise<Shapes['EnrolmentsAnswer']> => call({ method: 'GET', path: '/api/enrolments' })
export const showEntry = (project: string): Promise<Entry> => call({ method: 'GET', path: own(project) })
export const enrol = (project: string, ask: EnrolAsk): Promise<Shapes['EnrolAnswer']> => call({ method: 'PUT', path: own(project), body: ask })
export const payEntry = (project: string): Promise<Shapes['EnrolmentDue']> => call({ method: 'POST', path: `${own(project)}/pay` })
export const cancelEntry = (project: string): Promise<void> => call({ method: 'DELETE', path: own(project) })
