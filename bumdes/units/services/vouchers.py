"""Vouchers of village internet: printed with codes nobody can guess, sold, used once, or made void.

A voucher is revenue on the day it is sold: it lasts a month at most, so nothing is deferred.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, cr, dr
from bumdes.ledger.models import Account
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services import post
from bumdes.organisations.books import book_of
from bumdes.units.enums import VoucherState
from bumdes.units.models import InternetService, Package, Voucher, VoucherBatch, VoucherSale
from bumdes.units.queries.drawer import drawer_for
from bumdes.units.services.drawer import take_cash
from core.audit.services import record
from core.ids import random_reference
from core.locks import lock
from core.refusals import Conflict, Refusal
from core.users.models import User

CODE_LENGTH = 10  # 49 bits: nobody finds a sold code by trying


class NotAVoucherPackage(Refusal):
    message = _("Choose a voucher package of this unit.")
    field = "package"


class TooFewVouchers(Refusal):
    message = _("Only %(count)s vouchers of this sheet are left.")
    field = "count"


class VoucherNotSold(Refusal):
    message = _("This voucher was not sold, or was used already.")
    field = "code"


class VoucherGone(Refusal):
    message = _("No voucher of this code can be made void: it was used, or made void already.")
    field = "code"


class VoidReasonMissing(Refusal):
    message = _("Write why the voucher is made void.")
    field = "reason"


def print_vouchers(
    *, service: InternetService, package: Package, count: int, key: str, actor: User, now: datetime
) -> VoucherBatch:
    """Make a sheet of random codes; the same key gives the same one. Raises NotAVoucherPackage, Conflict."""
    if package.service_id != service.pk or package.days is None:
        raise NotAVoucherPackage
    with transaction.atomic(durable=True):
        lock(service)
        batch, is_new = VoucherBatch.objects.get_or_create(
            key=key,
            defaults={
                "service": service,
                "package": package,
                "price": package.price,
                "count": count,
                "made_by": actor,
                "made_at": now,
            },
        )
        if is_new:
            Voucher.objects.bulk_create(
                Voucher(batch=batch, service=service, code=random_reference(CODE_LENGTH))
                for _n in range(count)
            )
            record(action="internet.vouchers_made", subject=batch, actor=actor, at=now, count=count)
        elif (batch.service_id, batch.package_id, batch.count) != (service.pk, package.pk, count):
            raise Conflict
    return batch


def sell_vouchers(
    *,
    batch: VoucherBatch,
    count: int,
    account: Account,
    sold_on: date,
    key: str,
    actor: User,
    now: datetime,
    tendered: int | None = None,
) -> VoucherSale:
    """Sell the next codes of a sheet for money in `account`; the same key gives the same sale.

    Cash of today goes through the drawer that `actor` has open here, as receive_payment's does.
    Raises TooFewVouchers, Conflict, PeriodClosed, ShiftClosed, TooLittleCash.
    """
    business = batch.service.business
    organisation = business.organisation
    book = book_of(organisation)
    today = timezone.localdate(now)
    with transaction.atomic(durable=True), opened(book):
        shift = drawer_for(actor, organisation, account=account, day=sold_on, today=today)
        lock(batch, *([shift] if shift else []))
        if earlier := VoucherSale.objects.filter(organisation=organisation, key=key).first():
            said = (earlier.batch_id, earlier.count, earlier.account_id, earlier.sold_on)
            if said != (batch.pk, count, account.pk, sold_on):
                raise Conflict
            return earlier
        free = list(batch.vouchers.filter(state=VoucherState.NEW).order_by("pk")[:count])
        if len(free) < count:
            raise TooFewVouchers(count=len(free))
        amount = count * batch.price
        entry = post(
            Draft(
                book=book,
                date=sold_on,
                description=f"Penjualan {count} voucer internet: {batch.package.name}"[:200],
                lines=[
                    dr(account, amount, business.unit),
                    cr(accounts_of(book)["revenue_internet_voucher"], amount, business.unit),
                ],
                source="units.vouchers_sold",
                subject=f"vouchers:{batch.pk}",
                key=f"units.vouchers_sold:{key}",
                made_by=actor,
            ),
            now=now,
        )
        sale = VoucherSale.objects.create(
            batch=batch,
            organisation=organisation,
            count=count,
            amount=amount,
            sold_on=sold_on,
            account=account,
            receipt=take_cash(
                shift=shift,
                purpose=f"{count} voucer internet {batch.package.name}",
                reference=f"voucher-sale:{entry.pk}",
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
        batch.vouchers.filter(pk__in=[voucher.pk for voucher in free]).update(
            state=VoucherState.SOLD, sale=sale
        )
        record(action="internet.vouchers_sold", subject=sale, actor=actor, at=now, count=count)
    return sale


def use_voucher(*, service: InternetService, code: str, actor: User, now: datetime) -> Voucher:
    """Put a sold code to use, once. Raises VoucherNotSold."""
    with transaction.atomic(durable=True):
        voucher = _find(service, code)
        if voucher is None:
            raise VoucherNotSold
        lock(voucher)
        if voucher.state != VoucherState.SOLD:
            raise VoucherNotSold
        voucher.state, voucher.used_at = VoucherState.USED, now
        voucher.save(update_fields=["state", "used_at"])
        record(action="internet.voucher_used", subject=voucher, actor=actor, at=now)
    return voucher


def void_voucher(*, service: InternetService, code: str, reason: str, actor: User, now: datetime) -> Voucher:
    """Nobody can use it any more; who bought it gets the money back today, from where it was put.

    Raises VoidReasonMissing, VoucherGone, NotEnough, PeriodClosed.
    """
    if not reason.strip():
        raise VoidReasonMissing
    business = service.business
    book = book_of(business.organisation)
    with transaction.atomic(durable=True), opened(book):
        voucher = _find(service, code)
        if voucher is None:
            raise VoucherGone
        lock(voucher)
        if voucher.state not in (VoucherState.NEW, VoucherState.SOLD):
            raise VoucherGone
        if (sale := voucher.sale) is not None:
            price = voucher.batch.price
            voucher.refund = post(
                Draft(
                    book=book,
                    date=timezone.localdate(now),
                    description=f"Voucer internet dibatalkan: {reason.strip()}"[:200],
                    lines=[
                        dr(accounts_of(book)["revenue_internet_voucher"], price, business.unit),
                        cr(sale.account, price, business.unit),
                    ],
                    source="units.voucher_refunded",
                    subject=f"voucher:{voucher.pk}",
                    key=f"units.voucher_refunded:{voucher.pk}",
                    made_by=actor,
                ),
                now=now,
            )
        voucher.state, voucher.void_reason = VoucherState.VOID, reason.strip()
        voucher.save(update_fields=["state", "void_reason", "refund"])
        record(action="internet.voucher_voided", subject=voucher, actor=actor, at=now)
    return voucher


def _find(service: InternetService, typed: str) -> Voucher | None:
    """The voucher of a code as people type it: spaces, dashes and small letters forgiven."""
    code = "".join(typed.split()).replace("-", "").upper()
    return Voucher.objects.filter(service=service, code=code).first()
