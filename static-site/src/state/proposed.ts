import { shallowRef } from 'vue'
import type { Yuan } from '../api/wire'

/** What was just proposed to go back, for the list that comes next to say. */
export const justProposed = shallowRef<Yuan | null>(null)
