const BEIJING = 8 * 3600 * 1000

/** Now, as Beijing's clocks show it: `2026-01-01T08:00:00+08:00`. */
export function beijing() {
  return `${new Date(Date.now() + BEIJING).toISOString().slice(0, 19)}+08:00`
}

/** The same as Alipay writes it: `2026-01-01 08:00:00`. */
export function plain() {
  return beijing().slice(0, 19).replace('T', ' ')
}
