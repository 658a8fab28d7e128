let first = true
/** After the first page, a new page takes the focus at its heading, so that a screen reader reads on there. */
export function greet(): void {
  if (!first) document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true })
  first = false
}
export const toMain = (): void => document.getElementById('main')?.focus()
