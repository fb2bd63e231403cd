"""Taking a book from one version of its chart to the next.

Accounts keep their codes and their postings. An account that stands elsewhere in the new version is
put out of use; its successor takes its role, and one entry of the day carries what it holds, unit by
unit. Both feed the same lines, so no statement changes by a rupiah (decision 19).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, Line, cr, dr
from bumdes.ledger.enums import ProposalState
from bumdes.ledger.models import Account, Book, Chart, ChartMove, Proposal, Total, Unit
from bumdes.ledger.models.charts import AccountFacts
from bumdes.ledger.services.charts import FOLDER
from bumdes.ledger.services.posting import post
from bumdes.ledger.services.refusals import spoken
from core.audit.services import record
from core.locks import lock
from core.refusals import Refusal
from core.users.models import User

_FACTS = [field.name for field in AccountFacts._meta.fields]
_KIND = ("type", "side", "line", "cash_in", "cash_out", "is_cash", "role")


class NotTheNext(Refusal):
    message = _("%(chart)s is not the next version of the chart of this book.")
    field = "chart"


class MapNotWhole(Refusal):
    message = _("The new version says nothing of account %(code)s. Ask for a version that does.")
    field = "chart"


class KindChanged(Refusal):
    message = _(
        "Account %(code)s would mean something else in the new version, so it needs a move of its own."
    )
    field = "chart"


class ProposalsWait(Refusal):
    message = _("Decide the journals that wait for approval first: they name accounts of the old version.")


@dataclass(frozen=True)
class ChartPlan:
    """What a move would do. `moved` pairs an account in use with the facts of its successor."""

    chart: Chart
    added: list[dict[str, Any]]
    renamed: list[tuple[Account, str]]
    moved: list[tuple[Account, dict[str, Any]]]


def read_moves(chart: Chart) -> dict[str, str]:
    """Old code -> new code of the accounts that stand elsewhere in this version."""
    path = FOLDER / "moves" / f"{chart.code}.{chart.version}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["old"]: row["new"] for row in csv.DictReader(file)}


def plan_move(book: Book, chart: Chart) -> ChartPlan:
    """What moving a book to the next version of its chart would change; writes nothing. Five queries.

    Raises NotTheNext, MapNotWhole, KindChanged, ProposalsWait.
    """
    if (chart.code, chart.version) != (book.chart.code, book.chart.version + 1):
        raise NotTheNext(chart=f"{chart.code}.{chart.version}")
    moves = read_moves(chart)
    old_names = dict(book.chart.accounts.values_list("code", "name"))
    headings = {old.rpartition(".")[0]: new.rpartition(".")[0] for old, new in moves.items()}
    new = {facts["code"]: facts for facts in chart.accounts.order_by("code").values(*_FACTS)}
    with opened(book):
        if Proposal.objects.filter(book=book, state=ProposalState.WAITING).exists():
            raise ProposalsWait
        own = list(Account.objects.filter(book=book).order_by("code"))
    taken = set(new) | {account.code for account in own}
    renamed, moved = [], []
    for account in own:
        if facts := new.get(account.code):
            if any(getattr(account, name) != facts[name] for name in _KIND):
                raise KindChanged(code=account.code)
            # A name that the treasurer gave stays.
            if account.name == old_names.get(account.code) != facts["name"]:
                renamed.append((account, facts["name"]))
            continue
        heading, _dot, last = account.code.rpartition(".")
        if account.code in moves:
            moved.append((account, new[moves[account.code]]))
        elif account.is_from_chart:
            raise MapNotWhole(code=account.code)
        elif heading in headings:  # the treasurer's own account goes with its heading
            code = _free(f"{headings[heading]}.{last}", taken)
            moved.append((account, {name: getattr(account, name) for name in _FACTS} | {"code": code}))
    successors = {facts["code"] for _account, facts in moved}
    known = {account.code for account in own}
    added = [facts for code, facts in new.items() if code not in known and code not in successors]
    return ChartPlan(chart=chart, added=added, renamed=renamed, moved=moved)


def _free(code: str, taken: set[str]) -> str:
    heading, _dot, last = code.rpartition(".")
    number = int(last)
    while f"{heading}.{number:02d}" in taken:
        number += 1
    taken.add(f"{heading}.{number:02d}")
    return f"{heading}.{number:02d}"


def move_to_chart(
    *, book: Book, chart: Chart, day: date, made_by: User, approved_by: User, now: datetime
) -> ChartMove:
    """Take a book to the next version of its chart, all of it or nothing.

    What the treasurer named keeps the name. Raises what plan_move() raises, PeriodClosed, OnePerson.
    """
    with transaction.atomic(durable=True), opened(book), spoken():
        lock(book)
        plan = plan_move(book, chart)
        before = book.chart
        Account.objects.bulk_create(Account(book=book, **facts) for facts in plan.added)
        for account, name in plan.renamed:
            account.name = name
            account.save(update_fields=["name"])
        pairs = [(account, _succeed(account, facts)) for account, facts in plan.moved]
        move = ChartMove(
            book=book,
            before=before,
            after=chart,
            day=day,
            made_by=made_by,
            approved_by=approved_by,
            made_at=now,
        )
        if lines := _carried(pairs):
            move.entry = post(
                Draft(
                    book=book,
                    date=day,
                    description=f"Pindah ke bagan akun {chart.code}.{chart.version}",
                    lines=lines,
                    source="chart.move",
                    subject=f"chart:{chart.code}.{chart.version}",
                    key=f"chart:{chart.code}.{chart.version}",
                    made_by=made_by,
                    approved_by=approved_by,
                ),
                now=now,
            )
        for account, _successor in pairs:
            account.is_active = False
            account.save(update_fields=["is_active"])
        move.save()
        book.chart = chart
        book.save(update_fields=["chart"])
        record(
            action="ledger.chart_moved",
            subject=book,
            actor=made_by,
            at=now,
            before=f"{before.code}.{before.version}",
            after=f"{chart.code}.{chart.version}",
        )
    return move


def _succeed(account: Account, facts: dict[str, Any]) -> Account:
    """The account that takes over: its role moves with it, and a name the treasurer gave."""
    role, account.role = account.role, None
    account.save(update_fields=["role"])
    return Account.objects.create(
        book=account.book, is_from_chart=account.is_from_chart, **{**facts, "role": role or facts["role"]}
    )


def _carried(pairs: list[tuple[Account, Account]]) -> list[Line]:
    """What each old account holds of each unit, out of it and into its successor."""
    successor = {old.pk: (old, new) for old, new in pairs}
    rows = (
        Total.objects.filter(account__in=successor)
        .order_by("account", "unit")
        .values_list("account", "unit")
        .annotate(held=Sum("debit") - Sum("credit"))
    )
    units = Unit.objects.in_bulk({unit for _account, unit, held in rows if held})
    lines = []
    for account, unit, held in rows:
        if held:
            old, new = successor[account]
            lines += [dr(new, held, units[unit]), cr(old, held, units[unit])]
    return lines
