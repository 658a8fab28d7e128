// WeChat Pay in the words of wechatpay-axios-plugin. The account that it draws knows a public key.
import { createHash, createPublicKey, randomBytes, randomInt } from 'node:crypto'
import axios from 'axios'
import { Aes, Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin'
import { beijing } from './clock.mjs'
import { pair } from './keys.mjs'

const AUTHORIZATION = /^WECHATPAY2-SHA256-RSA2048 (.*)$/
const PRODUCTS = {
  native: ['code_url', 'weixin://wxpay/bizpayurl?pr='],
  h5: ['h5_url', 'https://wx.tenpay.com/checkmweb?package=1&prepay_id=wx'],
  jsapi: ['prepay_id', 'wx'],
}

export class Wechat {
  /** As the platform takes it. */
  account
  #provider
  #merchant
  #trades = new Map()
  #verdicts = []
  #heard = []

  /** The merchant of `account`; without one, the provider of an account that is drawn now. */
  constructor(account) {
    this.account = account ?? this.#draws()
    const theirs = this.account.keys.verify_keys.find((it) => it.public_key_pem)
    const key = Rsa.from(this.account.keys.merchant_key_pem, Rsa.KEY_TYPE_PRIVATE)
    const verifies = Rsa.from(theirs.public_key_pem, Rsa.KEY_TYPE_PUBLIC)
    this.#merchant = { key, public: createPublicKey(key), serial: theirs.serial, verifies }
  }

  #draws() {
    const [ours, theirs] = [pair(), pair()]
    this.#provider = Rsa.from(theirs.privateKey, Rsa.KEY_TYPE_PRIVATE)
    return {
      app_id: `wx${randomBytes(8).toString('hex')}`,
      app_secret: randomBytes(16).toString('hex'),
      merchant_id: `19${randomInt(1e7, 1e8)}`,
      keys: {
        merchant_serial: randomBytes(20).toString('hex').toUpperCase(),
        merchant_key_pem: ours.privateKey,
        apiv3_key: Formatter.nonce(32),
        verify_keys: [
          { serial: `PUB_KEY_ID_0${randomInt(1e9, 1e10)}`, public_key_pem: theirs.publicKey },
        ],
      },
    }
  }

  answers({ method, target, headers, body }) {
    const held = this.#isSigned(method, target, headers.authorization, body)
    this.#verdicts.push({ call: `${method} ${target.split('?')[0]}`, held })
    if (!held)
      return { status: 401, body: JSON.stringify({ code: 'SIGN_ERROR', message: '签名错误' }) }
    const { status, said } = this.#acts(method, target, body && JSON.parse(body))
    if (status >= 400) return { status, body: JSON.stringify(said) }
    const text = said ? JSON.stringify(said) : ''
    return { status, headers: this.#signed(text), body: text }
  }

  #isSigned(method, target, authorization, body) {
    const pairs = Object.fromEntries(
      [...(AUTHORIZATION.exec(authorization ?? '')?.[1] ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(
        (it) => it.slice(1),
      ),
    )
    const message = Formatter.request(method, target, pairs.timestamp, pairs.nonce_str, body)
    return (
      pairs.mchid === this.account.merchant_id &&
      pairs.serial_no === this.account.keys.merchant_serial &&
      Math.abs(Formatter.timestamp() - pairs.timestamp) <= 300 &&
      Rsa.verify(message, pairs.signature ?? '', this.#merchant.public)
    )
  }

  #signed(body) {
    const [timestamp, nonce] = [`${Formatter.timestamp()}`, Formatter.nonce()]
    return {
      'Wechatpay-Timestamp': timestamp,
      'Wechatpay-Nonce': nonce,
      'Wechatpay-Serial': this.#merchant.serial,
      'Wechatpay-Signature': Rsa.sign(Formatter.response(timestamp, nonce, body), this.#provider),
      'Wechatpay-Signature-Type': 'WECHATPAY2-SHA256-RSA2048',
    }
  }

  #acts(method, target, ask) {
    const path = target.split('?')[0].split('/').slice(2)
    const [family, second, third, fourth] = path
    if (method === 'POST' && family === 'pay' && PRODUCTS[third]) return this.#places(third, ask)
    if (family === 'pay' && second === 'transactions' && third === 'out-trade-no') {
      const trade = this.#trades.get(fourth)
      if (!trade) return absent()
      if (path[4] !== 'close') return { status: 200, said: this.#shown(trade) }
      trade.closed = true
      return { status: 204 }
    }
    if (family !== 'refund') return absent()
    return method === 'POST' ? this.#refunds(ask) : this.#refund(fourth)
  }

  #places(product, ask) {
    this.#trades.set(ask.out_trade_no, { ask, refunds: new Map() })
    const [name, address] = PRODUCTS[product]
    return { status: 200, said: { [name]: address + Formatter.nonce(16) } }
  }

  #shown({ ask, paid, closed }) {
    const { app_id: appid, merchant_id: mchid } = this.account
    const basis = { appid, mchid, out_trade_no: ask.out_trade_no, trade_state_desc: '状态' }
    const unpaid = closed ? 'CLOSED' : 'NOTPAY'
    if (!paid) return { ...basis, trade_state: unpaid, amount: { total: ask.amount.total } }
    return {
      ...basis,
      transaction_id: paid.transaction,
      trade_type: 'NATIVE',
      trade_state: 'SUCCESS',
      bank_type: 'OTHERS',
      success_time: paid.at,
      payer: { openid: 'o-peer' },
      amount: { total: paid.fen, payer_total: paid.fen, currency: 'CNY', payer_currency: 'CNY' },
    }
  }

  #refunds(ask) {
    const trade = [...this.#trades.values()].find(
      ({ ask: order, paid }) =>
        paid &&
        (order.out_trade_no === ask.out_trade_no || paid.transaction === ask.transaction_id),
    )
    if (!trade) return absent('RESOURCE_NOT_EXISTS')
    const refund = {
      refund_id: `5030${Formatter.timestamp()}0001`,
      out_refund_no: ask.out_refund_no,
      transaction_id: trade.paid.transaction,
      out_trade_no: trade.ask.out_trade_no,
      channel: 'ORIGINAL',
      user_received_account: '支付用户零钱',
      success_time: beijing(),
      create_time: beijing(),
      status: 'SUCCESS',
      funds_account: 'AVAILABLE',
      amount: {
        total: trade.paid.fen,
        refund: ask.amount.refund,
        payer_total: trade.paid.fen,
        payer_refund: ask.amount.refund,
        settlement_refund: ask.amount.refund,
        settlement_total: trade.paid.fen,
        discount_refund: 0,
        currency: 'CNY',
      },
    }
    trade.refunds.set(ask.out_refund_no, refund)
    return { status: 200, said: refund }
  }

  #refund(number) {
    const said = [...this.#trades.values()].map((it) => it.refunds.get(number)).find((it) => it)
    return said ? { status: 200, said } : absent('RESOURCE_NOT_EXISTS')
  }

  /** What the platform was found to have said. */
  verdicts() {
    return this.#verdicts
  }

  /** What was asked for order `number`. */
  asked({ number }) {
    return this.#trades.get(number)?.ask
  }

  /** Somebody pays order `number`: the notice of it. */
  pays({ number }) {
    const trade = this.#trades.get(number)
    trade.paid = {
      transaction: `4200${Date.now()}${number.slice(-8)}`,
      at: beijing(),
      fen: trade.ask.amount.total,
    }
    return this.#tells('TRANSACTION.SUCCESS', '支付成功', 'transaction', this.#shown(trade))
  }

  /** The notice of refund `number`. */
  tells_refund({ number }) {
    const { amount, status, channel, funds_account, create_time, ...rest } =
      this.#refund(number).said
    const { merchant_id: mchid } = this.account
    const { total, refund, payer_total, payer_refund } = amount
    const said = {
      mchid,
      refund_status: status,
      amount: { total, refund, payer_total, payer_refund },
      ...rest,
    }
    return this.#tells('REFUND.SUCCESS', '退款成功', 'refund', said)
  }

  #tells(event, summary, kind, said) {
    const nonce = Formatter.nonce(12)
    const ciphertext = Aes.AesGcm.encrypt(
      JSON.stringify(said),
      this.account.keys.apiv3_key,
      nonce,
      kind,
    )
    const body = JSON.stringify({
      id: `EV-${Formatter.nonce(20)}`,
      create_time: beijing(),
      resource_type: 'encrypt-resource',
      event_type: event,
      summary,
      resource: {
        original_type: kind,
        algorithm: 'AEAD_AES_256_GCM',
        ciphertext,
        associated_data: kind,
        nonce,
      },
    })
    return { headers: { 'content-type': 'application/json', ...this.#signed(body) }, body }
  }

  /** Whether the wallet would take what our page gives it. */
  takes_wallet({ params }) {
    const { appId, timeStamp, nonceStr, package: prepared, paySign } = params
    const message = Formatter.joinedByLineFeed(appId, timeStamp, nonceStr, prepared)
    return params.signType === 'RSA' && Rsa.verify(message, paySign, this.#merchant.public)
  }

  #client(base) {
    const { client } = new Wechatpay({
      mchid: this.account.merchant_id,
      serial: this.account.keys.merchant_serial,
      privateKey: this.#merchant.key,
      certs: { [this.#merchant.serial]: this.#merchant.verifies },
      headers: { 'Wechatpay-Serial': this.#merchant.serial },
      // The sandbox lives below a prefix that is not part of what is signed.
      adapter: (config) => axios.getAdapter('http')({ ...config, baseURL: base }),
    })
    return client
  }

  /** Calls the sandbox as the SDK's users do; the SDK refuses what is not signed properly. */
  async merchant({ base, method, path, ask }) {
    try {
      const { status, data } = await this.#client(base).request(path, method, ask ?? undefined)
      return { status, body: data || null }
    } catch (error) {
      if (!(error.response?.status >= 400)) throw error
      return { status: error.response.status, body: error.response.data }
    }
  }

  /** The trade bill of `day`, read by the SDK. */
  async bill({ base, day }) {
    const client = this.#client(base)
    const { data: told } = await client.request(`v3/bill/tradebill?bill_date=${day}`, 'get')
    const { origin, pathname, searchParams } = new URL(told.download_url)
    const path = (origin + pathname).slice(base.length)
    const params = Object.fromEntries(searchParams)
    const { data } = await client.request(path, 'get', undefined, {
      params,
      responseType: 'arraybuffer',
    })
    const hash = createHash('sha1').update(data).digest('hex')
    return { ...Formatter.castCsvBill(data), holds: hash === told.hash_value }
  }

  hears({ headers, body }) {
    const [timestamp, nonce] = [headers['wechatpay-timestamp'], headers['wechatpay-nonce']]
    const held =
      headers['wechatpay-serial'] === this.#merchant.serial &&
      Math.abs(Formatter.timestamp() - timestamp) <= 300 &&
      Rsa.verify(
        Formatter.response(timestamp, nonce, body),
        headers['wechatpay-signature'],
        this.#merchant.verifies,
      )
    if (!held) {
      this.#heard.push({ held })
      return { status: 401, body: '{"code":"FAIL","message":"验签失败"}' }
    }
    const { event_type: event, resource } = JSON.parse(body)
    const { ciphertext, nonce: iv, associated_data: aad } = resource
    const said = JSON.parse(Aes.AesGcm.decrypt(ciphertext, this.account.keys.apiv3_key, iv, aad))
    this.#heard.push({ held, event, said })
    return { status: 204 }
  }

  /** What the merchant heard of the sandbox. */
  heard() {
    return this.#heard
  }
}

function absent(code = 'ORDER_NOT_EXIST') {
  return { status: 404, said: { code, message: '不存在' } }
}
