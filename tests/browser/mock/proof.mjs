// 缴费凭证: what the platform says of a printed proof. The one that holds is of the mock's first paid order.
import { Problem } from './world.mjs'

export const TOKEN = '01KAJ30000000000000000000001K7M2QXpR3o-9fYx1mQz5tK7wAbA'

export const proofs = (world, token) => ({
  'GET /api/proofs/:id': () => {
    if (token !== TOKEN) throw new Problem(404, 'proof-unknown')
    const order = [...world.orders.values()][0]
    const lines = order.lines.map(({ item, year, amount }) => ({ item, year, amount }))
    return { school: world.school.name, payee: order.payee, number: order.number, name: '欧**', total: order.total, lines, paid_at: order.paid_at, channel: order.channel, transaction: '4200**************7731' }
  },
})

/** A file that is a PDF and no more. */
export const PAGE = Buffer.from('%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF')
