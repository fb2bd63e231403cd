"""PPh 22 of sellers (PMK 37/2025): off until a designation is entered, frozen when a buyer pays.

0,5 % of the goods, without delivery. A person whose letter says that the year's turnover is at most
Rp500 million is not taxed; once this market alone sold more for the shop, the tax begins with the next month.
Source: ../shared/reference/ecosystem.md §4; the exemption by SKB and other collectors are not known here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from django.core.files.base import File
from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.drafts import Draft, cr, dr
from bumdes.ledger.models import Book
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services import post_all
from core.audit.services import record
from core.locks import lock, lock_name
from core.refusals import Refusal, spoken_as
from core.users.models import User
from marketplace.order.enums import PAID_BACK
from marketplace.order.models import Order
from marketplace.payment.models import Payment
from marketplace.sellers.models import Seller, SellerStaff
from marketplace.settlement.models import OrderTax, SellerCharge, Settlement, TaxDesignation, TurnoverLetter
from marketplace.settlement.services.payouts import charge_seller

FREE_UP_TO = 500_000_000  # rupiah a year, with a letter


class DecreeNeeded(Refusal):
    message = _("Write the number of the decree.")
    field = "decree"


class BeforeItsDecree(Refusal):
    message = _("It begins on the day of the decree or later.")
    field = "from_date"


class BeginsInThePast(Refusal):
    message = _("What was paid before today keeps its tax. Begin today or later.")
    field = "from_date"


class DesignatedAlready(Refusal):
    message = _("A designation is in force already. End it first.")


class NotANumber(Refusal):
    message = _("An NPWP or NIK has 15 or 16 digits.")
    field = "tax_number"


class LetterThere(Refusal):
    message = _("The letter of this year is here already.")


class NotTheOwner(Refusal):
    message = _("Only the owner of the shop may do this.")


def designate(
    *, decree: str, decree_date: date, from_date: date, actor: User, now: datetime
) -> TaxDesignation:
    """The tax office named us: what is paid from `from_date` on is taxed.

    Raises DecreeNeeded, BeforeItsDecree, BeginsInThePast, DesignatedAlready.
    """
    if not decree.strip():
        raise DecreeNeeded
    if from_date < decree_date:
        raise BeforeItsDecree
    if from_date < timezone.localdate(now):
        raise BeginsInThePast
    with transaction.atomic(durable=True):
        lock_name("settlement.designation")
        with spoken_as({"tax_designation_one_in_force": DesignatedAlready}), transaction.atomic():
            designation = TaxDesignation.objects.create(
                decree=decree.strip()[:60],
                decree_date=decree_date,
                from_date=from_date,
                entered_by=actor,
                entered_at=now,
            )
        record(action="tax.designated", subject=designation, actor=actor, at=now, decree=designation.decree)
    return designation


def end_designation(*, designation: TaxDesignation, actor: User, now: datetime) -> TaxDesignation:
    """What is paid from tomorrow on is free; one that has not begun ends unused. Again changes nothing."""
    with transaction.atomic(durable=True):
        lock(designation)
        if designation.until_date is None:
            tomorrow = date.fromordinal(timezone.localdate(now).toordinal() + 1)
            designation.until_date = max(tomorrow, designation.from_date)
            designation.save(update_fields=["until_date"])
            record(action="tax.designation_ended", subject=designation, actor=actor, at=now)
    return designation


def give_letter(
    *, seller: Seller, year: int, tax_number: str, file: File, actor: User, now: datetime
) -> TurnoverLetter:
    """Keep the owner's letter that the year's turnover is at most Rp500 million.

    What was paid before it keeps its tax. Raises NotTheOwner, NotANumber, LetterThere.
    """
    digits = "".join(sign for sign in tax_number if sign.isascii() and sign.isdigit())
    if len(digits) not in (15, 16):
        raise NotANumber
    with transaction.atomic(durable=True):
        lock(seller)
        if not SellerStaff.objects.active().filter(seller=seller, user=actor, role="owner").exists():
            raise NotTheOwner
        if TurnoverLetter.objects.filter(seller=seller, year=year).exists():
            raise LetterThere
        letter = TurnoverLetter.objects.create(
            seller=seller, year=year, tax_number=digits, file=file, given_by=actor, given_at=now
        )
        record(action="tax.letter_given", subject=letter, actor=actor, at=now, year=year)
    return letter


def freeze_tax(*, paid: Mapping[int, datetime]) -> None:
    """Write the tax of these orders (order id: when it was paid), in the caller's transaction.

    One query while no designation was ever entered.
    """
    designations = list(TaxDesignation.objects.order_by("from_date", "pk"))
    if not designations:
        return
    taxed: dict[int, TaxDesignation] = {}
    for order, moment in paid.items():
        if named := _in_force(designations, timezone.localdate(moment)):
            taxed[order] = named
    orders = list(Order.objects.filter(pk__in=taxed).order_by("pk"))
    free = _free({(order.seller_id, timezone.localdate(paid[order.pk]).replace(day=1)) for order in orders})
    rows = []
    for order in orders:
        month = timezone.localdate(paid[order.pk]).replace(day=1)
        amount = (order.goods_total * taxed[order.pk].basis_points + 5_000) // 10_000
        if amount and (order.seller_id, month) not in free:
            rows.append(
                OrderTax(
                    order=order,
                    designation=taxed[order.pk],
                    basis=order.goods_total,
                    amount=amount,
                    paid_at=paid[order.pk],
                )
            )
    OrderTax.objects.bulk_create(rows)


def _in_force(designations: Sequence[TaxDesignation], day: date) -> TaxDesignation | None:
    for each in designations:
        if each.from_date <= day and (each.until_date is None or day < each.until_date):
            return each
    return None


def _free(wanted: set[tuple[int, date]]) -> set[tuple[int, date]]:
    """Which shops are free in which months: with a letter, and not over the limit in an earlier month."""
    letters = set(
        TurnoverLetter.objects.filter(seller__in={seller for seller, _month in wanted}).values_list(
            "seller", "year"
        )
    )
    return {
        (seller, month)
        for seller, month in wanted
        if (seller, month.year) in letters and turnover_before(seller, month=month) <= FREE_UP_TO
    }


def turnover_before(seller: int, *, month: date) -> int:
    """What a shop sold in the year before the month, by the day of payment. One query."""
    sold = Order.objects.filter(
        seller=seller,
        splits__payment__state=Payment.State.PAID,
        splits__payment__paid_at__gte=_midnight(month.replace(month=1)),
        splits__payment__paid_at__lt=_midnight(month),
    ).exclude(status__in=PAID_BACK)
    return int(sold.aggregate(n=Sum(F("total_incl_tax") - F("shipping_incl_tax")))["n"] or 0)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def tax_settlements(
    settlements: Sequence[Settlement], *, book: Book, day: date, now: datetime
) -> dict[int, int]:
    """Take the frozen tax of each settlement, in their transaction: settlement -> rupiah.

    One query where there is none.
    """
    by_order = {settlement.order_id: settlement for settlement in settlements}
    taxes = list(OrderTax.objects.filter(order__in=by_order).order_by("order"))
    if not taxes:
        return {}
    accounts = accounts_of(book)
    entries = post_all(
        [
            Draft(
                book=book,
                date=day,
                description=f"PPh 22 atas pesanan {by_order[tax.order_id].order.number}",
                lines=[
                    dr(accounts["seller_payable"], tax.amount, memo=by_order[tax.order_id].order.number),
                    cr(accounts["pph22_payable"], tax.amount, memo=by_order[tax.order_id].order.number),
                ],
                source="settlement.taxed",
                subject=f"order:{by_order[tax.order_id].order.number}",
                key=f"taxed:{tax.order_id}",
                made_by=None,
            )
            for tax in taxes
        ],
        now=now,
    )
    taken: dict[int, int] = defaultdict(int)
    for tax, entry in zip(taxes, entries, strict=True):
        settlement = by_order[tax.order_id]
        charge_seller(
            seller=settlement.seller,
            kind=SellerCharge.Kind.TAX,
            subject=f"order:{settlement.order.number}",
            amount=-tax.amount,
            entry=entry,
            now=now,
        )
        taken[settlement.pk] += tax.amount
    return taken
