"""A peer: providers, and merchants of our sandbox, in the words of SDKs that other people wrote.

The first line of its input tells the accounts of which it is the merchant; it is the provider of
all others, whose keys it draws. The first line of its output tells the port and all accounts. It
ends when its input does, so whoever started it cannot leave it behind.

  /<channel>/…            the provider's own wire
  /heard/<channel>        where a merchant hears notices
  /peer/<channel>/<act>   what a test asks of it: JSON in, JSON out
"""

import json
import os
import sys
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ali_pay import Alipay
from union_pay import Unionpay
from wechat_pay import Wechat


class Desk(BaseHTTPRequestHandler):
    channels = {}

    def receive(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        first, *rest = self.path.split("?")[0].split("/")[1:]
        try:
            if first == "peer":
                said = getattr(self.channels[rest[0]], rest[1])(**json.loads(body or "{}"))
                status, headers, answer = 200, {}, json.dumps(said)
            elif first == "heard":
                status, headers, answer = self.channels[rest[0]].hears(self.headers, body)
            else:
                target = self.path[len(first) + 1 :]
                channel = self.channels[first]
                status, headers, answer = channel.answers(self.command, target, self.headers, body)
        except Exception:
            status, headers, answer = 500, {}, json.dumps({"message": traceback.format_exc()})
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        content = answer.encode()
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = receive

    def log_message(self, *words):
        """Nobody reads it."""


def ends_with_input():
    sys.stdin.read()
    os._exit(0)


given = json.loads(sys.stdin.readline())
kinds = {"alipay": Alipay, "unionpay": Unionpay, "wechat": Wechat}
Desk.channels = {name: kind(given.get(name)) for name, kind in kinds.items()}
accounts = {name: channel.account for name, channel in Desk.channels.items()}
threading.Thread(target=ends_with_input, daemon=True).start()
server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
print(json.dumps({"port": server.server_address[1], "accounts": accounts}), flush=True)
server.serve_forever()
