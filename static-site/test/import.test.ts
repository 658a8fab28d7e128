import { describe, expect, it, vi } from 'vitest'
import type { Applied } from '../src/api/wire'
import { apply, inOrder, nameOf, PIECE, piecesOf, problemsCsv, upload } from '../src/flow/import'
import { session } from '../src/flow/session'
import { ground, json, none, problem } from './ground'

const part = (next: number | null, more: Partial<Applied> = {}): Applied => ({ next, of: 300, created: 100, changed: 0, unchanged: 0, refused: [], ...more })
const ask = { file_name: 'a.csv', pieces: 1, policy: 'good-rows' as const }

describe('an import', () => {
  it('is named by what the file is', async () => {
    expect(await nameOf(new Blob(['abc']))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })
  it('sends every byte once, in pieces, and repeats a piece whose answer was lost', async () => {
    vi.useFakeTimers()
    const file = new Blob([new Uint8Array(PIECE + 10)])
    const g = ground({ 'PUT /api/imports/x/pieces/0': ['lost', none()], 'PUT /api/imports/x/pieces/1': [none()] })
    const told: string[] = []
    const done = upload(session(g), 'x', file, (n, of) => told.push(`${n}/${of}`))
    await vi.runAllTimersAsync()
    expect(await done).toBe(2)
    expect(g.asked.map((h) => (h.body as Blob).size)).toEqual([PIECE, PIECE, 10])
    expect(told).toEqual(['1/2', '2/2'])
    vi.useRealTimers()
  })
  it('cuts an empty file and a file of exactly one piece into one', () => expect([piecesOf(0), piecesOf(PIECE), piecesOf(PIECE + 1)]).toEqual([1, 1, 2]))
  it('adds up its parts until none is left', async () => {
    const g = ground({ 'POST /api/imports/x/apply': [json(part(100)), json(part(200, { refused: [{ row: 7, column: null, field: null, code: 'bad', message: '坏', value: null }] })), json(part(null, { created: 0, unchanged: 100 }))] })
    const tally = await apply(session(g), 'x', ask, () => undefined)
    expect(tally).toMatchObject({ created: 200, unchanged: 100, done: 300, of: 300 })
    expect(tally.refused).toHaveLength(1)
    expect(g.asked.map((h) => (h.body as { from: number }).from)).toEqual([0, 100, 200])
  })
  it('stops when the platform does not move on', async () => {
    const g = ground({ 'POST /api/imports/x/apply': [json(part(100)), json(part(100))] })
    await expect(apply(session(g), 'x', ask, () => undefined)).rejects.toBeInstanceOf(RangeError)
  })
  it('does not repeat what was refused for good', async () => {
    const g = ground({ 'POST /api/imports/x/apply': [problem('invalid', 422)] })
    await expect(apply(session(g), 'x', ask, () => undefined)).rejects.toMatchObject({ problem: { code: 'invalid' } })
    expect(g.asked).toHaveLength(1)
  })
})

describe('the list of problems', () => {
  it('opens in any office program and computes nothing', () => {
    const csv = problemsCsv(['行', '列', '内容', '原因'], [{ row: 3, column: '应缴', field: 'due', code: 'x', message: '不是"金额"', value: '=1+1' }], (it) => it.message)
    expect(csv).toBe('\ufeff"行","列","内容","原因"\r\n"3","应缴","\'=1+1","不是""金额"""\r\n')
  })
})

it('the sample was shown in the order of the fields’ English names', () => {
  expect(inOrder(['class', 'due', 'name', 'later', 'number'])).toEqual(['number', 'name', 'class', 'due', 'later'])
})
