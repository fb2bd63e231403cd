"""The yearly budget (RKA): drafted, filled, proposed, and agreed to by a second person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.access import opened
from bumdes.ledger.models import Account, Book, Unit
from bumdes.ledger.services.refusals import spoken
from bumdes.organisations.books import book_of
from bumdes.organisations.models import Organisation
from bumdes.units.calculations import MONTHS, raised
from bumdes.units.enums import BudgetState
from bumdes.units.models import Budget, BudgetLine
from bumdes.units.queries.results import account_rows
from core.audit.services import record
from core.locks import lock
from core.refusals import Refusal
from core.users.models import User


class ReasonMissing(Refusal):
    message = _("A budget is approved already. Write why it is revised.")
    field = "reason"


class WaitsForApproval(Refusal):
    message = _("A version waits for approval. Decide on it first.")


class NotADraft(Refusal):
    message = _("Only a draft can be changed. Start the next version.")


class NotProposed(Refusal):
    message = _("This version does not wait for approval.")


class EmptyBudget(Refusal):
    message = _("This budget has no amounts yet.")


class MinutesMissing(Refusal):
    message = _("Write the number of the assembly's minutes.")
    field = "minutes_number"


class RefusalReasonMissing(Refusal):
    message = _("Write why it is refused.")
    field = "note"


class NothingToCopy(Refusal):
    message = _("There is nothing to copy from %(year)s.")
    field = "source"


@dataclass(frozen=True)
class PlannedRow:
    """One account of one unit: twelve months, in rupiah, positive on the account's own side."""

    unit: Unit
    account: Account
    months: Sequence[int]


def draft_budget(
    *, organisation: Organisation, year: int, actor: User, now: datetime, reason: str = ""
) -> Budget:
    """The draft of a year: the one being made, or the next version with the last one's lines.

    Raises ReasonMissing when it revises an approved version, WaitsForApproval.
    """
    with transaction.atomic(durable=True), opened(book_of(organisation)):
        lock(organisation)
        versions = Budget.objects.filter(organisation=organisation, year=year)
        making = versions.filter(state__in=[BudgetState.DRAFT, BudgetState.PROPOSED]).first()
        if making is not None:
            if making.state == BudgetState.PROPOSED:
                raise WaitsForApproval
            return making
        if versions.in_force(year=year).exists() and not reason.strip():
            raise ReasonMissing
        last = versions.order_by("-version").first()
        newest = versions.aggregate(newest=Max("version"))["newest"] or 0
        budget = Budget.objects.create(
            organisation=organisation,
            year=year,
            version=newest + 1,
            reason=reason.strip(),
            made_by=actor,
            made_at=now,
        )
        if last is not None:
            BudgetLine.objects.bulk_create(
                BudgetLine(budget=budget, unit_id=unit, account_id=account, month=month, amount=amount)
                for unit, account, month, amount in last.lines.order_by("pk").values_list(
                    "unit", "account", "month", "amount"
                )
            )
        record(action="budget.drafted", subject=budget, actor=actor, at=now, version=budget.version)
    return budget


def set_rows(*, budget: Budget, rows: Iterable[PlannedRow], actor: User, now: datetime) -> Budget:
    """Write what accounts of units should come to; a row of zeros takes its account out.

    Accounts that no row names stay as they are. Raises NotADraft.
    """
    with transaction.atomic(durable=True), opened(_book(budget)):
        lock(budget)
        _only_a_draft(budget)
        given = list(rows)
        _write(budget, given)
        record(action="budget.rows_set", subject=budget, actor=actor, at=now, rows=len(given))
    return budget


def copy_year(
    *, budget: Budget, from_year: int, percent: int, of_plan: bool, actor: User, now: datetime
) -> Budget:
    """Fill a draft anew from a year's approved plan, or from what the books say happened in it.

    `percent` is added to every month (-5 takes five of a hundred away); months that come to nothing
    or less are left out, and so are units and accounts out of use. Raises NothingToCopy, NotADraft.
    """
    organisation, book = budget.organisation, _book(budget)
    with transaction.atomic(durable=True), opened(book):
        lock(budget)
        _only_a_draft(budget)
        plan = Budget.objects.filter(organisation=organisation).in_force(year=from_year).first()
        source = account_rows(organisation, year=from_year, budget=plan if of_plan else None)
        units = {unit.pk: unit for unit in Unit.objects.filter(book=book, is_active=True)}
        accounts = {row.pk: row for row in Account.objects.filter(book=book, is_active=True)}
        rows = [
            PlannedRow(
                units[row.unit],
                accounts[row.account],
                [max(0, raised(month, percent)) for month in (row.plan if of_plan else row.months)],
            )
            for row in source
            if row.unit in units and row.account in accounts
        ]
        if (of_plan and plan is None) or not any(any(row.months) for row in rows):
            raise NothingToCopy(year=from_year)
        budget.lines.all().delete()
        _write(budget, rows)
        record(action="budget.copied", subject=budget, actor=actor, at=now, year=from_year, percent=percent)
    return budget


def propose_budget(*, budget: Budget, actor: User, now: datetime) -> Budget:
    """Send a draft to a second person; from here on it does not change. Raises EmptyBudget, NotADraft."""
    with transaction.atomic(durable=True), opened(_book(budget)):
        lock(budget)
        _only_a_draft(budget)
        if not budget.lines.exists():
            raise EmptyBudget
        budget.state, budget.proposed_by, budget.proposed_at = BudgetState.PROPOSED, actor, now
        budget.save(update_fields=["state", "proposed_by", "proposed_at"])
        record(action="budget.proposed", subject=budget, actor=actor, at=now)
    return budget


def approve_budget(*, budget: Budget, minutes_number: str, actor: User, now: datetime) -> Budget:
    """Put a proposed version into force, as the assembly agreed. Raises OnePerson, MinutesMissing."""
    if not minutes_number.strip():
        raise MinutesMissing
    with transaction.atomic(durable=True), spoken():
        lock(budget)
        if budget.state != BudgetState.PROPOSED:
            raise NotProposed
        budget.state, budget.minutes_number = BudgetState.APPROVED, minutes_number.strip()
        budget.decided_by, budget.decided_at = actor, now
        budget.save(update_fields=["state", "minutes_number", "decided_by", "decided_at"])
        record(action="budget.approved", subject=budget, actor=actor, at=now)
    return budget


def refuse_budget(*, budget: Budget, note: str, actor: User, now: datetime) -> Budget:
    """Send it back: the next draft begins with its lines. Whoever proposed it may do so too."""
    if not note.strip():
        raise RefusalReasonMissing
    with transaction.atomic(durable=True):
        lock(budget)
        if budget.state != BudgetState.PROPOSED:
            raise NotProposed
        budget.state, budget.note = BudgetState.REFUSED, note.strip()
        budget.decided_by, budget.decided_at = actor, now
        budget.save(update_fields=["state", "note", "decided_by", "decided_at"])
        record(action="budget.refused", subject=budget, actor=actor, at=now)
    return budget


def _book(budget: Budget) -> Book:
    return book_of(budget.organisation)


def _only_a_draft(budget: Budget) -> None:
    if budget.state != BudgetState.DRAFT:
        raise NotADraft


def _write(budget: Budget, rows: Sequence[PlannedRow]) -> None:
    """Replace the months of every account of a unit that is named. Two statements."""
    wanted = {(row.unit.pk, row.account.pk): row.months for row in rows}
    if any(len(months) != MONTHS for months in wanted.values()):
        raise ValueError("a year has twelve months")
    old = BudgetLine.objects.filter(budget=budget).values_list("pk", "unit", "account")
    gone = [pk for pk, unit, account in old if (unit, account) in wanted]
    BudgetLine.objects.filter(pk__in=gone).delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(budget=budget, unit_id=unit, account_id=account, month=month, amount=amount)
        for (unit, account), months in wanted.items()
        for month, amount in enumerate(months, 1)
        if amount
    )
