// The campus's sign-on, by oauth2-mock-server: OpenID Connect as other people read it, on keys of
// each kind that we take.
//
// The first line of its output tells where it is. Each line of its input says how the tokens that
// follow differ from what they should be, and is answered by a line. It ends when its input does.
//
//   { claims: {…}, header: {…} }   what is signed is changed before it is
//   { signature: 'none' }          the token is not signed at all
//   { signature: 'public' }        it is signed with the public key, as if that were a shared secret
//   { signature: 'other' }         one character of the signature is another
import { createHmac } from 'node:crypto'
import { createInterface } from 'node:readline'
import { OAuth2Server } from 'oauth2-mock-server'

const server = new OAuth2Server()
for (const alg of ['RS256', 'ES256', 'EdDSA']) await server.issuer.keys.generate(alg, { kid: alg })
await server.start(0, '127.0.0.1')

let how = {}
const signed = []
server.service.on('beforeTokenSigning', ({ header, payload }) => {
  for (const [name, value] of Object.entries(how.claims ?? {})) {
    if (value === null) delete payload[name]
    else payload[name] = value
  }
  Object.assign(header, how.header)
})
server.service.on('beforeResponse', ({ body }) => {
  signed.push(JSON.parse(Buffer.from(body.id_token.split('.')[0], 'base64url')).alg)
  if (how.signature) body.id_token = altered(body.id_token, how.signature)
})

function altered(token, signature) {
  const [header, payload, seal] = token.split('.')
  const headed = (alg) => {
    const kid = JSON.parse(Buffer.from(header, 'base64url')).kid
    return `${Buffer.from(JSON.stringify({ alg, kid })).toString('base64url')}.${payload}`
  }
  if (signature === 'none') return `${headed('none')}.`
  if (signature === 'public') {
    const key = server.issuer.keys.toJSON().find((it) => it.kid === 'RS256')
    return `${headed('HS256')}.${createHmac('sha256', key.n).update(headed('HS256')).digest('base64url')}`
  }
  return `${header}.${payload}.${seal[0] === 'A' ? 'B' : 'A'}${seal.slice(1)}`
}

console.log(JSON.stringify({ url: server.issuer.url }))
const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => {
  how = JSON.parse(line)
  console.log(JSON.stringify({ signed }))
})
lines.once('close', () => process.exit(0))
