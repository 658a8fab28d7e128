import { generateKeyPairSync } from 'node:crypto'

/** A new RSA key, as PEM. */
export function pair() {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
}

/** What stands inside a PEM: so do consoles show keys, and so does their SDK want them. */
export function bare(pem) {
  return pem.replace(/-----[^-]+-----/g, '').replaceAll('\n', '')
}
