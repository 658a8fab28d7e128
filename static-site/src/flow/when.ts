const PARTS = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit',
  hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
})

/** An instant on the wall clock of Beijing, cut where the page needs it. */
export function beijing(instant: string | number): { day: string; short: string; minute: string; full: string; time: string } {
  const part = Object.fromEntries(PARTS.formatToParts(new Date(instant)).map((it) => [it.type, it.value]))
  const day = `${part.year}-${part.month}-${part.day}`
  const hm = `${part.hour}:${part.minute}`
  return { day, short: `${part.month}-${part.day} ${hm}`, minute: `${day} ${hm}`, full: `${day} ${hm}:${part.second}`, time: `${hm}:${part.second}` }
}

/** Minutes and seconds left, never below zero. */
export function left(until: string, now: number): { seconds: number; text: string } {
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - now) / 1000))
  const minutes = Math.floor(seconds / 60)
  return { seconds, text: `${String(minutes).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}` }
}
