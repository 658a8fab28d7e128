// 缴费凭证: what the platform says of a printed proof. The one that holds is of the mock's first paid order.
import { Problem } from './world.mjs'

export const TOKEN = '01KAJ300000000000000000000001K7M2QXZx9_k2QvpR3o-9fYx_1mQz5tK7wAb'

/** What went back since it was printed, by scenario. */
const BACK = { proofpart: () => ['part', '820.00'], proofback: (all) => ['nothing', all] }

export const proofs = (world, token) => ({
  'GET /api/proofs/:id': () => {
    if (token !== TOKEN) throw new Problem(404, 'proof-unknown')
    const order = [...world.orders.values()][0]
    const [standing, returned] = BACK[world.scene]?.(order.total) ?? ['whole', '0.00']
    const going = world.scene === 'proofgoing' ? '300.00' : '0.00'
    const lines = order.lines.map(({ item, year, amount }, n) => ({ item, year, amount, returned: n ? '0.00' : returned }))
    const returns = standing === 'whole' ? [] : [{ at: new Date(Date.parse(order.paid_at) + 86_400_000).toISOString(), amount: returned }]
    const payments = [{ paid_at: order.paid_at, channel: order.channel, transaction: '4200**************7731', amount: order.total }]
    return { school: world.school.name, payee: order.payee, number: order.number, name: '欧**', standing, changed: standing !== 'whole', paid: order.total, returned, going, stands: (order.total - returned).toFixed(2), lines, payments, returns }
  },
})

/** A file that is a PDF and no more. */
export const PAGE = Buffer.from('%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF')
