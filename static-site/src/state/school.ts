import { shallowRef } from 'vue'
import type { School } from '../api/wire'

const kept = shallowRef<School | null>(null)

/** Fetches what makes this school this school. The site shows nothing before it. */
export async function loadSchool(): Promise<void> {
  const answer = await fetch('/school.json')
  if (!answer.ok) throw new Error('no school')
  kept.value = (await answer.json()) as School
}

/** The school. Only called once it is there. */
export function school(): School {
  if (!kept.value) throw new Error('school() before loadSchool()')
  return kept.value
}

/** Where to ask, with a number that never breaks over two lines. */
export function contact(): School['contact'] {
  const it = school().contact
  return { ...it, phone: it.phone.replace(/ /g, '\u00a0').replace(/-/g, '\u2060-\u2060') }
}
