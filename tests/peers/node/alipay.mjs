// Alipay in the words of its own SDK. The account that it draws is in public-key mode.
import { randomInt } from 'node:crypto'
import { AlipaySdk } from 'alipay-sdk'
import { plain } from './clock.mjs'
import { bare, pair } from './keys.mjs'
// The SDK keeps its own signing to itself.
import { signatureV3 } from './node_modules/alipay-sdk/dist/esm/util.js'

/** The text that the SDK would verify: sorted, joined, as received. */
const joined = (fields) =>
  AlipaySdk.prototype.notifyRSACheck.call({ rsaCheck: (text) => text }, fields, '', 'RSA2', true)

export class Alipay {
  /** As the platform takes it. */
  account
  #provider
  #trades = new Map()
  #verdicts = []
  #heard = []

  /** The merchant of `account`; without one, the provider of an account that is drawn now. */
  constructor(account) {
    this.account = account ?? this.#draws()
  }

  #draws() {
    const [ours, theirs] = [pair(), pair()]
    const app_id = `2021${randomInt(1e9, 1e10)}00`
    // The provider signs with its own key and believes the application's.
    this.#provider = new AlipaySdk({
      appId: app_id,
      keyType: 'PKCS8',
      privateKey: bare(theirs.privateKey),
      alipayPublicKey: bare(ours.publicKey),
    })
    return {
      app_id,
      seller_id: `2088${randomInt(1e10, 1e11)}0`,
      app_key_pem: bare(ours.privateKey),
      mode: { public_key: bare(theirs.publicKey) },
      environment: 'sandbox',
    }
  }

  answers({ method, target, headers, body }) {
    const query = new URL(target, 'http://peer').searchParams
    const form = method === 'POST' ? new URLSearchParams(body) : []
    const { sign, ...fields } = Object.fromEntries([...query, ...form])
    const held =
      fields.app_id === this.account.app_id &&
      fields.sign_type === 'RSA2' &&
      query.get('charset')?.toLowerCase() === 'utf-8' &&
      this.#provider.notifyRSACheck(fields, sign ?? '', 'RSA2', true)
    this.#verdicts.push({ call: fields.method, held })
    const key = `${fields.method?.replaceAll('.', '_')}_response`
    if (!held) {
      const said = {
        code: '40002',
        msg: 'Invalid Arguments',
        sub_code: 'isv.invalid-signature',
        sub_msg: '验签出错',
      }
      return html(JSON.stringify({ [key]: said }))
    }
    const ask = JSON.parse(fields.biz_content)
    const said = this.#acts(fields, ask)
    // As its servers write it: with escaped slashes.
    const text = JSON.stringify(said).replaceAll('/', '\\/')
    return html(
      `{"${key}":${text},"sign":"${signatureV3(text, this.#provider.config.privateKey)}"}`,
    )
  }

  #acts(fields, ask) {
    const trade = this.#trades.get(ask.out_trade_no)
    switch (fields.method) {
      case 'alipay.trade.page.pay':
      case 'alipay.trade.wap.pay':
      case 'alipay.trade.precreate': {
        this.#trades.set(ask.out_trade_no, { ask, fields, refunds: new Map() })
        return fine({
          out_trade_no: ask.out_trade_no,
          qr_code: `https://qr.alipay.com/${Date.now()}`,
        })
      }
      case 'alipay.trade.query':
        return trade?.paid || trade?.closed ? fine(this.#shown(trade)) : missing()
      case 'alipay.trade.close': {
        if (!trade) return missing()
        trade.closed = true
        return fine({ out_trade_no: ask.out_trade_no, trade_no: `2026${Date.now()}` })
      }
      case 'alipay.trade.refund': {
        if (!trade?.paid) return missing()
        const before = trade.refunds.has(ask.out_request_no)
        trade.refunds.set(ask.out_request_no, ask.refund_amount)
        return fine({
          ...this.#basis(trade),
          fund_change: before ? 'N' : 'Y',
          refund_fee: ask.refund_amount,
          gmt_refund_pay: plain(),
        })
      }
      case 'alipay.trade.fastpay.refund.query': {
        const amount = trade?.refunds.get(ask.out_request_no)
        if (!amount) return fine({})
        const done = {
          refund_status: 'REFUND_SUCCESS',
          refund_amount: amount,
          total_amount: trade.ask.total_amount,
          gmt_refund_pay: plain(),
        }
        return fine({ ...this.#basis(trade), out_request_no: ask.out_request_no, ...done })
      }
      default:
        throw new Error(`not expected: ${fields.method}`)
    }
  }

  #basis({ ask, paid }) {
    return {
      out_trade_no: ask.out_trade_no,
      trade_no: paid?.transaction ?? '',
      buyer_logon_id: 'pee***@example.com',
    }
  }

  #shown(trade) {
    const { total_amount } = trade.ask
    const state = trade.paid ? 'TRADE_SUCCESS' : 'TRADE_CLOSED'
    const said = {
      ...this.#basis(trade),
      trade_status: state,
      total_amount,
      buyer_user_id: '2088000000000001',
    }
    return trade.paid
      ? { ...said, send_pay_date: trade.paid.at, receipt_amount: total_amount }
      : said
  }

  verdicts() {
    return this.#verdicts
  }

  asked({ number }) {
    return this.#trades.get(number)?.ask
  }

  /** Somebody pays order `number`: the notice of it. */
  pays({ number }) {
    const trade = this.#trades.get(number)
    const at = plain()
    trade.paid = { transaction: `2026${Date.now()}${number.slice(-8)}`.slice(0, 28), at }
    const { app_id, seller_id } = this.account
    const fields = {
      notify_time: at,
      notify_type: 'trade_status_sync',
      notify_id: `peer${Date.now()}`,
      app_id,
      auth_app_id: app_id,
      charset: 'utf-8',
      version: '1.0',
      sign_type: 'RSA2',
      seller_id,
      trade_no: trade.paid.transaction,
      out_trade_no: number,
      trade_status: 'TRADE_SUCCESS',
      total_amount: trade.ask.total_amount,
      receipt_amount: trade.ask.total_amount,
      buyer_pay_amount: trade.ask.total_amount,
      buyer_id: '2088000000000001',
      subject: trade.ask.subject,
      gmt_create: at,
      gmt_payment: at,
      fund_bill_list: '[{"amount":"1.00","fundChannel":"ALIPAYACCOUNT"}]',
      passback_params: 'a%3D1%26b%3D2+%25',
    }
    const { sign_type, ...signed } = fields
    fields.sign = signatureV3(joined(signed), this.#provider.config.privateKey)
    if (!this.#merchant().checkNotifySignV2({ ...fields }))
      throw new Error('the SDK refuses its own notice')
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
    return { headers, body: new URLSearchParams(fields).toString() }
  }

  /** The SDK, as its users make it, by public keys or by certificates as the account says. */
  #merchant(gateway) {
    const { app_id: appId, app_key_pem, mode } = this.account
    const { app, alipay, root } = mode.certificates ?? {}
    const theirs = mode.certificates
      ? { appCertContent: app, alipayPublicCertContent: alipay, alipayRootCertContent: root }
      : { alipayPublicKey: bare(mode.public_key) }
    return new AlipaySdk({
      appId,
      keyType: 'PKCS8',
      privateKey: bare(app_key_pem),
      camelcase: false,
      ...theirs,
      ...(gateway && { gateway }),
    })
  }

  /** Calls the sandbox as the SDK's users do; the SDK refuses what is not signed properly. */
  async merchant({ base, method, ask, notify_url }) {
    const params = { bizContent: ask, ...(notify_url && { notify_url }) }
    return await this.#merchant(`${base}/gateway.do`).exec(method, params, { validateSign: true })
  }

  /** The address to which a browser is sent to pay. */
  page({ base, method, ask, notify_url, return_url }) {
    const merchant = this.#merchant(`${base}/gateway.do`)
    return { url: merchant.pageExecute(method, 'GET', { bizContent: ask, notify_url, return_url }) }
  }

  /** Whether the browser that came back to `query` brought what the provider signed. */
  came_back({ query }) {
    return this.#merchant().checkNotifySignV2(Object.fromEntries(new URLSearchParams(query)))
  }

  hears({ body }) {
    const said = Object.fromEntries(new URLSearchParams(body))
    const held = this.#merchant().checkNotifySignV2({ ...said })
    this.#heard.push({ held, said })
    return {
      status: held ? 200 : 400,
      headers: { 'content-type': 'text/plain' },
      body: held ? 'success' : 'fail',
    }
  }

  heard() {
    return this.#heard
  }
}

function html(body) {
  return { status: 200, headers: { 'content-type': 'text/html;charset=utf-8' }, body }
}

function fine(more) {
  return { code: '10000', msg: 'Success', ...more }
}

function missing() {
  return {
    code: '40004',
    msg: 'Business Failed',
    sub_code: 'ACQ.TRADE_NOT_EXIST',
    sub_msg: '交易不存在',
  }
}
