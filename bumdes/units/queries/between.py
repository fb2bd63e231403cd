"""What units and the head office say they owe each other, and where the two sides differ."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from bumdes.ledger.access import opened
from bumdes.ledger.models import Entry
from bumdes.ledger.models.entries import reference_of
from bumdes.ledger.queries import accounts_of
from bumdes.organisations.models import Organisation
from bumdes.units.kinds import HEAD_OFFICE_ACCOUNT
from bumdes.units.models import BusinessUnit


@dataclass(frozen=True)
class BetweenRow:
    """One unit against the head office, in rupiah: what one claims, what the other owes."""

    name: str
    claimed: int
    owed: int

    @property
    def difference(self) -> int:
        return self.claimed - self.owed


@dataclass(frozen=True)
class OneSided:
    """An entry that wrote down one side only, and by how much."""

    entry: uuid.UUID
    date: date
    number: int | None
    description: str
    source: str
    difference: int

    @property
    def name(self) -> str:
        return f"{self.date.year}/{self.number:05d}" if self.number else reference_of(self.entry)


@dataclass(frozen=True)
class Between:
    rows: list[BetweenRow]
    one_sided: list[OneSided]

    @property
    def difference(self) -> int:
        """What is left when all units are put together; nothing when both sides agree."""
        return sum(row.difference for row in self.rows)

    @property
    def has_differences(self) -> bool:
        return any(row.difference for row in self.rows)


# On the head office's account of a unit, every posting counts for that unit, whoever's it is; on the
# account of what is owed, the posting's own unit says whose.
_SIDES = """
SELECT account_id, unit_id, sum(debit - credit)::bigint FROM ledger_total
WHERE account_id = ANY (%(accounts)s) GROUP BY 1, 2
"""
_ONE_SIDED = """
SELECT e.id, e.date, e.number, e.description, e.source, s.gap::bigint
FROM (
    SELECT entry_id, sum(debit - credit) AS gap
    FROM ledger_posting WHERE account_id = ANY (%(accounts)s)
    GROUP BY entry_id HAVING sum(debit - credit) <> 0
) s
JOIN ledger_entry e ON e.id = s.entry_id
WHERE e.reversal_of_id IS NULL AND NOT EXISTS (SELECT FROM ledger_entry r WHERE r.reversal_of_id = e.id)
ORDER BY e.date DESC, e.id DESC LIMIT %(limit)s
"""


def between_units(organisation: Organisation, *, limit: int = 50) -> Between:
    """Both sides of every inter-unit account as they stand now, and the entries that made them differ."""
    book = organisation.book
    if book is None:
        raise ValueError("a BUMDes without a book has no inter-unit accounts")
    accounts = accounts_of(book)
    owed_account = accounts[HEAD_OFFICE_ACCOUNT]
    claim_accounts = {row.pk: row for row in accounts if row.line == "rk_unit_usaha"}
    with opened(book):
        units = list(
            BusinessUnit.objects.filter(organisation=organisation).select_related("unit").order_by("pk")
        )
        values: dict[str, Any] = {"accounts": [owed_account.pk, *claim_accounts], "limit": limit}
        with connection.cursor() as cursor:
            cursor.execute(_SIDES, values)
            sides = cursor.fetchall()
            cursor.execute(_ONE_SIDED, values)
            one_sided = [OneSided(*row) for row in cursor.fetchall()]
    claimed: dict[int, int] = {}
    owed: dict[int, int] = {}
    for account, unit, amount in sides:
        if account == owed_account.pk:
            owed[unit] = owed.get(unit, 0) - amount
        else:
            claimed[account] = claimed.get(account, 0) + amount
    rows = [
        BetweenRow(row.unit.name, claimed.pop(row.account_id, 0), owed.pop(row.unit_id, 0)) for row in units
    ]
    # What stands on accounts and units that belong to no business unit is named, not hidden.
    rows += [
        BetweenRow(claim_accounts[account].name, amount, 0) for account, amount in claimed.items() if amount
    ]
    rows += [BetweenRow(owed_account.name, 0, amount) for amount in owed.values() if amount]
    return Between(rows=rows, one_sided=one_sided)


def transfers(organisation: Organisation, *, limit: int = 20) -> list[Entry]:
    """The newest transfers between units. One query."""
    if organisation.book is None:
        return []
    with opened(organisation.book):
        return list(
            Entry.objects.filter(book=organisation.book, source="units.transfer").order_by("-date", "-pk")[
                :limit
            ]
        )
