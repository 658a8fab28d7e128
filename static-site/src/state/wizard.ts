import { computed, ref } from 'vue'
import type { Category } from '../api/wire'
import { t } from '../words/inside'
import { isWide } from './device'
import { me } from './me'
import { school } from './school'

const who = ref('')
/** Whether the person said in this visit that name and number are theirs; the next one on this device is asked anew. */
export const sure = computed({ get: () => who.value !== '' && who.value === me.value?.number, set: (is: boolean) => { who.value = is ? me.value?.number ?? '' : '' } })
export const wizardSteps = (): string[] => [t('infoCheck'), t('step1'), t('step2'), t('step3'), t('step4')]
/** The steps of paying something, as this school and this screen go them: the last but one is the cashier, the last the result. */
export function stepsOf(kind: Category): string[] {
  if (kind === 'tuition') return school().wizard && isWide.value ? wizardSteps() : [t('step1'), t('step2'), t('step3'), t('step4')]
  return [t(kind === 'enrolment' ? 'enrolStep' : kind === 'living' ? 'livingStep' : 'step1'), t('step3'), t('step4')]
}
