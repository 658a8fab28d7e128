// A peer: providers, and merchants of our sandbox, in the words of SDKs that other people wrote.
//
// The first line of its input tells the accounts of which it is the merchant; it is the provider of
// all others, whose keys it draws. The first line of its output tells the port and all accounts. It
// ends when its input does, so whoever started it cannot leave it behind.
//
//   /<channel>/…            the provider's own wire
//   /heard/<channel>        where a merchant hears notices
//   /peer/<channel>/<act>   what a test asks of it: JSON in, JSON out
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { Alipay } from './alipay.mjs'
import { Wechat } from './wechat.mjs'

const channels = {}
const lines = createInterface({ input: process.stdin })
lines.once('line', start)
lines.once('close', () => process.exit(0))

function start(line) {
  const given = JSON.parse(line)
  channels.alipay = new Alipay(given.alipay)
  channels.wechat = new Wechat(given.wechat)
  const accounts = { alipay: channels.alipay.account, wechat: channels.wechat.account }
  const server = createServer(receive)
  server.listen(0, '127.0.0.1', () => {
    console.log(JSON.stringify({ port: server.address().port, accounts }))
  })
}

async function receive(incoming, outgoing) {
  const chunks = []
  for await (const chunk of incoming) chunks.push(chunk)
  const [, first, ...rest] = new URL(incoming.url, 'http://peer').pathname.split('/')
  const { method, headers } = incoming
  const body = Buffer.concat(chunks).toString('utf8')
  let answer
  try {
    if (first === 'peer') {
      const said = await channels[rest[0]][rest[1]](JSON.parse(body || '{}'))
      answer = { status: 200, body: JSON.stringify(said ?? null) }
    } else if (first === 'heard') {
      answer = channels[rest[0]].hears({ headers, body })
    } else {
      const target = incoming.url.slice(first.length + 1)
      answer = channels[first].answers({ method, target, headers, body })
    }
  } catch (error) {
    answer = { status: 500, body: JSON.stringify({ message: error.stack }) }
  }
  outgoing.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
  outgoing.end(answer.body)
}
