import { describe, expect, it } from 'vitest'
import { differing, differs, tidy } from '../src/flow/identify'
import { Refused } from '../src/flow/refusal'

const A = { name: '陈予安', user: '62060220060512904X' }
const refused = (field: string): Refused => new Refused({ type: '', code: 'entries-differ', title: '', status: 422, trace_id: 'T1', errors: [{ field, code: 'differs' }] })

describe('two entries', () => {
  it('are the same through blanks, width and case of the number', () => {
    expect(differing(A, { name: ' 陈予安 ', user: '６2060220060512904x ' })).toBeNull()
    expect(tidy({ name: ' Ann  Lee ', user: ' 62x ' })).toEqual({ name: 'Ann  Lee', user: '62X' })
  })
  it('differ in the first field that does', () => {
    expect(differing(A, { ...A, name: '陈予按' })).toBe('name')
    expect(differing(A, { ...A, user: '620602200605129041' })).toBe('user')
    expect(differing(A, { name: '', user: '' })).toBe('name')
  })
  it('differ in the field that the platform names', () => {
    expect(differs(refused('second.user'))).toBe('user')
    expect(differs(refused('user'))).toBe('user')
    expect(differs(refused('second.name'))).toBe('name')
    expect(differs(new Refused({ type: '', code: 'slow-down', title: '', status: 429, trace_id: 'T1' }))).toBeNull()
    expect(differs(new Error('x'))).toBeNull()
  })
})
