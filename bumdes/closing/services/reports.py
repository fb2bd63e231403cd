"""Submitting the half-year and annual reports, looking them over, accepting them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from bumdes.closing.calculations import due_on, span_of
from bumdes.closing.models import Report, SignOff, YearClosing
from bumdes.closing.pack import frozen
from bumdes.ledger.access import opened
from bumdes.ledger.models import Book, Entry
from bumdes.ledger.services.refusals import spoken
from bumdes.organisations.books import book_of
from bumdes.organisations.models import Office, Organisation
from bumdes.organisations.permissions import REVIEW, roles_of
from core.audit.services import record
from core.locks import lock
from core.refusals import Refusal
from core.users.models import User


class PeriodStillOpen(Refusal):
    message = _("Close the books through %(day)s first: a report is made from closed books.")


class AlreadySubmitted(Refusal):
    message = _("This report was submitted already.")


class NotAReviewer(Refusal):
    message = _("The adviser and the supervisors look reports over.")


class NotLookedOver(Refusal):
    message = _("The adviser and a supervisor look the report over first.")


class MinutesMissing(Refusal):
    message = _("Write the number of the assembly's minutes.")
    field = "minutes_number"


class AssemblyBeforeReport(Refusal):
    message = _("The assembly is held after the report was submitted, and not in the future.")
    field = "assembly_date"


class AlreadyAccepted(Refusal):
    message = _("This report is accepted; it stays as it is.")


def submit_report(
    *, organisation: Organisation, year: int, kind: str, summary: str, actor: User, now: datetime
) -> Report:
    """Freeze the statements of closed months and hand them to adviser and supervisors.

    Raises PeriodStillOpen, AlreadySubmitted.
    """
    book, span = book_of(organisation), span_of(year, kind)
    with transaction.atomic(durable=True), opened(book):
        lock(book)
        is_closed = book.closed_through is not None and book.closed_through >= span.until
        if kind == Report.Kind.ANNUAL:
            closings = YearClosing.objects.filter(organisation=organisation, year=year, undone_at=None)
            is_closed = is_closed and closings.exists()
        if not is_closed:
            raise PeriodStillOpen(day=span.until.isoformat())
        known = Report.objects.filter(organisation=organisation, year=year, kind=kind, withdrawn_at=None)
        if known.exists():
            raise AlreadySubmitted
        content, document = frozen(organisation, span=span)
        report = Report.objects.create(
            organisation=organisation,
            year=year,
            kind=kind,
            due_on=due_on(year, kind),
            content=content,
            document=document,
            head=head_of(book),
            summary=summary.strip(),
            submitted_by=actor,
            submitted_name=actor.name,
            submitted_at=now,
        )
        record(action="report.submitted", subject=report, actor=actor, at=now, year=year, kind=str(kind))
    return report


def head_of(book: Book) -> str:
    """The newest link of a book's chain in hexadecimal, as it is printed on reports; "" without one."""
    last = Entry.objects.filter(book=book, sequence__isnull=False).order_by("-sequence").first()
    return bytes(last.hash or b"").hex() if last else ""


def sign_off(*, report: Report, office: str, note: str, actor: User, now: datetime) -> SignOff:
    """Say for the adviser or the supervisors that the report was looked over, once an office.

    Raises NotAReviewer, OnePerson (who submitted it), AlreadyAccepted.
    """
    if office not in roles_of(actor, report.organisation_id) & REVIEW:
        raise NotAReviewer
    with transaction.atomic(durable=True):
        lock(report)
        if report.accepted_at or report.withdrawn_at:
            raise AlreadyAccepted
        if earlier := report.sign_offs.filter(office=office).first():
            return earlier
        with spoken():
            return SignOff.objects.create(
                report=report,
                office=office,
                signed_by=actor,
                signed_name=actor.name,
                signed_at=now,
                note=note.strip(),
            )


def accept_report(
    *, report: Report, assembly_date: date | None, minutes_number: str, actor: User, now: datetime
) -> Report:
    """The assembly accepted the annual report, or both reviewers the half-year's: it is published.

    Raises NotLookedOver, MinutesMissing, AssemblyBeforeReport.
    """
    with transaction.atomic(durable=True):
        lock(report)
        if report.withdrawn_at:
            raise AlreadyAccepted
        if report.accepted_at:
            return report
        signed = set(report.sign_offs.values_list("office", flat=True))
        if not {Office.Role.ADVISER, Office.Role.SUPERVISOR} <= signed:
            raise NotLookedOver
        if report.kind == Report.Kind.ANNUAL:
            if not minutes_number.strip():
                raise MinutesMissing
            if assembly_date is None or not report.submitted_at.date() <= assembly_date <= now.date():
                raise AssemblyBeforeReport
            report.assembly_date, report.minutes_number = assembly_date, minutes_number.strip()
        report.accepted_at = now
        report.save(update_fields=["assembly_date", "minutes_number", "accepted_at"])
        record(action="report.accepted", subject=report, actor=actor, at=now)
    return report


def withdraw_report(*, report: Report, actor: User, now: datetime) -> Report:
    """Take a report back that nobody has accepted, to correct it. Raises AlreadyAccepted."""
    try:
        with transaction.atomic(durable=True):
            lock(report)
            report.withdrawn_at = report.withdrawn_at or now
            report.save(update_fields=["withdrawn_at"])
            record(action="report.withdrawn", subject=report, actor=actor, at=now)
    except IntegrityError as error:
        raise AlreadyAccepted from error
    return report
