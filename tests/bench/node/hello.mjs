// The same start in Node: a client, one strong read, one event answered. Its own loop over the Runtime API is less than AWS's.
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import http from 'node:http'

const call = (method, path, body) => new Promise((done, failed) => {
  const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':')
  const request = http.request({ host, port, method, path: `/2018-06-01/runtime/${path}` }, (answer) => {
    let text = ''
    answer.on('data', (piece) => { text += piece })
    answer.on('end', () => done({ headers: answer.headers, text }))
  })
  request.on('error', failed)
  request.end(body)
})

const client = new DynamoDBClient({})
const read = () => client.send(new GetItemCommand({ TableName: process.env.TABLE_CORE, Key: { pk: { S: 'NOBODY' }, sk: { S: 'NOBODY' } }, ConsistentRead: true }))
const serve = async () => {
  await read()
  for (;;) {
    const event = await call('GET', 'invocation/next')
    JSON.parse(event.text)
    await call('POST', `invocation/${event.headers['lambda-runtime-aws-request-id']}/response`, JSON.stringify({ statusCode: 200, body: 'hello' }))
  }
}
serve().catch((fault) => { console.error(fault); process.exit(1) })
