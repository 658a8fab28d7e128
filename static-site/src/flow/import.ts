import type { Applied, ImportAsk, Preview, RowProblem } from '../api/wire'
import { Refused, Unreachable } from './refusal'
import type { Call } from './session'

export const PIECE = 350 * 1024
const TRIES = 4

/** The import's name: what the file is, so that the same file is the same import. */
export async function nameOf(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export const piecesOf = (size: number): number => Math.max(1, Math.ceil(size / PIECE))

/** Sends the file piece by piece. A piece whose answer is lost is sent again; the platform keeps one. */
export async function upload(call: Call, id: string, file: Blob, sent: (done: number, of: number) => void): Promise<number> {
  const of = piecesOf(file.size)
  for (let n = 0; n < of; n++) {
    const bytes = file.slice(n * PIECE, (n + 1) * PIECE)
    await again(() => call<void>({ method: 'PUT', path: `/api/imports/${id}/pieces/${n}`, bytes, patience: 60_000 }))
    sent(n + 1, of)
  }
  return of
}

/** Asks how the file would be read; nothing is written. */
export function preview(call: Call, id: string, ask: ImportAsk): Promise<Preview> {
  return again(() => call<Preview>({ method: 'POST', path: `/api/imports/${id}/preview`, body: ask, patience: 60_000 }))
}

export interface Tally { created: number; changed: number; unchanged: number; refused: RowProblem[]; done: number; of: number }

/** What the importer knows of a bill, in the order in which people read it. */
export const FIELDS: readonly string[] = ['number', 'name', 'gender', 'id-number', 'college', 'major', 'class', 'year', 'item', 'due', 'exempt', 'loan', 'paid', 'owed', 'splittable']

/** Each field once, in the order of a bill; one that this site does not know comes last. */
export function inOrder(fields: readonly string[]): string[] {
  const place = (field: string): number => { const n = FIELDS.indexOf(field); return n < 0 ? FIELDS.length : n }
  return [...new Set(fields)].sort((a, b) => place(a) - place(b))
}

/** Writes the rows, part by part, adding up. Every part may be repeated: a row written twice is unchanged. */
export async function apply(call: Call, id: string, ask: ImportAsk, told: (tally: Tally) => void): Promise<Tally> {
  let tally: Tally = { created: 0, changed: 0, unchanged: 0, refused: [], done: 0, of: 0 }
  for (let from: number | null = 0; from !== null; ) {
    const body: ImportAsk & { from: number } = { ...ask, from }
    const part: Applied = await again(() => call<Applied>({ method: 'POST', path: `/api/imports/${id}/apply`, body, patience: 60_000 }))
    tally = {
      created: tally.created + part.created, changed: tally.changed + part.changed, unchanged: tally.unchanged + part.unchanged,
      refused: [...tally.refused, ...part.refused], done: part.next ?? part.of, of: part.of,
    }
    told(tally)
    if (part.next !== null && part.next <= from) throw new RangeError('the import does not move on')
    from = part.next
  }
  return tally
}

async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await work()
    } catch (fault) {
      const passing = fault instanceof Unreachable || (fault instanceof Refused && [429, 503, 504].includes(fault.problem.status))
      if (!passing || n === TRIES) throw fault
      await new Promise((done) => setTimeout(done, 400 * 2 ** n))
    }
  }
}

/** The problems as a sheet any office program opens: a byte order mark, and no cell that a program would compute. */
export function problemsCsv(head: readonly string[], problems: readonly RowProblem[], say: (it: RowProblem) => string): string {
  const cell = (text: string): string => `"${(/^[=+\-@\t\0]/.test(text) ? `'${text}` : text).replace(/"/g, '""')}"`
  const rows = problems.map((it) => [String(it.row), it.column ?? '', it.value ?? '', say(it)])
  return `\ufeff${[head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}
