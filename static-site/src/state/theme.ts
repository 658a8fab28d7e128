import { ref, watchEffect } from 'vue'
import type { Brand } from '../api/wire'
import { school } from './school'

export type Theme = 'system' | 'light' | 'dark'
const AT = 'campus-pay.theme'
const NAMES: Record<keyof Brand, string> = {
  brand: '--brand', press: '--brand-press', field: '--brand-field', ink: '--brand-ink', soft: '--brand-soft', line: '--brand-line',
}

const system = matchMedia('(prefers-color-scheme: dark)')
const systemDark = ref(system.matches)
system.addEventListener?.('change', (it) => { systemDark.value = it.matches })

const saved = localStorage.getItem(AT)
export const theme = ref<Theme>(saved === 'light' || saved === 'dark' ? saved : 'system')

export function chooseTheme(to: Theme): void {
  theme.value = to
  if (to === 'system') localStorage.removeItem(AT)
  else localStorage.setItem(AT, to)
}

/** Puts the scheme and the school's six colours on the page, and keeps them right. */
export function wearTheme(): void {
  const root = document.documentElement
  root.dataset.school = school().id
  watchEffect(() => {
    if (theme.value === 'system') delete root.dataset.theme
    else root.dataset.theme = theme.value
    const dark = theme.value === 'dark' || (theme.value === 'system' && systemDark.value)
    const brand = dark ? school().brand.dark : school().brand.light
    for (const [key, name] of Object.entries(NAMES)) root.style.setProperty(name, brand[key as keyof Brand])
  })
}
