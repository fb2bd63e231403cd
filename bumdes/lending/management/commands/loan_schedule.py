"""Tables of instalments: a request in JSON on each line in, an answer on each line out."""

from __future__ import annotations

import io
import sys
from typing import Any

from django.core.management.base import BaseCommand

from bumdes.lending.calculations.requests import answer_line


class Command(BaseCommand):
    help = "Reads loan requests as JSON Lines and writes their schedules. Exit status 2 when one was bad."
    # Arithmetic only: it must answer when the database does not.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        # Bytes that are no text spoil their own line only.
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")
        all_good = True
        for line in sys.stdin:
            if line.strip():
                answer, good = answer_line(line)
                self.stdout.write(answer)
                all_good &= good
        if not all_good:
            sys.exit(2)
