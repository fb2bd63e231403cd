"""The web server and the worker beside it, ended together: what `make run` runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from types import FrameType

from django.core.management.base import BaseCommand, CommandParser

STOP_WITHIN_S = 30


class Command(BaseCommand):
    help = "Serve the site with granian and run the worker; Ctrl-C ends both."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)

    def handle(self, *args: object, host: str, port: int, workers: int, **options: object) -> None:
        web = [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
            *("--workers", str(workers), "--blocking-threads", "1", "--log-level", "warning"),
            *("--workers-kill-timeout", "5"),
            "config.wsgi:application",
        ]
        jobs = [sys.executable, "manage.py", "worker"]
        # Own sessions: Ctrl-C reaches this process only, which then ends both in order.
        children = [subprocess.Popen(command, start_new_session=True) for command in (web, jobs)]  # noqa: S603

        def stop(signum: int, frame: FrameType | None) -> None:
            raise KeyboardInterrupt

        signal.signal(signal.SIGTERM, stop)
        try:
            while all(child.poll() is None for child in children):
                try:
                    children[0].wait(timeout=1)
                except subprocess.TimeoutExpired:
                    continue
        except KeyboardInterrupt:
            self.stdout.write("\nstopping …")
        for child in children:
            if child.poll() is None:
                child.terminate()
        failed = False
        for child in children:
            try:
                code = child.wait(timeout=STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                child.kill()
                code = child.wait()
            failed = failed or code > 0
        if failed:
            sys.exit(1)
