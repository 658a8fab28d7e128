"""UnionPay. There is no SDK of other people's to be had, so this is a second reading of ours: another
language, and every primitive (RSA, certificates, big numbers) from OpenSSL."""

import hashlib
import secrets
from base64 import b64decode, b64encode
from urllib.parse import parse_qsl, urlencode

from clock import compact
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from keys import certificate, key, pem, text

PAGE, BACK, QUERY = (
    f"/gateway/api/{it}.do" for it in ("frontTransReq", "backTransReq", "queryTrans")
)
ECHOED = "version encoding signMethod txnType txnSubType bizType accessType merId orderId txnTime"


class Unionpay:
    """The provider of an account that is drawn now."""

    def __init__(self, account):
        self.trades, self.refunds, self.said = {}, {}, []
        self.account = account or self.draws()

    def draws(self):
        root, middle, ours, self.key = key(), key(), key(), key()
        names = "Peers CS CA", "Peers OCA1"
        authorities = [
            certificate(names[0], root.public_key(), names[0], root, is_authority=True),
            certificate(names[1], middle.public_key(), names[0], root, is_authority=True),
        ]
        theirs = "041@Z12@中国银联股份有限公司@00000001"
        self.certificate = certificate(theirs, self.key.public_key(), names[1], middle)
        self.merchant = certificate("041@Z2026@School@1", ours.public_key(), names[1], middle)
        return {
            "merchant_id": f"777{10**11 + secrets.randbelow(9 * 10**11)}",
            "sign_key_pem": pem(ours),
            "sign_certificate_pem": text(self.merchant),
            "roots": [text(authorities[0])],
            "middles": [text(authorities[1])],
        }

    def answers(self, method, target, headers, body):
        fields = dict(parse_qsl(body, keep_blank_values=True))
        held = self.is_signed(dict(fields)) and method == "POST"
        self.said.append({"call": f"{target} {fields.get('txnType')}", "held": held})
        if not held:
            return plain("respCode=11&respMsg=验证签名失败")
        if target == PAGE:
            self.trades[fields["orderId"]] = {"ask": fields}
            return 200, {"Content-Type": "text/html;charset=UTF-8"}, "<html>收银台</html>"
        echoed = {name: fields[name] for name in ECHOED.split()}
        answer = self.signed({**echoed, **self.acts(target, fields)})
        return plain("&".join(f"{name}={value}" for name, value in answer.items()))

    def is_signed(self, fields):
        signature = fields.pop("signature", "")
        known = fields.get("certId") == str(self.merchant.serial_number)
        try:
            digest = fingerprint(fields)
            public = self.merchant.public_key()
            public.verify(b64decode(signature), digest, PKCS1v15(), SHA256())
        except InvalidSignature:
            return False
        mine = fields.get("merId") == self.account["merchant_id"]
        return known and mine and all(it.strip() for it in fields.values())

    def signed(self, fields):
        fields = {**fields, "signPubKeyCert": text(self.certificate).replace("\n", "\r\n")}
        signature = self.key.sign(fingerprint(fields), PKCS1v15(), SHA256())
        return {**fields, "signature": b64encode(signature).decode()}

    def acts(self, target, ask):
        number = ask["orderId"]
        trade, refund = self.trades.get(number), self.refunds.get(number)
        if target == QUERY:
            found = refund or (trade and trade.get("paid"))
            if not found or found["txnTime"] != ask["txnTime"]:
                return {"respCode": "34", "respMsg": "查无此交易"}
            return {**found, **fine(), "origRespCode": "00", "origRespMsg": "成功[0000000]"}
        if ask["txnType"] == "01":
            self.trades[number] = {"ask": ask}
            return {**fine(), "qrCode": f"https://qr.95516.com/{secrets.token_hex(12)}"}
        if refund:
            return {"respCode": "12", "respMsg": "重复交易"}
        kept = ("txnTime", "txnAmt", "origQryId", "txnType", "txnSubType")
        self.refunds[number] = {name: ask[name] for name in kept} | moved(ask)
        return {**fine(), **self.refunds[number]}

    def verdicts(self):
        """What the platform was found to have said."""
        return self.said

    def asked(self, number):
        """What was asked for order `number`."""
        return self.trades.get(number, {}).get("ask")

    def pays(self, number):
        """Somebody pays order `number`: the notice of it."""
        ask = self.trades[number]["ask"]
        kept = ("txnTime", "txnAmt", "txnType", "txnSubType")
        self.trades[number]["paid"] = {name: ask[name] for name in kept} | moved(ask)
        return self.tells(ask, self.trades[number]["paid"])

    def tells_refund(self, number):
        """The notice of refund `number`."""
        ask = {name: "" for name in ECHOED.split()} | self.refunds[number]
        first = next(iter(self.trades.values()))["ask"]
        return self.tells({**first, **ask, "orderId": number}, self.refunds[number])

    def tells(self, ask, moved):
        first = next(iter(self.trades.values()))["ask"]
        echoed = {name: ask[name] or first[name] for name in ECHOED.split()}
        fields = self.signed({**echoed, **moved, **fine(), "reqReserved": "{a=1&b=2}+%"})
        kind = "application/x-www-form-urlencoded;charset=UTF-8"
        return {"headers": {"Content-Type": kind}, "body": urlencode(fields)}


def fingerprint(fields):
    """The digest as text, which is what gets signed."""
    joined = "&".join(f"{name}={fields[name]}" for name in sorted(fields))
    return hashlib.sha256(joined.encode()).hexdigest().encode()


def moved(ask):
    """What is known of money that moved."""
    now = compact()
    more = {"queryId": now[:8] + "".join(secrets.choice("0123456789") for _ in range(13))}
    more |= {"currencyCode": "156", "settleAmt": ask["txnAmt"], "settleCurrencyCode": "156"}
    return more | {"settleDate": now[4:8], "traceNo": "123456", "traceTime": now[4:]}


def fine():
    return {"respCode": "00", "respMsg": "成功[0000000]"}


def plain(body):
    return 200, {"Content-Type": "text/html;charset=UTF-8"}, body
