"""One process of writers: `python -m benchmarks.peers.ledgers.writing PEER DATABASE NUMBER`.

Says "ready", then for each line `{"threads": t, "books": b, "hold_s": h, "seconds": s}` on its input
posts for so long and answers how many entries, at what CPU. `prepare BOOKS` in place of the number
makes the peer's tables and ends.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

from benchmarks.peers.ledgers import Post

_THREADS_AT_MOST = 4


def write_for(
    pool: ThreadPoolExecutor, posts: list[Post], *, seconds: float, hold_s: float, first: list[int]
) -> int:
    """Let each post in a thread of its own until the time is over; how many entries were posted."""
    hold: Callable[[], None] = (lambda: time.sleep(hold_s)) if hold_s else (lambda: None)
    end = time.monotonic() + seconds

    def run(place: int) -> int:
        number = first[place]
        while time.monotonic() < end:
            posts[place](number, hold)
            number += 1
        done, first[place] = number - first[place], number
        return done

    return sum(pool.map(run, range(len(posts))))


def main(peer: str, database: str, number: str, *more: str) -> None:
    ledger = import_module(f"benchmarks.peers.ledgers.{peer}")
    if number == "prepare":
        ledger.prepare(database, int(more[0]))
        return
    posters: dict[tuple[int, int], Post] = {}
    pool, first = ThreadPoolExecutor(_THREADS_AT_MOST), [0] * _THREADS_AT_MOST
    print("ready", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        threads = asked["threads"]
        places = [(place, (int(number) * threads + place) % asked["books"]) for place in range(threads)]
        for place, book in places:
            if (place, book) not in posters:
                posters[place, book] = ledger.poster(database, book)
        posts = [posters[place] for place in places]
        cpu, began = time.process_time(), time.monotonic()
        entries = write_for(pool, posts, seconds=asked["seconds"], hold_s=asked["hold_s"], first=first)
        said = {
            "entries": entries,
            "seconds": time.monotonic() - began,
            "cpu_s": time.process_time() - cpu,
        }
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
