"""A connector to start from: each call of openapi.json, before a bank that lives in memory.
BRIDGE_SECRETS='32-characters-or-more another' python3 connector.py 8300    (Python 3.11 or later)
Write your bank into `call`, and keep the rest. Behind TLS, and never open to the world."""

import hashlib, hmac, json, os, sys, time
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.request import Request, urlopen

SECRETS = os.environ["BRIDGE_SECRETS"].split()  # the first signs, each is believed
orders, refunds, nonces = {}, {}, {}
now = lambda: datetime.now(timezone(timedelta(hours=8))).isoformat(timespec="seconds")

def sign(secret, what, path, stamp, nonce, body):
    said = f"{what}\n{path}\n{stamp}\n{nonce}\n".encode() + body
    return hmac.new(secret.encode(), said, hashlib.sha256).hexdigest().encode()

def proved(path, headers, body):
    stamp, nonce, seal = (headers.get("Bridge-" + it, "") for it in ("Timestamp", "Nonce", "Signature"))
    true = any([hmac.compare_digest(sign(it, "POST", path, stamp, nonce, body), seal.encode()) for it in SECRETS])
    for old in [it for it, at in nonces.items() if at < time.time() - 600]:
        del nonces[old]
    return true and abs(time.time() - int(stamp)) < 300 and nonces.setdefault(nonce, at := time.time()) == at

def call(path, ask):
    order, wanted = ask.get("order", {}), ask.get("refund", {})
    number, back = order.get("number"), refunds.get(wanted.get("number"))
    kept = orders.get(number, {"state": "absent"})
    if kept["state"] == "pending" and datetime.fromisoformat(order["until"]) <= datetime.now(timezone.utc):
        kept["state"] = "closed"  # this bank takes no money late
    if path == "/place":
        kept = orders.setdefault(number, {"ask": ask, "state": "pending"})
        if kept["ask"] != ask or kept["state"] != "pending":
            return 409, {"code": "number-used" if kept["ask"] not in (ask, None) else kept["state"]}
        page = f"http://127.0.0.1:{server.server_port}/pay/{number}"
        return 200, {"kind": "qr", "content": page} if order["way"] == "qr" else {"kind": "jump", "url": page}
    if path == "/query":
        return 200, {"state": kept["state"], "number": number, **kept.get("paid", {})}
    if path == "/close":
        if kept["state"] != "paid":
            kept = orders[number] = {**kept, "ask": kept.get("ask"), "state": "closed"}
        return 200, {"state": kept["state"], "number": number}
    if path == "/refund" and not back:
        given = sum(it["amount"] for it in refunds.values() if it["transaction"] == wanted["transaction"])
        if kept["state"] != "paid" or given + wanted["amount"] > kept["paid"]["amount"]:
            return 200, {"state": "failed", "number": wanted["number"], "code": "more-than-paid"}
        back = refunds[wanted["number"]] = {**wanted, "order": number, "at": now()}
    if path in ("/refund", "/query-refund"):
        done = back and {"refund": "R" + wanted["number"], "amount": back["amount"], "at": back["at"]}
        return 200, {"state": "done" if done else "absent", "number": wanted["number"], **(done or {})}
    paid = [it["paid"] | {"kind": "payment", "at": it["paid"]["paid_at"]} for it in orders.values() if "paid" in it]
    paid += [it | {"kind": "refund", "number": it["order"], "refund": it["number"]} for it in refunds.values()]
    names = ("kind", "number", "refund", "transaction", "amount", "at")
    lines = [{"fee": 0} | {name: it[name] for name in names if name in it} for it in paid if it["at"][:10] == ask["day"]]
    sums = {kind + "s": sum(it["amount"] for it in lines if it["kind"] == kind) for kind in ("payment", "refund")}
    whole = {"state": "day", "merchant": ask["merchant"], "day": ask["day"], "lines": lines, **sums}
    return 200, whole if lines else {"state": "empty"}

class Connector(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not proved(self.path, self.headers, body):
            return self.send_error(401)
        status, answer = call(self.path, json.loads(body))
        self.say(status, json.dumps(answer).encode())

    def say(self, status, body):
        stamp, nonce = str(int(time.time())), self.headers.get("Bridge-Nonce", "")
        self.send_response(status)
        self.send_header("Bridge-Timestamp", stamp)
        self.send_header("Bridge-Signature", sign(SECRETS[0], status, self.path, stamp, nonce, body).decode())
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):  # the bank's page: whoever comes here has paid
        kept = orders[self.path.removeprefix("/pay/")]
        ask, stamp = kept["ask"], str(int(time.time()))
        if kept["state"] == "pending":
            paid = {"merchant": ask["merchant"], "number": ask["order"]["number"], "amount": ask["order"]["amount"]}
            kept |= {"state": "paid", "paid": paid | {"transaction": "T" + paid["number"], "paid_at": now()}}
        self.say(200, kept["state"].encode())
        if kept["state"] != "paid":
            return
        body = json.dumps({"event": "paid", **kept["paid"]}).encode()
        nonce = os.urandom(16).hex()  # lost or refused: a real connector sends it again later
        headers = {"Content-Type": "application/json", "Bridge-Timestamp": stamp, "Bridge-Nonce": nonce,
                   "Bridge-Signature": sign(SECRETS[0], "POST", "/notice", stamp, nonce, body).decode()}
        urlopen(Request(ask["notify_url"], body, headers), timeout=8)

server = HTTPServer(("127.0.0.1", int(sys.argv[1])), Connector)
print(server.server_port, flush=True)
server.serve_forever()
