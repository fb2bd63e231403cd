"""Settings that all peers share, so that what differs is the shop."""

from __future__ import annotations

import os
from typing import Any

from benchmarks.measuring import HOME
from config.database import database_settings

COUNTING = "benchmarks.measuring.sql_count.SqlCountMiddleware"


def kept_connection() -> dict[str, Any]:
    """The database that DATABASE_NAME names, over one lasting connection, without parallel workers.

    So every peer's database work is done by one process whose CPU can be read.
    """
    return database_settings(
        "",
        NAME=os.environ["DATABASE_NAME"],
        CONN_MAX_AGE=None,
        OPTIONS={"options": "-c max_parallel_workers_per_gather=0"},
    )


__all__ = ["COUNTING", "HOME", "kept_connection"]
