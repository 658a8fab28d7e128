import './style/index.css'
import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router'
import { loadSchool } from './state/school'
import { wearTheme } from './state/theme'
import { settleWords } from './words'

/** After the page has what it was opened for. */
function whenIdle(work: () => void): void {
  const soon = (): void => void setTimeout(work, 1_500)
  if (document.readyState === 'complete') soon()
  else addEventListener('load', soon, { once: true })
}

async function start(): Promise<void> {
  try {
    await Promise.all([loadSchool(), settleWords()])
  } catch {
    // Without its school the site has no name, no payee and no colours: better to say so than to guess.
    const box = document.createElement('p')
    box.className = 'dead'
    box.textContent = '暂时打不开，请稍后刷新。 Not available for the moment, please reload later.'
    document.getElementById('app')?.append(box)
    return
  }
  wearTheme()
  createApp(App).use(router).mount('#app')
  if (import.meta.env.PROD && 'serviceWorker' in navigator) whenIdle(() => void import('./state/shell').then(({ keepShell }) => keepShell(), () => undefined))
}

void start()
