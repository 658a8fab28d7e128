import './style/index.css'
import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router'
import { loadSchool } from './state/school'
import { wearTheme } from './state/theme'
import { settleWords } from './words'

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
}

void start()
