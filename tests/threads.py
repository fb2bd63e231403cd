"""Running callables at the same instant in threads, each with its own database connection."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

WITHIN_S = 120


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each call gave, or the exception it raised, in the order of the calls.

    A call that is not back in time gives a TimeoutError, so that a lost outcome names itself.
    """
    start = threading.Barrier(len(calls))
    late = TimeoutError(f"not back within {WITHIN_S} s")
    results: list[Any] = [late] * len(calls)

    def run(index: int) -> None:
        try:
            start.wait(timeout=WITHIN_S)
            results[index] = calls[index]()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=WITHIN_S)
    return results
