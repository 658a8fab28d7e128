import { watchEffect } from 'vue'
import { t } from '../words'
import { school } from './school'

/** What the window is called, for a page that is called after what it shows. */
export function titled(title: () => string): void {
  watchEffect(() => {
    const { name, platform } = school()
    document.title = t('titleTail', { title: title(), school: name, platform })
  })
}
