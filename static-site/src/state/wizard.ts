import { ref } from 'vue'
import { t } from '../words'

/** Whether the person said in this visit that name and number are theirs. */
export const sure = ref(false)
export const wizardSteps = (): string[] => [t('infoCheck'), t('step1'), t('step2'), t('step3'), t('step4')]
