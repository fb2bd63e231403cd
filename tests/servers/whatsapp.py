"""A server that answers as Meta's Cloud API does: templates taken, refused, too many, too slow."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PHONE_ID = "105954558954427"
TOKEN = "contoh-kunci"
# The last digit of the number that is written to says what happens.
TAKEN, UNDELIVERABLE, TOO_FAST, DOWN, NONSENSE, SLOW = "1", "2", "3", "4", "5", "6"


@dataclass
class CloudApi:
    url: str
    seen: list[dict] = field(default_factory=list)


def _error(number: int, text: str) -> dict:
    return {"error": {"message": f"(#{number}) {text}", "type": "OAuthException", "code": number}}


@contextmanager
def cloud_api() -> Iterator[CloudApi]:
    """The server for as long as the block runs; `seen` are the bodies it was sent."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self._is_known(f"/v23.0/{PHONE_ID}/messages"):
                api.seen.append(body)
                self._answer_for(body["to"])

        def do_GET(self) -> None:
            if self._is_known(f"/v23.0/{PHONE_ID}?fields=id"):
                self._say(200, {"id": PHONE_ID})

        def _is_known(self, path: str) -> bool:
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                self._say(401, _error(190, "Access token has expired"))
            elif self.path != path:
                self._say(400, _error(100, "Unsupported request"))
            else:
                return True
            return False

        def _answer_for(self, to: str) -> None:
            match to[-1]:
                case "2":
                    self._say(400, _error(131026, f"Message undeliverable to {to}"))
                case "3":
                    self._say(400, _error(131056, "Pair rate limit hit"))
                case "4":
                    self._say(503, _error(2, "Service unavailable"))
                case "5":
                    self._say(200, "<html>not the API</html>")
                case "6":
                    time.sleep(1)
                case _:
                    contact = {"input": to, "wa_id": to}
                    message = {"id": "wamid.contoh", "message_status": "accepted"}
                    answer = {"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]}
                    self._say(200, answer)

        def _say(self, status: int, answer: dict | str) -> None:
            content = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    api = CloudApi(url=f"http://127.0.0.1:{server.server_port}/v23.0")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
