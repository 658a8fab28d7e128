import type { zhProof } from './zh-proof'

export const enProof: Record<keyof typeof zhProof, string> = {
  proof: 'Payment proof', proofGet: 'Download the payment proof (PDF)', proofMaking: 'Preparing the proof', proofText: 'A page to print, in Chinese, with a QR code to check it. It is no invoice; for one, ask {office}.', proofSaved: 'The download has started', proofFailed: 'The proof could not be prepared', proofName: 'payment-proof',
  proofHere: 'WeChat cannot download files', proofHereText: 'Press "···" at the top right and open this page in a browser; or scan this code with another device, log in there and download.', proofQr: 'The address of this order',
  check: 'Check a payment proof', checking: 'Asking the university', good: 'The proof holds', goodText: '{school} confirms that it received this payment.', goodAt: 'As of {at} (Beijing time)', compare: 'Compare it with the paper', compareText: 'Payee, items, amounts, time and order number must all be the same. If one differs, this is not that paper.', name: 'Payer', total: 'Total', paidTime: 'Paid at', channelNo: 'Provider\'s number', number: 'Order number',
  addressNote: 'Look at the address', addressText: 'Proofs are checked on the university\'s own platform only. The address bar should say', addressElse: 'Do not trust a page at another address.',
  bad: 'There is no such proof', badText: 'The university has no such payment to confirm. Do not take this paper as proof of one.', badWhy: 'It may be that', badWhy1: 'the QR code was not read whole, or the address was mistyped: scan it again.', badWhy2: 'the money was returned or the order corrected: the paper has ended with that.', badWhy3: 'the paper is forged.', badAsk: 'Questions: {office}, phone {phone} ({hours}).',
  unsure: 'It cannot be checked now', unsureText: 'The platform did not answer, so nobody knows yet whether this proof holds. Please try again later.',
}
