"""What processes cost, read from /proc: CPU time to the microsecond, memory as the kernel shares it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import psutil

PROC = Path("/proc")


def tree(pid: int) -> list[int]:
    """A process and everything below it."""
    root = psutil.Process(pid)
    return [pid, *(child.pid for child in root.children(recursive=True))]


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time of the live threads of these processes, summed.

    /proc/<pid>/stat counts in hundredths of a second, which is coarser than most of our requests;
    schedstat keeps the same time in nanoseconds. Threads that ended are not in it: the servers
    here keep theirs.
    """
    spent = 0
    for pid in pids:
        for thread in (PROC / str(pid) / "task").iterdir():
            spent += int((thread / "schedstat").read_text().split()[0])
    return spent / 1e9


def cpu_seconds_of_life(pid: int) -> float:
    """User and system time of a process tree with everything that ended in it; coarse (10 ms)."""
    spent = 0.0
    for member in tree(pid):
        times = psutil.Process(member).cpu_times()
        spent += times.user + times.system + times.children_user + times.children_system
    return spent


def pss_mib(pid: int) -> float:
    """Memory of one process in MiB, each shared page split between those who share it."""
    for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise LookupError(f"no Pss of process {pid}")
