"""What a caller asks to have posted: a draft of an entry, and its fingerprint. Pure.

A draft names accounts and units by their rows; amounts are whole rupiah.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bumdes.ledger.enums import EntryKind
from bumdes.ledger.models import Account, Book, Unit
from core.users.models import User


@dataclass(frozen=True)
class Line:
    """One posting to be: an amount on one side of an account, for a unit (None: the head office)."""

    account: Account
    debit: int = 0
    credit: int = 0
    unit: Unit | None = None
    memo: str = ""


def dr(account: Account, amount: int, unit: Unit | None = None, *, memo: str = "") -> Line:
    """A debit. A negative amount is a credit, so that a correction can be written as it is thought."""
    return Line(account, debit=amount, unit=unit, memo=memo) if amount >= 0 else cr(account, -amount, unit)


def cr(account: Account, amount: int, unit: Unit | None = None, *, memo: str = "") -> Line:
    """A credit. A negative amount is a debit."""
    return Line(account, credit=amount, unit=unit, memo=memo) if amount >= 0 else dr(account, -amount, unit)


@dataclass(frozen=True)
class Draft:
    """An entry to be. Lines of zero are left out when it is posted.

    `source` says which service posts ("daily.receive"), `subject` what caused it ("order:7KQ…"),
    `key` makes it happen once per book.
    """

    book: Book
    date: date
    description: str
    lines: Sequence[Line]
    source: str
    key: str
    made_by: User | None
    approved_by: User | None = None
    kind: str = EntryKind.ORDINARY
    subject: str = ""

    @property
    def written(self) -> list[Line]:
        return [line for line in self.lines if line.debit or line.credit]

    @property
    def total(self) -> int:
        """The sum of one side, in rupiah."""
        return sum(line.debit for line in self.lines)

    def with_approval(self, by: User) -> Draft:
        return replace(self, approved_by=by)


def draft_to_json(draft: Draft) -> dict[str, Any]:
    """What the draft says, without who: the same draft sent again gives the same."""
    return {
        "date": draft.date.isoformat(),
        "description": draft.description,
        "kind": str(draft.kind),
        "source": draft.source,
        "subject": draft.subject,
        "lines": [
            {
                "account": line.account.code,
                "unit": line.unit.code if line.unit else Unit.HEAD_OFFICE,
                "debit": line.debit,
                "credit": line.credit,
                "memo": line.memo,
            }
            for line in draft.written
        ],
    }


def fingerprint(content: dict[str, Any]) -> bytes:
    """sha256 of canonical JSON: 32 bytes, the same for the same content."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).digest()
