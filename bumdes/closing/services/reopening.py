"""Opening closed months again: asked for by one person, agreed to by another."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bumdes.closing.models import ProfitAllocation, ReopenRequest, Report, YearClosing
from bumdes.ledger.access import opened
from bumdes.ledger.calculations import month_end
from bumdes.ledger.services import reopen_period, reverse
from bumdes.ledger.services.periods import NotClosed, NotMonthEnd, ReasonMissing
from bumdes.ledger.services.refusals import spoken
from bumdes.organisations.books import book_of
from bumdes.organisations.models import Organisation
from core.audit.services import record
from core.locks import lock
from core.refusals import Refusal
from core.users.models import User


class AlreadyAsked(Refusal):
    message = _("Somebody has asked for this already; it waits for a second person.")


class AlreadyDecided(Refusal):
    message = _("This was already decided.")


class ProfitAlreadyShared(Refusal):
    message = _("The profit of %(year)d is shared already, so that year stays closed.")


class ReportAccepted(Refusal):
    message = _("The report on these months is accepted, so they stay closed.")


def ask_to_reopen(
    *, organisation: Organisation, through: date | None, reason: str, actor: User, now: datetime
) -> ReopenRequest:
    """Ask to open everything after `through` (None: everything). Nothing is opened yet.

    Raises ReasonMissing, NotMonthEnd, NotClosed, AlreadyAsked, ProfitAlreadyShared, ReportAccepted.
    """
    book = book_of(organisation)
    if not reason.strip():
        raise ReasonMissing
    if through is not None and through != month_end(through):
        raise NotMonthEnd
    with transaction.atomic(durable=True):
        lock(book)
        _may_open(organisation, book.closed_through, through)
        if ReopenRequest.objects.filter(organisation=organisation, state="waiting").exists():
            raise AlreadyAsked
        return ReopenRequest.objects.create(
            organisation=organisation, through=through, reason=reason.strip(), made_by=actor, made_at=now
        )


def approve_reopening(*, request: ReopenRequest, actor: User, now: datetime) -> ReopenRequest:
    """Open the months, and undo the closing entry of every year among them.

    Raises OnePerson, AlreadyDecided, and as ask_to_reopen().
    """
    organisation = request.organisation
    book = book_of(organisation)
    with transaction.atomic(durable=True), opened(book):
        lock(book, request)
        if request.state != ReopenRequest.State.WAITING:
            raise AlreadyDecided
        _may_open(organisation, book.closed_through, request.through)
        reopen_period(
            book=book,
            through=request.through,
            made_by=request.made_by,
            approved_by=actor,
            reason=request.reason,
            now=now,
        )
        undone = YearClosing.objects.filter(organisation=organisation, undone_at=None)
        if request.through is not None:
            undone = undone.filter(year__gt=request.through.year - (request.through.month < 12))
        for closing in undone.select_related("entry__book").order_by("-year"):
            if closing.entry is not None:
                reverse(
                    entry=closing.entry,
                    date=closing.entry.date,
                    reason=request.reason,
                    key=f"{closing.entry.key}:undone",
                    made_by=request.made_by,
                    approved_by=actor,
                    now=now,
                )
            closing.undone_at = now
            closing.save(update_fields=["undone_at"])
        _decide(request, ReopenRequest.State.APPROVED, actor=actor, now=now)
        record(
            action="books.reopened",
            subject=organisation,
            actor=actor,
            at=now,
            through=request.through.isoformat() if request.through else None,
        )
    return request


def refuse_reopening(*, request: ReopenRequest, actor: User, now: datetime) -> ReopenRequest:
    """Leave the months closed; its maker takes a request back the same way. Raises AlreadyDecided."""
    with transaction.atomic(durable=True):
        lock(request)
        if request.state != ReopenRequest.State.WAITING:
            raise AlreadyDecided
        _decide(request, ReopenRequest.State.REFUSED, actor=actor, now=now)
    return request


def _decide(request: ReopenRequest, state: str, *, actor: User, now: datetime) -> None:
    request.state, request.decided_by, request.decided_at = state, actor, now
    with spoken():
        request.save(update_fields=["state", "decided_by", "decided_at"])


def _may_open(organisation: Organisation, closed: date | None, through: date | None) -> None:
    if closed is None or (through is not None and through >= closed):
        raise NotClosed
    shared = ProfitAllocation.objects.filter(organisation=organisation).exclude(state="refused")
    newest = shared.order_by("-year").first()
    if newest is not None and (through is None or through < date(newest.year, 12, 31)):
        raise ProfitAlreadyShared(year=newest.year)
    accepted = Report.objects.published().filter(organisation=organisation)
    for report in accepted:
        last = date(report.year, 6, 30) if report.kind == Report.Kind.HALF_YEAR else date(report.year, 12, 31)
        if through is None or through < last:
            raise ReportAccepted
