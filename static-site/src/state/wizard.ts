import { computed, ref } from 'vue'
import { t } from '../words/inside'
import { me } from './me'

const who = ref('')
/** Whether the person said in this visit that name and number are theirs; the next one on this device is asked anew. */
export const sure = computed({ get: () => who.value !== '' && who.value === me.value?.number, set: (is: boolean) => { who.value = is ? me.value?.number ?? '' : '' } })
export const wizardSteps = (): string[] => [t('infoCheck'), t('step1'), t('step2'), t('step3'), t('step4')]
