"""What the system has seen of a shop, for the ladder of "naik kelas"."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from core.money import as_rupiah
from marketplace.catalogue.models import Product
from marketplace.order.enums import Status
from marketplace.order.models import Order, OrderEvent
from marketplace.seller_centre.rungs import Evidence
from marketplace.sellers.models import Seller

_GOODS = F("total_incl_tax") - F("shipping_incl_tax")


def evidence_of(seller: Seller, *, now: datetime) -> Evidence:
    """The figures behind every step of the ladder. Five queries, whatever the shop sells."""
    products = Product.objects.filter(seller=seller, is_public=True, parent=None).aggregate(
        public=Count("pk"), permits=Count("pk", filter=~Q(pirt_number="") | Q(halal=Product.Halal.CERTIFIED))
    )
    completed = Order.objects.filter(seller=seller, status=Status.COMPLETED)
    year = completed.filter(date_placed__gte=now - timedelta(days=365)).aggregate(
        sales=Sum(_GOODS), districts=Count("purchase__address__village__district", distinct=True)
    )
    sent, missed = _sent_and_missed(seller, since=now - timedelta(days=90))
    months = _sales_by_month(seller, now=now)
    return Evidence(
        is_verified=int(seller.status == Seller.Status.VERIFIED),
        has_nib=int(bool(seller.nib)),
        has_story=int(bool(seller.story.strip())),
        public_products=products["public"],
        permits=products["permits"],
        completed_orders=completed.count(),
        months_rising=_rising(months),
        on_time_percent=100 * sent // (sent + missed) if sent else 0,
        handed_over=sent,
        people=seller.staff.filter(ended_at=None).count(),
        districts=year["districts"],
        year_sales=as_rupiah(year["sales"] or 0),
    )


def _sent_and_missed(seller: Seller, *, since: datetime) -> tuple[int, int]:
    """Orders handed over, and orders that the clock ended because the shop was late.

    Nobody's hand is on what the clock does; it is the only way in which an order ends late.
    """
    by_clock = Q(actor=None, to_status=Status.DECLINED) | Q(
        actor=None, to_status=Status.CANCELLED, from_status__in=[Status.ACCEPTED, Status.PACKED]
    )
    counted = OrderEvent.objects.filter(order__seller=seller, at__gte=since).aggregate(
        sent=Count("pk", filter=Q(to_status=Status.HANDED_OVER)), missed=Count("pk", filter=by_clock)
    )
    return counted["sent"], counted["missed"]


def _sales_by_month(seller: Seller, *, now: datetime) -> list[int]:
    """Completed sales of the six whole months before this one, oldest first."""
    this = timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    starts = [this]
    for _month in range(6):
        starts.insert(0, (starts[0] - timedelta(days=1)).replace(day=1))
    rows = (
        Order.objects.filter(
            seller=seller, status=Status.COMPLETED, date_placed__gte=starts[0], date_placed__lt=this
        )
        .annotate(month=TruncMonth("date_placed"))
        .values_list("month")
        .annotate(sales=Sum(_GOODS))
    )
    sales = {timezone.localtime(month).date(): as_rupiah(total) for month, total in rows}
    return [sales.get(start.date(), 0) for start in starts[:-1]]


def _rising(months: list[int]) -> int:
    """How many of the last months each sold more than the month before."""
    run = 0
    for before, after in zip(reversed(months[:-1]), reversed(months[1:]), strict=True):
        if after <= before:
            break
        run += 1
    return run
