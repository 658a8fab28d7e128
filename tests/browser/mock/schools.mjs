// The schools as the platform itself reads their files: what `paycli school` prints. There is no second copy to drift away.
import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const paycli = process.env.PAYCLI ?? join(root, process.env.CARGO_TARGET_DIR ?? 'target', 'debug/paycli')
const known = new Map()

/** What `/school.json` says at the school called `id`. */
export function school(id) {
  if (!known.has(id)) known.set(id, read(id))
  return known.get(id)
}

function read(id) {
  const built = statSync(paycli, { throwIfNoEntry: false })?.mtimeMs ?? 0
  // The files are compiled in: an older program would tell of the school as it was.
  if (built < statSync(join(root, `infra/schools/${id}.toml`)).mtimeMs) throw new Error(`${paycli} is older than ${id}.toml: cargo build --workspace`)
  return JSON.parse(execFileSync(paycli, ['school', id], { encoding: 'utf8' }))
}
