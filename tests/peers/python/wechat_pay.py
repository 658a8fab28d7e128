"""WeChat Pay in the words of wechatpayv3. The account that it draws knows a certificate."""

import json
import re
import secrets
import time
from base64 import b64encode
from unittest import mock

from clock import beijing
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from keys import certificate, key, pem, text
from wechatpayv3 import WeChatPay, WeChatPayType
from wechatpayv3.core import Core
from wechatpayv3.type import RequestType
from wechatpayv3.utils import build_authorization, load_private_key, rsa_sign

PRODUCTS = {
    "native": ("code_url", "weixin://wxpay/bizpayurl?pr="),
    "h5": ("h5_url", "https://wx.tenpay.com/checkmweb?package=1&prepay_id=wx"),
    "jsapi": ("prepay_id", "wx"),
}
ABSENT = 404, {"code": "ORDER_NOT_EXIST", "message": "订单不存在"}
NO_REFUND = 404, {"code": "RESOURCE_NOT_EXISTS", "message": "退款单不存在"}


class Wechat:
    """The merchant of `account`; without one, the provider of an account that is drawn now."""

    def __init__(self, account):
        self.trades, self.refunds = {}, {}
        self.said, self.told = [], []
        self.at = ""
        self.account = account or self.draws()
        self.keys = self.account["keys"]
        self.merchant_key = load_private_key(self.keys["merchant_key_pem"])
        self.serial = self.keys["verify_keys"][0]["serial"]

    def draws(self):
        self.provider_key = key()
        name = "Tenpay.com Root CA"
        self.platform = certificate(name, self.provider_key.public_key(), name, self.provider_key)
        verify = {"serial": f"{self.platform.serial_number:040X}"}
        return {
            "app_id": f"wx{secrets.token_hex(8)}",
            "app_secret": secrets.token_hex(16),
            "merchant_id": f"19{10**7 + secrets.randbelow(9 * 10**7)}",
            "keys": {
                "merchant_serial": secrets.token_hex(20).upper(),
                "merchant_key_pem": pem(key()),
                "apiv3_key": secrets.token_hex(16),
                "verify_keys": [verify | {"certificate_pem": text(self.platform)}],
            },
        }

    def answers(self, method, target, headers, body):
        held = self.is_signed(method, target, headers.get("Authorization", ""), body)
        self.said.append({"call": f"{method} {target.split('?')[0]}", "held": held})
        if not held:
            return 401, {}, json.dumps({"code": "SIGN_ERROR", "message": "签名错误"})
        status, said = self.acts(method, target, json.loads(body) if body else None)
        text = json.dumps(said) if said else ""
        return status, self.signed(text) if status < 400 else {}, text

    def is_signed(self, method, target, authorization, body):
        """Whether the SDK, given our key, would have said the very same."""
        pairs = dict(re.findall(r'(\w+)="([^"]*)"', authorization))
        if abs(time.time() - int(pairs.get("timestamp", 0))) > 300:
            return False
        with mock.patch("wechatpayv3.utils.time.time", return_value=int(pairs["timestamp"])):
            expected = build_authorization(
                path=target,
                method=method,
                mchid=self.account["merchant_id"],
                serial_no=self.keys["merchant_serial"],
                private_key=self.merchant_key,
                data=body,
                nonce_str=pairs["nonce_str"],
            )
        scheme, _, rest = authorization.partition(" ")
        ours, _, theirs = expected.partition(" ")
        return scheme == ours and sorted(rest.split(",")) == sorted(theirs.split(","))

    def signed(self, body):
        timestamp, nonce = str(int(time.time())), secrets.token_hex(16)
        return {
            "Wechatpay-Timestamp": timestamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Serial": self.serial,
            "Wechatpay-Signature": rsa_sign(self.provider_key, f"{timestamp}\n{nonce}\n{body}\n"),
            "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
        }

    def acts(self, method, target, ask):
        family, *path = target.split("?")[0].split("/")[2:]
        if family == "certificates":
            return 200, {"data": [self.sealed_certificate()]}
        if family == "pay" and method == "POST" and path[-1] in PRODUCTS:
            self.trades[ask["out_trade_no"]] = {"ask": ask}
            name, address = PRODUCTS[path[-1]]
            return 200, {name: address + secrets.token_hex(8)}
        if family == "pay":
            trade = self.trades.get(path[2])
            if not trade:
                return ABSENT
            if path[-1] != "close":
                return 200, self.shown(trade)
            trade["closed"] = True
            return 204, None
        if method == "POST":
            return self.gives_back(ask)
        return (200, self.refunds[path[-1]]) if path[-1] in self.refunds else NO_REFUND

    def shown(self, trade):
        ask, paid = trade["ask"], trade.get("paid")
        basis = {
            "appid": self.account["app_id"],
            "mchid": self.account["merchant_id"],
            "out_trade_no": ask["out_trade_no"],
            "trade_state_desc": "状态",
        }
        total = ask["amount"]["total"]
        if not paid:
            state = "CLOSED" if trade.get("closed") else "NOTPAY"
            return {**basis, "trade_state": state, "amount": {"total": total}}
        amount = {"total": total, "payer_total": total, "currency": "CNY", "payer_currency": "CNY"}
        return {
            **basis,
            "transaction_id": paid["transaction"],
            "trade_type": "NATIVE",
            "trade_state": "SUCCESS",
            "bank_type": "OTHERS",
            "attach": "",
            "success_time": paid["at"],
            "payer": {"openid": "o-peer"},
            "amount": amount,
        }

    def gives_back(self, ask):
        def fits(trade):
            number, paid = trade["ask"]["out_trade_no"], trade.get("paid")
            return paid and (
                number == ask.get("out_trade_no")
                or paid["transaction"] == ask.get("transaction_id")
            )

        trade = next((it for it in self.trades.values() if fits(it)), None)
        if not trade:
            return NO_REFUND
        total, given = trade["ask"]["amount"]["total"], ask["amount"]["refund"]
        refund = {
            "refund_id": f"5030{int(time.time())}0001",
            "out_refund_no": ask["out_refund_no"],
            "transaction_id": trade["paid"]["transaction"],
            "out_trade_no": trade["ask"]["out_trade_no"],
            "channel": "ORIGINAL",
            "user_received_account": "支付用户零钱",
            "success_time": beijing(),
            "create_time": beijing(),
            "status": "SUCCESS",
            "funds_account": "AVAILABLE",
            "amount": {
                "total": total,
                "refund": given,
                "payer_total": total,
                "payer_refund": given,
                "settlement_refund": given,
                "settlement_total": total,
                "discount_refund": 0,
                "currency": "CNY",
            },
        }
        self.refunds[ask["out_refund_no"]] = refund
        return 200, refund

    def verdicts(self):
        """What the platform was found to have said."""
        return self.said

    def asked(self, number):
        """What was asked for order `number`."""
        return self.trades.get(number, {}).get("ask")

    def pays(self, number):
        """Somebody pays order `number`: the notice of it."""
        trade = self.trades[number]
        transaction = f"4200{int(time.time() * 1000)}{number[-8:]}"
        trade["paid"] = {"transaction": transaction, "at": beijing()}
        return self.tells("TRANSACTION.SUCCESS", "支付成功", "transaction", self.shown(trade))

    def tells_refund(self, number):
        """The notice of refund `number`."""
        said = dict(self.refunds[number])
        for name in ("channel", "funds_account", "create_time"):
            del said[name]
        said["mchid"], said["refund_status"] = self.account["merchant_id"], said.pop("status")
        kept = ("total", "refund", "payer_total", "payer_refund")
        said["amount"] = {name: said["amount"][name] for name in kept}
        return self.tells("REFUND.SUCCESS", "退款成功", "refund", said)

    def sealed_certificate(self):
        sealed = self.sealed(text(self.platform), "certificate")
        times = {
            "effective_time": "2024-01-01T08:00:00+08:00",
            "expire_time": "2044-01-01T08:00:00+08:00",
        }
        return {"serial_no": self.serial, **times, "encrypt_certificate": sealed}

    def sealed(self, plain, kind):
        """The SDK only opens what is sealed: this is how its own library seals."""
        nonce, secret = secrets.token_hex(6), AESGCM(self.keys["apiv3_key"].encode())
        ciphertext = secret.encrypt(nonce.encode(), plain.encode(), kind.encode())
        return {
            "algorithm": "AEAD_AES_256_GCM",
            "nonce": nonce,
            "associated_data": kind,
            "ciphertext": b64encode(ciphertext).decode(),
        }

    def tells(self, event, summary, kind, said):
        resource = {"original_type": kind, **self.sealed(json.dumps(said), kind)}
        body = json.dumps(
            {
                "id": f"EV-{secrets.token_hex(10)}",
                "create_time": beijing(),
                "resource_type": "encrypt-resource",
                "event_type": event,
                "summary": summary,
                "resource": resource,
            },
            ensure_ascii=False,
        )
        headers = self.signed(body)
        if self.client().callback(headers, body)["resource"] != said:
            raise ValueError("the SDK refuses its own notice")
        return {"headers": {"Content-Type": "application/json", **headers}, "body": body}

    def takes_wallet(self, params):
        """Whether the wallet would take what our page gives it."""
        signed = [params[name] for name in ("appId", "timeStamp", "nonceStr", "package")]
        return params["signType"] == "RSA" and self.client().sign(signed) == params["paySign"]

    def client(self, base=""):
        """The SDK, as its users make it; it finds the provider at `base`."""
        theirs = next((it for it in self.keys["verify_keys"] if "public_key_pem" in it), None)
        public = theirs and {
            "public_key": theirs["public_key_pem"],
            "public_key_id": theirs["serial"],
        }
        # With certificates it would ask for them at once, at the real provider.
        with mock.patch.object(Core, "_init_certificates"):
            client = WeChatPay(
                wechatpay_type=WeChatPayType.NATIVE,
                mchid=self.account["merchant_id"],
                private_key=self.keys["merchant_key_pem"],
                cert_serial_no=self.keys["merchant_serial"],
                appid=self.account["app_id"],
                apiv3_key=self.keys["apiv3_key"],
                **(public or {}),
            )
        client._core._gate_way = base
        if base:
            client._core._update_certificates()
        else:
            client._core._certificates = [self.platform]
        return client

    def merchant(self, base, method, path, ask=None):
        """Calls the sandbox as the SDK's users do; it refuses what is not signed properly."""
        self.at = base
        status, body = self.client(base)._core.request("/" + path, RequestType[method.upper()], ask)
        return {"status": status, "body": json.loads(body) if body else None}

    def hears(self, headers, body):
        said = self.client(self.at).callback(headers, body)
        self.told.append({"held": said is not None})
        if said is None:
            return 401, {}, json.dumps({"code": "FAIL", "message": "验签失败"})
        self.told[-1] |= {"event": said["event_type"], "said": said["resource"]}
        return 204, {}, ""

    def heard(self):
        """What the merchant heard of the sandbox."""
        return self.told
