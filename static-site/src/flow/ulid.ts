const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Draws the name of a new order: 48 bits of time, 80 bits of chance. */
export function draw(now = Date.now(), chance = crypto.getRandomValues(new Uint8Array(16))): string {
  let time = ''
  for (let left = now, n = 0; n < 10; n++) {
    time = LETTERS[left % 32] + time
    left = Math.floor(left / 32)
  }
  // Five bits a letter, each from its own byte: 256 is a multiple of 32, so every letter is equally likely.
  return time + Array.from(chance, (byte) => LETTERS[byte % 32]).join('')
}
