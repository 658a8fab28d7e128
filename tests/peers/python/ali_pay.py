"""Alipay in the words of python-alipay-sdk. The account that it draws is in certificate mode."""

import json
import secrets
import time
from urllib.parse import parse_qsl, urlsplit

from alipay import AliPay, DCAliPay
from clock import plain
from cryptography.hazmat.primitives.serialization import PrivateFormat
from keys import certificate, key, pem, text


class Alipay:
    """The merchant of `account`; without one, the provider of an account that is drawn now."""

    def __init__(self, account):
        self.trades = {}
        self.said, self.told = [], []
        self.account = account or self.draws()
        self.app = speaker(
            self.account["app_id"], self.account["app_key_pem"], self.account["mode"]
        )

    def draws(self):
        root, ours, theirs = key(), key(), key()
        authority = "Ant Financial Certification Authority Class 2 R1"

        def issued(common, owner, is_authority=False):
            return certificate(common, owner.public_key(), authority, root, is_authority)

        alipay, app = issued("Alipay", theirs), issued("Application", ours)
        files = {"app": app, "alipay": alipay, "root": issued(authority, root, is_authority=True)}
        app_id = f"2021{10**11 + secrets.randbelow(9 * 10**11)}"
        # The provider believes the application's certificate, and signs with its own key.
        mode = {
            "certificates": {"app": text(alipay), "alipay": text(app), "root": text(files["root"])}
        }
        self.provider = speaker(app_id, pem(theirs), mode)
        return {
            "app_id": app_id,
            "seller_id": f"2088{10**11 + secrets.randbelow(9 * 10**11)}",
            "app_key_pem": pem(ours, PrivateFormat.TraditionalOpenSSL),
            "mode": {"certificates": {name: text(it) for name, it in files.items()}},
            "environment": "sandbox",
        }

    def answers(self, method, target, headers, body):
        query = dict(parse_qsl(urlsplit(target).query, keep_blank_values=True))
        form = dict(parse_qsl(body, keep_blank_values=True)) if method == "POST" else {}
        fields = {**query, **form}
        sign = fields.pop("sign", "")
        held = (
            fields.get("app_id") == self.account["app_id"]
            and fields.get("sign_type") == "RSA2"
            and query.get("charset", "").lower() == "utf-8"
            and fields.get("app_cert_sn") == self.app.app_cert_sn
            and fields.get("alipay_root_cert_sn") == self.app.alipay_root_cert_sn
            # Whether the SDK, given our key, would have said the very same.
            and dict(parse_qsl(self.app.sign_data(dict(fields))))["sign"] == sign
        )
        self.said.append({"call": fields.get("method"), "held": held})
        name = f"{fields.get('method', '').replace('.', '_')}_response"
        if not held:
            said = {
                "code": "40002",
                "msg": "Invalid Arguments",
                "sub_code": "isv.invalid-signature",
            }
            return html(json.dumps({name: said}))
        said = self.acts(fields, json.loads(fields["biz_content"]))
        said = json.dumps(said, ensure_ascii=False)
        # The provider names the certificate by which it wants to be believed.
        sn, sign = self.provider.app_cert_sn, self.provider._sign(said)
        return html(f'{{"{name}": {said}, "alipay_cert_sn": "{sn}", "sign": "{sign}"}}')

    def acts(self, fields, ask):
        trade = self.trades.get(ask["out_trade_no"])
        act = fields["method"].removeprefix("alipay.trade.")
        if act in ("page.pay", "wap.pay", "precreate"):
            self.trades[ask["out_trade_no"]] = {"ask": ask, "refunds": {}}
            code = f"https://qr.alipay.com/{time.time_ns()}"
            return fine(out_trade_no=ask["out_trade_no"], qr_code=code)
        if act == "close" and trade:
            trade["closed"] = True
            return fine(out_trade_no=ask["out_trade_no"], trade_no=f"2026{time.time_ns()}")
        if act == "query" and trade and (trade.get("paid") or trade.get("closed")):
            return fine(**self.shown(trade))
        if act == "refund" and trade and trade.get("paid"):
            change = "N" if ask["out_request_no"] in trade["refunds"] else "Y"
            trade["refunds"][ask["out_request_no"]] = ask["refund_amount"]
            more = {"fund_change": change, "refund_fee": ask["refund_amount"]}
            return fine(**self.basis(trade), **more, gmt_refund_pay=plain())
        if act == "fastpay.refund.query":
            amount = trade and trade["refunds"].get(ask["out_request_no"])
            if not amount:
                return fine()
            more = {"refund_status": "REFUND_SUCCESS", "refund_amount": amount}
            more |= {"total_amount": trade["ask"]["total_amount"], "gmt_refund_pay": plain()}
            return fine(**self.basis(trade), out_request_no=ask["out_request_no"], **more)
        return {"code": "40004", "msg": "Business Failed", "sub_code": "ACQ.TRADE_NOT_EXIST"}

    def basis(self, trade):
        transaction = trade.get("paid", {}).get("transaction", "")
        return {"out_trade_no": trade["ask"]["out_trade_no"], "trade_no": transaction}

    def shown(self, trade):
        amount = trade["ask"]["total_amount"]
        if "paid" not in trade:
            return {**self.basis(trade), "trade_status": "TRADE_CLOSED", "total_amount": amount}
        paid = {"send_pay_date": trade["paid"]["at"], "receipt_amount": amount}
        return {
            **self.basis(trade),
            "buyer_logon_id": "pee***@example.com",
            "buyer_user_id": "2088000000000001",
            "trade_status": "TRADE_SUCCESS",
            "total_amount": amount,
            **paid,
        }

    def verdicts(self):
        """What the platform was found to have said."""
        return self.said

    def asked(self, number):
        """What was asked for order `number`."""
        return self.trades.get(number, {}).get("ask")

    def pays(self, number):
        """Somebody pays order `number`: the notice of it."""
        trade, at = self.trades[number], plain()
        trade["paid"] = {"transaction": f"2026{time.time_ns()}"[:20] + number[-8:], "at": at}
        amount = trade["ask"]["total_amount"]
        fields = {
            "notify_time": at,
            "notify_type": "trade_status_sync",
            "notify_id": f"peer{time.time_ns()}",
            "app_id": self.account["app_id"],
            "auth_app_id": self.account["app_id"],
            "charset": "utf-8",
            "version": "1.0",
            "seller_id": self.account["seller_id"],
            "trade_no": trade["paid"]["transaction"],
            "out_trade_no": number,
            "trade_status": "TRADE_SUCCESS",
            "total_amount": amount,
            "receipt_amount": amount,
            "buyer_pay_amount": amount,
            "buyer_id": "2088000000000001",
            "subject": trade["ask"]["subject"],
            "gmt_create": at,
            "gmt_payment": at,
            "fund_bill_list": '[{"amount":"1.00","fundChannel":"ALIPAYACCOUNT"}]',
            "passback_params": "a%3D1%26b%3D2+%25",
        }
        # What it signs is sorted and joined; in a notice the kind of signature is not part of it.
        body = f"{self.provider.sign_data(fields)}&sign_type=RSA2"
        if not self.hears({}, body)[0] == 200:
            raise ValueError("the SDK refuses its own notice")
        self.told.pop()
        kind = "application/x-www-form-urlencoded; charset=utf-8"
        return {"headers": {"Content-Type": kind}, "body": body}

    def merchant(self, base, method, ask, notify_url=None):
        """Calls the sandbox as the SDK's users do; it refuses what is not signed properly."""
        self.app._gateway = f"{base}/gateway.do"
        return self.app.server_api(
            method, ask, **({"notify_url": notify_url} if notify_url else {})
        )

    def page(self, base, method, ask, notify_url, return_url):
        """The address to which a browser is sent to pay."""
        query = self.app.client_api(method, ask, notify_url=notify_url, return_url=return_url)
        return {"url": f"{base}/gateway.do?{query}"}

    def came_back(self, query):
        """Whether the browser that came back to `query` brought what the provider signed."""
        fields = dict(parse_qsl(query))
        return self.app.verify(fields, fields.pop("sign"))

    def hears(self, headers, body):
        fields = dict(parse_qsl(body))
        said = dict(fields)
        held = self.app.verify(fields, fields.pop("sign", ""))
        self.told.append({"held": held, "said": said})
        return 200 if held else 400, {"Content-Type": "text/plain"}, "success" if held else "fail"

    def heard(self):
        """What the merchant heard of the sandbox."""
        return self.told


def speaker(app_id, private, mode):
    """The SDK, signing with `private` and believing whom `mode` says."""
    if "public_key" in mode:
        return AliPay(
            appid=app_id,
            app_private_key_string=private,
            alipay_public_key_string=mode["public_key"],
        )
    files = mode["certificates"]
    return DCAliPay(
        appid=app_id,
        app_private_key_string=private,
        app_public_key_cert_string=files["app"],
        alipay_public_key_cert_string=files["alipay"],
        alipay_root_cert_string=files["root"],
    )


def html(body):
    return 200, {"Content-Type": "text/html;charset=utf-8"}, body


def fine(**more):
    return {"code": "10000", "msg": "Success", **more}
