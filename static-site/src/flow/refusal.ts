import type { ProblemBody } from '../api/wire'

/** The platform answered, and the answer is no. */
export class Refused extends Error {
  constructor(readonly problem: ProblemBody, readonly retryAfter = 0) {
    super(problem.code)
  }
}

/** No answer came. The request may or may not have been carried out. */
export class Unreachable extends Error {
  constructor() {
    super('unreachable')
  }
}

/** The session is over and could not be renewed. */
export class SignedOut extends Error {
  constructor() {
    super('signed-out')
  }
}

/** The person changed their mind, or something is left for them to do first. Nothing is wrong. */
export class Stopped extends Error {
  constructor() {
    super('stopped')
  }
}

/** The stable code behind anything thrown; what is not ours is `broken`. */
export function codeOf(fault: unknown): string {
  if (fault instanceof Refused) return fault.problem.code
  if (fault instanceof Unreachable || fault instanceof SignedOut) return fault.message
  return 'broken'
}

/** The number to quote to the office, or nothing. */
export function traceOf(fault: unknown): string {
  return fault instanceof Refused ? fault.problem.trace_id : ''
}
