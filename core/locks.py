"""Row locks, taken once per transaction, in one order for everybody."""

from __future__ import annotations

from django.db import connection, models


class NotInTransaction(RuntimeError):
    """A lock was asked for outside a transaction, where it would protect nothing."""


def lock(*rows: models.Model) -> None:
    """Lock rows until the transaction ends and refresh them; sorts what it is given.

    Order: model label, then primary key, so that two callers never wait for each other.
    Raises NotInTransaction outside a transaction, DoesNotExist when a row is gone.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction
    for row in sorted(rows, key=lambda r: (r._meta.label_lower, r.pk)):
        row.refresh_from_db(
            from_queryset=type(row)._base_manager.select_for_update(no_key=True, of=("self",))
        )


def lock_name(name: str) -> None:
    """Serialise on a name rather than a row (an advisory lock), until the transaction ends."""
    if not connection.in_atomic_block:
        raise NotInTransaction
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
