"""Turnover and tax: of a shop by year, and of all shops by month for the return to the tax office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from marketplace.order.enums import PAID_BACK
from marketplace.order.models import Order
from marketplace.payment.models import Payment
from marketplace.sellers.models import Seller
from marketplace.settlement.models import Reversal, TaxDesignation, TurnoverLetter


@dataclass(frozen=True)
class MonthOfTurnover:
    """What buyers paid for a shop's goods in a month, what went back of it, and the tax. Rupiah."""

    month: date
    orders: int
    goods: int
    back: int
    tax: int

    @property
    def turnover(self) -> int:
        return self.goods - self.back


@dataclass(frozen=True)
class YearOfTurnover:
    seller: Seller
    year: int
    months: list[MonthOfTurnover]
    letter: TurnoverLetter | None

    @property
    def turnover(self) -> int:
        return sum(month.turnover for month in self.months)

    @property
    def tax(self) -> int:
        return sum(month.tax for month in self.months)


def turnover_of(seller: Seller, *, year: int) -> YearOfTurnover:
    """By the day of payment, whatever went back with its month of payment. Three queries."""
    paid = "splits__payment__paid_at"
    sold = (
        _paid_orders(year)
        .filter(seller=seller)
        .annotate(month=TruncMonth(paid))
        .values("month")
        .annotate(
            orders=Count("pk"),
            goods=Sum(F("total_incl_tax") - F("shipping_incl_tax")),
            tax=Sum("tax__amount"),
        )
        .order_by("month")
    )
    back = {
        timezone.localdate(row["month"]): row
        for row in Reversal.objects.filter(
            settlement__seller=seller, refund__split__payment__paid_at__gte=_first(year)
        )
        .annotate(month=TruncMonth("refund__split__payment__paid_at"))
        .values("month")
        .annotate(goods=Sum("goods"), tax=Sum("tax"))
        .order_by("month")
    }
    months = []
    for row in sold:
        month = timezone.localdate(row["month"])
        gone = back.get(month, {"goods": 0, "tax": 0})
        months.append(
            MonthOfTurnover(
                month=month,
                orders=row["orders"],
                goods=int(row["goods"]),
                back=gone["goods"],
                tax=(row["tax"] or 0) - gone["tax"],
            )
        )
    letter = TurnoverLetter.objects.filter(seller=seller, year=year).first()
    return YearOfTurnover(seller=seller, year=year, months=months, letter=letter)


def _paid_orders(year: int) -> QuerySet[Order]:
    """Each once: an order has one paid payment at most."""
    return Order.objects.filter(
        splits__payment__state=Payment.State.PAID,
        splits__payment__paid_at__gte=_first(year),
        splits__payment__paid_at__lt=_first(year + 1),
    ).exclude(status__in=PAID_BACK)


def _first(year: int) -> datetime:
    return timezone.make_aware(datetime.combine(date(year, 1, 1), time.min))


def designation_now() -> TaxDesignation | None:
    """What is in force or about to be. One query."""
    return TaxDesignation.objects.filter(until_date=None).select_related("entered_by").first()


@dataclass(frozen=True)
class TaxedSeller:
    """A line of the month's return: whose tax, on what, and the number it goes under."""

    seller: str
    owner: str
    tax_number: str
    turnover: int
    tax: int


def taxed_sellers(*, month: date) -> list[TaxedSeller]:
    """Shops of whose sales of a month tax was withheld, less what went back. Two queries."""
    until = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    start, end = (timezone.make_aware(datetime.combine(day, time.min)) for day in (month, until))
    rows = (
        Seller.objects.filter(orders__tax__paid_at__gte=start, orders__tax__paid_at__lt=end)
        .exclude(orders__status__in=PAID_BACK)
        .annotate(
            basis=Sum("orders__tax__basis"),
            taxed=Sum("orders__tax__amount"),
            number=Max("turnover_letters__tax_number", filter=Q(turnover_letters__year=month.year)),
        )
        .order_by("name", "pk")
    )
    back = {
        row["settlement__seller"]: row
        for row in Reversal.objects.filter(
            tax__gt=0,
            settlement__order__tax__paid_at__gte=start,
            settlement__order__tax__paid_at__lt=end,
        )
        .order_by()
        .values("settlement__seller")
        .annotate(goods=Sum("goods"), tax=Sum("tax"))
    }
    none = {"goods": 0, "tax": 0}
    return [
        TaxedSeller(
            seller=row.name,
            owner=row.owner_name,
            tax_number=row.number or "",
            turnover=row.basis - back.get(row.pk, none)["goods"],
            tax=row.taxed - back.get(row.pk, none)["tax"],
        )
        for row in rows
    ]
