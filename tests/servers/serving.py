"""What the providers' local servers share: real HTTP on a free port, and faults on demand."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = tuple[int, dict]


@dataclass
class Faults:
    """What the next requests meet instead of an answer; LOST does the work and answers nothing."""

    DOWN = "down"
    LOST = "lost"
    NONSENSE = "nonsense"

    coming: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@contextmanager
def serving(answer: Callable[[Asked], Answer], faults: Faults) -> Iterator[str]:
    """A server that answers with `answer` for as long as the block runs; gives its address."""
    guard = threading.Lock()  # a provider's own rows are consistent, whoever asks at once

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            with guard:
                fault = faults.coming.pop(0) if faults.coming else ""
                if fault == Faults.DOWN:
                    status, said = 503, {"error": {"message": "down", "type": "api_error"}}
                else:
                    status, said = answer(Asked(self.command, self.path, self.headers, body))
            if fault == Faults.LOST:
                time.sleep(0.01)
                self.close_connection = True
                return
            content = b"<html>not the API</html>" if fault == Faults.NONSENSE else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _do

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
