"""The real web server in processes of its own, for tests that need more than one."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
START_WITHIN_S = 90
STOP_WITHIN_S = 20


@dataclass(frozen=True)
class WebServer:
    port: int
    pid: int
    log: IO[bytes]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def logged(self) -> str:
        """What the server has written so far."""
        self.log.seek(0)
        return self.log.read().decode(errors="replace")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def web_server(
    environment: Mapping[str, str],
    *,
    workers: int = 1,
    threads: int = 1,
    application: str = "config.wsgi:application",
    probe: str = "/healthz",
) -> Iterator[WebServer]:
    """Granian with these worker processes, answering when the block begins, ended with it."""
    port = free_port()
    command = [
        *(sys.executable, "-W", "ignore", "-m", "granian", "--interface", "wsgi"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)),
        *("--blocking-threads", str(threads), "--blocking-threads-idle-timeout", "600"),
        *("--log-level", "warning", application),
    ]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | dict(environment),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        server = WebServer(port, process.pid, log)
        try:
            _wait_for(server, process, probe)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _wait_for(server: WebServer, process: subprocess.Popen[bytes], probe: str) -> None:
    limit = time.monotonic() + START_WITHIN_S
    while time.monotonic() < limit and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=START_WITHIN_S)
        try:
            connection.request("GET", probe)
            connection.getresponse().read()
        except OSError:
            time.sleep(0.02)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError(f"The web server did not start.\n{server.logged()}")


def test_environment(database_name: str) -> dict[str, str]:
    """What makes a server use the settings and one database of the test suite."""
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings.test", "DATABASE_NAME": database_name}
    if url := os.environ.get("TEST_DATABASE_URL"):
        environment["TEST_DATABASE_URL"] = urlsplit(url)._replace(path=f"/{database_name}").geturl()
    assert settings.DATABASES["default"]["NAME"] == database_name
    return environment


test_environment.__test__ = False  # type: ignore[attr-defined]
