"""Providers' settlement reports as CSV into movements. Pure: no database.

Every provider has its own names for columns and its own words for what happened; whole rupiah come
out. A file with a line that cannot be read is refused whole, with the numbers of such lines.
Sources: Stripe's itemised balance report, Midtrans's settlement report, Xendit's transaction report;
columns are found by name, in any order, and further ones are left alone.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal
from marketplace.reconciliation.models import ReportLine, Source

MAX_BYTES = 5_000_000
MAX_SHOWN = 5
Kind = ReportLine.Kind


class NotAReport(Refusal):
    message = _("This is no report of %(source)s: it needs the columns %(columns)s.")
    field = "file"


class WrongLines(Refusal):
    message = _("Lines %(lines)s cannot be read: a date, a whole amount in rupiah or a name is missing.")
    field = "file"


class NothingInIt(Refusal):
    message = _("The file holds no movement.")
    field = "file"


@dataclass(frozen=True)
class Movement:
    """One line. `amount` before the fee, with sign; `fee` is what the provider kept."""

    name: str
    kind: str
    reference: str
    booked_on: date
    amount: int
    fee: int


@dataclass(frozen=True)
class _Columns:
    """Where a provider says what. Each: the names it may have, the first found counts."""

    name: tuple[str, ...]
    kind: tuple[str, ...]
    reference: tuple[str, ...]
    day: tuple[str, ...]
    amount: tuple[str, ...]
    fee: tuple[str, ...]
    kinds: Mapping[str, str]
    usual: str  # the kind of a line whose word is not among `kinds`, "" to leave the line out


_REPORTS: dict[str, _Columns] = {
    Source.STRIPE: _Columns(
        name=("balance_transaction_id",),
        kind=("reporting_category",),
        reference=("payment_intent_id", "source_id"),
        day=("created", "created_utc", "available_on"),
        amount=("gross",),
        fee=("fee",),
        kinds={
            "charge": Kind.PAYMENT,
            "refund": Kind.REFUND,
            "payout": Kind.TO_BANK,
            "fee": Kind.FEE,
            "network_cost": Kind.FEE,
        },
        usual=Kind.FEE,
    ),
    Source.MIDTRANS: _Columns(
        name=("transaction_id", "settlement_id"),
        kind=("transaction_type", "type", "transaction_status"),
        reference=("transaction_id",),
        day=("settlement_time", "settlement_date", "transaction_time"),
        amount=("gross_amount", "amount"),
        fee=("fee", "mdr", "total_fee"),
        kinds={
            "settlement": Kind.PAYMENT,
            "capture": Kind.PAYMENT,
            "payment": Kind.PAYMENT,
            "refund": Kind.REFUND,
            "partial_refund": Kind.REFUND,
            "payout": Kind.TO_BANK,
            "withdrawal": Kind.TO_BANK,
            "fee": Kind.FEE,
        },
        usual="",
    ),
    Source.XENDIT: _Columns(
        name=("transaction_id", "id"),
        kind=("transaction_type", "type"),
        reference=("reference_id", "reference", "external_id"),
        day=("created", "created_date", "transaction_date"),
        amount=("amount",),
        fee=("fee", "total_fee"),
        kinds={"disbursement": Kind.PAYOUT, "payout": Kind.PAYOUT, "fee": Kind.FEE},
        usual="",
    ),
}


def read_report(content: bytes, *, source: str) -> list[Movement]:
    """Every movement of a provider's report. Raises NotAReport, WrongLines, NothingInIt."""
    columns = _REPORTS[source]
    sheet = _sheet(content)
    names = {_plain(name): name for name in sheet.fieldnames or [] if name}
    asked = (columns.name, columns.kind, columns.day, columns.amount)
    if not all(any(each in names for each in each_of) for each_of in asked):
        raise NotAReport(source=Source(source).label, columns=", ".join(each[0] for each in asked))
    movements, wrong = [], []
    for row in sheet:
        told = {plain: (row.get(name) or "").strip() for plain, name in names.items()}
        if not any(told.values()):
            continue
        try:
            movement = _movement(told, columns)
        except ValueError:
            wrong.append(sheet.line_num)
            continue
        if movement is not None:
            movements.append(movement)
    if wrong:
        more = ", …" if len(wrong) > MAX_SHOWN else ""
        raise WrongLines(lines=", ".join(str(number) for number in wrong[:MAX_SHOWN]) + more)
    if not movements:
        raise NothingInIt
    return movements


def _sheet(content: bytes) -> csv.DictReader[str]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    return csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")


def _movement(told: Mapping[str, str], columns: _Columns) -> Movement | None:
    """One line; None for one that moved no money of ours. Raises ValueError for what cannot be read."""
    word = _plain(_first(told, columns.kind))
    kind = columns.kinds.get(word, columns.usual)
    if not kind:
        return None
    name = _first(told, columns.name)
    if not name:
        raise ValueError("a movement has a name")
    amount, fee = _rupiah(_first(told, columns.amount)), _rupiah(_first(told, columns.fee) or "0")
    if told.get("currency", "idr").lower() not in ("idr", ""):
        raise ValueError("only rupiah")
    if kind == Kind.FEE:  # told as money taken; what it took is the fee
        amount, fee = 0, fee - amount
    if not amount and not fee:
        return None
    return Movement(
        name=f"{name}:{kind}"[:120] if kind != Kind.PAYMENT else name[:120],
        kind=kind,
        reference=_first(told, columns.reference)[:120],
        booked_on=date.fromisoformat(_first(told, columns.day)[:10]),
        # What left the provider is told with and without a sign; here it is always taken away.
        amount=amount if kind == Kind.PAYMENT else -abs(amount),
        fee=fee,
    )


def _first(told: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((told[name] for name in names if told.get(name)), "")


def _rupiah(typed: str) -> int:
    """Whole rupiah of 145000, 145000.00 or -145000. Raises ValueError for a fraction or anything else."""
    found = re.fullmatch(r"(-?)(\d{1,15})(?:\.0{1,2})?", typed.replace(" ", ""))
    if found is None:
        raise ValueError("not a whole amount")
    return int(found[1] + found[2])
