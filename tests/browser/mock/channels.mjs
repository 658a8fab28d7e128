// What can be paid with where, and what each way hands the browser: the shapes of the platform's answers, none of its promises.
const WAYS = {
  pc: { wechat: ['qr'], alipay: ['qr', 'page'], unionpay: ['page', 'qr'], bocom: ['qr'], abc: ['page', 'qr'], bridge: ['page'] },
  mobile: { wechat: ['page'], alipay: ['page'], unionpay: ['page'], abc: ['page'], bridge: ['page'] },
  wechat: { wechat: ['wallet'], unionpay: ['page'], abc: ['page'] },
  alipay: { alipay: ['page'], unionpay: ['page'], abc: ['page'] },
}
const six = ['wechat', 'alipay', 'unionpay', 'bocom', 'abc', 'bridge'].map((kind) => ({ kind, label: kind === 'bridge' ? '西安银行' : null }))
const STATES = {
  grey: { unionpay: { state: 'down' }, bocom: { state: 'maintenance', reason: '预计 22:00 恢复' }, abc: { state: 'maintenance', reason: '系统升级，11 月 23 日 8:00 恢复' } },
  shut: Object.fromEntries(six.map((it) => [it.kind, { state: 'maintenance', reason: '年终结算，12 月 1 日恢复' }])),
}

/** The channels of a world, as they stand in one place. */
export function offers(world, place) {
  const own = ['grey', 'six', 'shut'].includes(world.scene) ? six : world.school.channels
  const channels = own.map(({ kind, label = null }) => {
    const ways = WAYS[place]?.[kind] ?? []
    const said = STATES[world.scene]?.[kind]
    return { kind, label, ways, state: said?.state ?? (ways.length ? 'open' : 'elsewhere'), reason: said?.reason ?? null }
  })
  return { channels, entrance: place === 'wechat' && channels.some((it) => it.kind === 'wechat' && it.state === 'open') ? world.entrance() : null }
}

/** What an order's way hands the browser. */
export function checkout(order, origin) {
  if (order.state !== 'open') return { kind: 'none' }
  const url = `${origin}/__pay/${order.id}`
  if (order.way === 'qr') return { kind: 'qr', content: url, until: order.until }
  if (order.way === 'wallet') return { kind: 'wallet', params: { appId: 'wx0000000000000000', timeStamp: '1795000000', nonceStr: '0'.repeat(32), package: `prepay_id=${order.id}`, signType: 'RSA', paySign: 'c2lnbmVk' } }
  // Another host, so that the page's policy about forms is really asked.
  if (order.channel === 'unionpay') return { kind: 'form', url: `${origin.replace('127.0.0.1', 'localhost')}/__pay/${order.id}`, fields: { orderId: order.number, riskRateInfo: '{commodityName="学费 <2026>"&更多}', signature: 'a+b/c==', submit: '1' } }
  return { kind: 'jump', url }
}
