"""The monthly bills of village internet: made once, paid out of deposits, cancelled with a reason.

A part of a month is billed by its days, both ends counted: price * days on / days of the month, to the
nearest rupiah. A line that is shut off is billed until the day it was shut off.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, cr, dr
from bumdes.ledger.models import Entry
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services import post
from bumdes.organisations.books import book_of
from bumdes.units.models import Bill, InternetService, Payment, PaymentPart
from bumdes.units.queries.internet import Due, lines_due
from core.audit.services import record
from core.locks import lock
from core.refusals import Refusal
from core.users.models import User


class MonthNotBegun(Refusal):
    message = _("Bills are made when their month has begun.")
    field = "month"


class BillPaid(Refusal):
    message = _("Something was paid for this bill, so it cannot be cancelled.")


class BillCancelled(Refusal):
    message = _("This bill was cancelled already.")


class WaiverReasonMissing(Refusal):
    message = _("Write why the bill is cancelled.")
    field = "reason"


def bill_month(*, service: InternetService, month: date, actor: User | None, now: datetime) -> Entry | None:
    """Bill every line that was on in a month and has no bill for it, in one entry of the unit.

    What a subscriber paid ahead pays the new bill at once, in the same entry. None when all was
    billed: run it as often as you like. Raises MonthNotBegun, PeriodClosed.
    """
    first = month.replace(day=1)
    if first > timezone.localdate(now):
        raise MonthNotBegun
    business = service.business
    book = book_of(business.organisation)
    with transaction.atomic(durable=True), opened(book):
        # Whoever runs at the same time waits here, and then finds the bills made.
        lock(service)
        due = lines_due(service, first, locked=True)
        if not due:
            return None
        shares = _from_deposits(due)
        total, used = sum(row.amount for row in due), sum(amount for _p, _i, amount in shares)
        accounts, unit = accounts_of(book), business.unit
        entry = post(
            Draft(
                book=book,
                date=first,
                description=f"Tagihan internet {first:%m/%Y}: {len(due)} pelanggan",
                lines=[
                    dr(accounts["receivable_trade"], total, unit),
                    cr(accounts["revenue_internet"], total, unit),
                    dr(accounts["unearned_revenue"], used, unit),
                    cr(accounts["receivable_trade"], used, unit),
                ],
                source="units.internet_billed",
                subject=f"internet:{service.pk}:{first:%Y-%m}",
                # The lowest line tells the runs of a month apart; the lock keeps each from two runs.
                key=f"units.internet_billed:{service.pk}:{first:%Y-%m}:{due[0].line.pk}",
                made_by=actor,
            ),
            now=now,
        )
        bills = Bill.objects.bulk_create(
            [
                Bill(
                    subscriber=row.line,
                    month=first,
                    package_name=row.line.package.name,
                    amount=row.amount,
                    due_on=first.replace(day=service.due_day),
                    entry=entry,
                    made_at=now,
                )
                for row in due
            ],
            batch_size=1000,
        )
        PaymentPart.objects.bulk_create(
            [
                PaymentPart(payment_id=payment, bill=bills[index], amount=amount, entry=entry)
                for payment, index, amount in shares
            ],
            batch_size=1000,
        )
        record(
            action="internet.billed",
            subject=service,
            actor=actor,
            at=now,
            month=f"{first:%Y-%m}",
            bills=len(due),
        )
    return entry


def _from_deposits(due: list[Due]) -> list[tuple[int, int, int]]:
    """What earlier payments give to the new bills: (payment, index of the bill, amount). One query."""
    places = {row.line.pk: index for index, row in enumerate(due)}
    left = {row.line.pk: row.amount for row in due}
    given: list[tuple[int, int, int]] = []
    for payment, line, amount, used in (
        Payment.objects.filter(subscriber__in=list(places))
        .annotate(used=Sum("parts__amount", default=0))
        .filter(amount__gt=F("used"))
        .order_by("paid_on", "pk")
        .values_list("pk", "subscriber", "amount", "used")
    ):
        share = min(left[line], amount - used)
        if share:
            left[line] -= share
            given.append((payment, places[line], share))
    return given


def cancel_bill(*, bill: Bill, reason: str, actor: User, now: datetime) -> Bill:
    """Waive a bill nobody paid for: a credit note dated today takes it out of revenue and receivables.

    The same again is refused (BillCancelled). Raises WaiverReasonMissing, BillPaid, PeriodClosed.
    """
    if not reason.strip():
        raise WaiverReasonMissing
    business = bill.subscriber.service.business
    book = book_of(business.organisation)
    with transaction.atomic(durable=True), opened(book):
        lock(bill.subscriber, bill)
        if bill.cancelled_on is not None:
            raise BillCancelled
        if bill.paid:
            raise BillPaid
        accounts, today = accounts_of(book), timezone.localdate(now)
        bill.cancel_entry = post(
            Draft(
                book=book,
                date=today,
                description=f"Pembebasan tagihan internet {bill.month:%m/%Y}: {reason.strip()}"[:200],
                lines=[
                    dr(accounts["revenue_internet"], bill.amount, business.unit),
                    cr(accounts["receivable_trade"], bill.amount, business.unit),
                ],
                source="units.internet_cancelled",
                subject=f"bill:{bill.pk}",
                key=f"units.internet_cancelled:{bill.pk}",
                made_by=actor,
            ),
            now=now,
        )
        bill.cancelled_on, bill.cancel_reason = today, reason.strip()
        bill.save(update_fields=["cancelled_on", "cancel_reason", "cancel_entry"])
        record(action="internet.bill_cancelled", subject=bill, actor=actor, at=now)
    return bill


def bill_everywhere(
    *,
    month: date,
    now: datetime,
    tell: Callable[[str], object] = lambda line: None,
    complain: Callable[[str], object] = lambda line: None,
) -> None:
    """Bill a month in every internet unit. One BUMDes whose books are closed does not stop the rest."""
    services = InternetService.objects.filter(subscribers__isnull=False).distinct()
    for service in services.select_related("business__organisation__book").order_by("pk"):
        organisation = service.business.organisation
        try:
            entry = bill_month(service=service, month=month, actor=None, now=now)
        except Refusal as refusal:
            complain(f"{organisation.code}: {refusal.message}")
        else:
            tell(f"{organisation.code}: {entry.description if entry else 'nothing new'}")
