"""Packages, subscribers, and the money that subscribers bring."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, cr, dr
from bumdes.ledger.models import Account
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services import post
from bumdes.organisations.books import book_of
from bumdes.units.calculations import spread_over_bills
from bumdes.units.models import InternetService, Package, Payment, PaymentPart, Subscriber
from bumdes.units.queries.drawer import drawer_for
from bumdes.units.services.drawer import take_cash
from core.audit.services import record
from core.idempotency.services import content_hash, earlier_answer, remember
from core.locks import lock
from core.refusals import Conflict, Refusal
from core.users.models import User


class PackageNameTaken(Refusal):
    message = _("There is already a package with this name.")
    field = "name"


class NotAMonthlyPackage(Refusal):
    message = _("Choose a monthly package of this unit.")
    field = "package"


class LineEnded(Refusal):
    message = _("This line was ended already.")


class LineEndsTooEarly(Refusal):
    message = _("A line cannot end before it began.")
    field = "ended_on"


def add_package(
    *,
    service: InternetService,
    name: str,
    speed_mbps: int,
    price: int,
    days: int | None,
    actor: User,
    now: datetime,
) -> Package:
    """Offer a speed at a price: month after month, or a voucher for some days. Raises PackageNameTaken."""
    try:
        with transaction.atomic(durable=True):
            package = Package.objects.create(
                service=service, name=name, speed_mbps=speed_mbps, price=price, days=days
            )
            record(action="internet.package_added", subject=package, actor=actor, at=now, price=price)
    except IntegrityError as error:
        raise PackageNameTaken from error
    return package


def end_package(*, package: Package, actor: User, now: datetime) -> Package:
    """Offer it to nobody new; who has it keeps it. The same again changes nothing."""
    with transaction.atomic(durable=True):
        lock(package)
        if package.is_active:
            package.is_active = False
            package.save(update_fields=["is_active"])
            record(action="internet.package_ended", subject=package, actor=actor, at=now)
    return package


def set_terms(
    *, service: InternetService, due_day: int, suspend_after_days: int, actor: User, now: datetime
) -> InternetService:
    """By which day of a month a bill is paid, and when a line is due to be shut off; for bills to come."""
    with transaction.atomic(durable=True):
        lock(service)
        if (service.due_day, service.suspend_after_days) != (due_day, suspend_after_days):
            service.due_day, service.suspend_after_days = due_day, suspend_after_days
            service.save(update_fields=["due_day", "suspend_after_days"])
            record(
                action="internet.terms_set",
                subject=service,
                actor=actor,
                at=now,
                due_day=due_day,
                suspend_after_days=suspend_after_days,
            )
    return service


def subscribe(
    *,
    service: InternetService,
    package: Package,
    name: str,
    phone: str,
    hamlet: str,
    started_on: date,
    key: str,
    actor: User,
    now: datetime,
) -> Subscriber:
    """Connect a house. The same key gives the same subscriber. Raises NotAMonthlyPackage, Conflict."""
    if package.service_id != service.pk or package.days is not None:
        raise NotAMonthlyPackage
    content = content_hash("subscriber", service.pk, package.pk, name, phone, started_on)
    with transaction.atomic(durable=True):
        lock(service)
        if earlier := earlier_answer(key=key, user=actor, content=content):
            return Subscriber.objects.get(pk=earlier)
        last = Subscriber.objects.filter(service=service).aggregate(last=Max("number"))["last"] or 0
        subscriber = Subscriber.objects.create(
            service=service,
            number=last + 1,
            name=name,
            phone=phone,
            hamlet=hamlet,
            package=package,
            started_on=started_on,
        )
        record(action="internet.subscribed", subject=subscriber, actor=actor, at=now)
        remember(key=key, user=actor, content=content, answer=subscriber.pk, now=now)
    return subscriber


def change_line(
    *,
    subscriber: Subscriber,
    package: Package,
    name: str,
    phone: str,
    hamlet: str,
    actor: User,
    now: datetime,
) -> Subscriber:
    """Correct who it is, or give another package, which the next run bills. Raises NotAMonthlyPackage."""
    if package.service_id != subscriber.service_id or package.days is not None:
        raise NotAMonthlyPackage
    with transaction.atomic(durable=True):
        lock(subscriber)
        before = subscriber.package_id
        subscriber.package, subscriber.name = package, name
        subscriber.phone, subscriber.hamlet = phone, hamlet
        subscriber.save(update_fields=["package", "name", "phone", "hamlet"])
        record(
            action="internet.line_changed",
            subject=subscriber,
            actor=actor,
            at=now,
            package_was=before,
            package=package.pk,
        )
    return subscriber


def end_line(*, subscriber: Subscriber, ended_on: date, actor: User, now: datetime) -> Subscriber:
    """No bills for the days after; what is owed stays owed. Raises LineEnded, LineEndsTooEarly."""
    if ended_on < subscriber.started_on:
        raise LineEndsTooEarly
    with transaction.atomic(durable=True):
        lock(subscriber)
        if subscriber.ended_on is not None:
            raise LineEnded
        subscriber.ended_on = ended_on
        subscriber.save(update_fields=["ended_on"])
        record(action="internet.line_ended", subject=subscriber, actor=actor, at=now)
    return subscriber


def suspend(*, subscriber: Subscriber, since: date | None, actor: User, now: datetime) -> Subscriber:
    """Shut a line off from a day on, or (None) put it on again; the same again changes nothing."""
    with transaction.atomic(durable=True):
        lock(subscriber)
        if subscriber.ended_on is not None:
            raise LineEnded
        if subscriber.suspended_on != since:
            subscriber.suspended_on = since
            subscriber.save(update_fields=["suspended_on"])
            record(
                action="internet.line_suspended", subject=subscriber, actor=actor, at=now, on=since is None
            )
    return subscriber


def receive_payment(
    *,
    subscriber: Subscriber,
    amount: int,
    account: Account,
    paid_on: date,
    key: str,
    actor: User,
    now: datetime,
    tendered: int | None = None,
) -> Payment:
    """Take money for the oldest open bills first; what is over is used by the next bills.

    Cash of today goes through the drawer that `actor` has open here, with a receipt of its own;
    `tendered` is what was handed over. The same key gives the same payment.
    Raises Conflict, PeriodClosed, ShiftClosed, TooLittleCash.
    """
    business = subscriber.service.business
    organisation = business.organisation
    book = book_of(organisation)
    today = timezone.localdate(now)
    with transaction.atomic(durable=True), opened(book):
        shift = drawer_for(actor, organisation, account=account, day=paid_on, today=today)
        lock(subscriber, *([shift] if shift else []))
        if earlier := Payment.objects.filter(organisation=organisation, key=key).first():
            said = (earlier.subscriber_id, earlier.amount, earlier.account_id, earlier.paid_on)
            if said != (subscriber.pk, amount, account.pk, paid_on):
                raise Conflict
            return earlier
        bills = list(subscriber.bills.filter(cancelled_on=None, paid__lt=F("amount")).order_by("month", "pk"))
        shares, rest = spread_over_bills(amount, [bill.rest for bill in bills])
        accounts = accounts_of(book)
        entry = post(
            Draft(
                book=book,
                date=paid_on,
                description=f"Pembayaran internet: {subscriber.name}"[:200],
                lines=[
                    dr(account, amount, business.unit),
                    cr(accounts["receivable_trade"], amount - rest, business.unit),
                    cr(accounts["unearned_revenue"], rest, business.unit),
                ],
                source="units.internet_paid",
                subject=f"subscriber:{subscriber.pk}",
                key=f"units.internet_paid:{key}",
                made_by=actor,
            ),
            now=now,
        )
        payment = Payment.objects.create(
            subscriber=subscriber,
            organisation=organisation,
            amount=amount,
            paid_on=paid_on,
            account=account,
            receipt=take_cash(
                shift=shift,
                purpose=f"Internet {subscriber.number} {subscriber.name}",
                reference=f"internet:{entry.pk}",
                amount=amount,
                tendered=amount if tendered is None else tendered,
                now=now,
            )
            if shift
            else None,
            key=key,
            entry=entry,
            made_by=actor,
            made_at=now,
        )
        PaymentPart.objects.bulk_create(
            PaymentPart(payment=payment, bill=bill, amount=share, entry=entry)
            for bill, share in zip(bills, shares, strict=True)
            if share
        )
        record(action="internet.paid", subject=payment, actor=actor, at=now, amount=amount)
    return payment
