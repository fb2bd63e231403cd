"""Closing a month after looking at its checklist."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bumdes.closing.models import MonthCheck
from bumdes.closing.queries.checklist import checklist
from bumdes.ledger.access import opened
from bumdes.ledger.models import Closing
from bumdes.ledger.services import close_period
from bumdes.organisations.books import book_of
from bumdes.organisations.models import Organisation
from core.audit.services import record
from core.refusals import Refusal
from core.users.models import User


class StillOpen(Refusal):
    message = _("This must be done first: %(what)s.")


class ReasonNeeded(Refusal):
    message = _("Something on the list is not done. Write why the month is closed all the same.")
    field = "reason"


class DecemberClosesWithItsYear(Refusal):
    message = _("December is closed together with its year.")
    field = "through"


class MonthNotOver(Refusal):
    message = _("This month is not over yet.")
    field = "through"


def close_month(
    *, organisation: Organisation, through: date, reason: str, actor: User | None, now: datetime
) -> MonthCheck:
    """Close the oldest open month and keep what the checklist said.

    Raises StillOpen for what blocks, ReasonNeeded for the rest, DecemberClosesWithItsYear,
    MonthNotOver, and as ledger.close_period().
    """
    book = book_of(organisation)
    if through.month == 12:
        raise DecemberClosesWithItsYear
    if through >= now.date():
        raise MonthNotOver
    with transaction.atomic(durable=True), opened(book):
        closing = close_period(book=book, through=through, made_by=actor, now=now)
        return keep_findings(organisation, closing, reason=reason, actor=actor, now=now)


def keep_findings(
    organisation: Organisation, closing: Closing, *, reason: str, actor: User | None, now: datetime
) -> MonthCheck:
    """Look at the checklist under the closing's lock, so that nothing changes behind it."""
    if closing.through is None:
        raise ValueError("a closing ends on a day")
    checks = checklist(organisation, month_end=closing.through)
    undone = [check for check in checks if not check.is_done]
    if blocking := [check for check in undone if check.blocks]:
        raise StillOpen(what=blocking[0].label)
    if not reason.strip() and any(not check.is_advice for check in undone):
        raise ReasonNeeded
    kept = MonthCheck.objects.create(
        organisation=organisation,
        closing=closing,
        findings={check.name: check.detail or ("done" if check.is_done else "open") for check in checks},
        reason=reason.strip(),
    )
    record(
        action="books.month_closed",
        subject=organisation,
        actor=actor,
        at=now,
        through=closing.through.isoformat(),
    )
    return kept
