import type { Draft } from '../flow/enrol'
import { me } from './me'

const AT = 'campus-pay.enrol.'
interface Kept { owner: string; draft: Draft }

/** What somebody was filling in for a project, in this tab. Signing out takes it away; somebody else's is nothing to them. */
export function keptDraft(project: string): Draft | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(AT + project) ?? 'null') as Kept | null
    return kept && me.value && kept.owner === me.value.number ? kept.draft : null
  } catch {
    return null
  }
}
export function keepDraft(project: string, draft: Draft): void {
  if (me.value) sessionStorage.setItem(AT + project, JSON.stringify({ owner: me.value.number, draft }))
}
export const dropDraft = (project: string): void => sessionStorage.removeItem(AT + project)
