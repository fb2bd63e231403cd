"""The shop's first page: money, the week, stock that runs out, notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from core.messages.models import Message
from core.money import as_rupiah
from core.users.models import User
from marketplace.order.enums import Status
from marketplace.order.models import Order, OrderEvent
from marketplace.partner.models import StockRecord
from marketplace.sellers.models import Seller

LOW = 3  # pieces left at which stock is said to run out
PAID = (
    Status.PLACED,
    Status.ACCEPTED,
    Status.PACKED,
    Status.HANDED_OVER,
    Status.DELIVERED,
    Status.COMPLETED,
)
_GOODS = F("total_incl_tax") - F("shipping_incl_tax")


@dataclass(frozen=True)
class Money:
    """Goods sold, in whole rupiah and before commission; delivery fees are not the shop's."""

    in_work: int  # paid, on its way to the buyer
    held: int  # delivered, until the buyer is content
    completed: int  # this month
    completed_orders: int


@dataclass(frozen=True)
class DaySales:
    day: date
    amount: int
    orders: int


@dataclass(frozen=True)
class LowStock:
    product_id: int
    title: str
    left: int


@dataclass(frozen=True)
class Notice:
    subject: str
    body: str
    link: str
    at: datetime
    is_new: bool


def money(seller: Seller, *, now: datetime) -> Money:
    """The shop's money line. One query."""
    month = timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    ended = OrderEvent.objects.filter(order=OuterRef("pk"), to_status=Status.COMPLETED, at__gte=month)
    on_the_way = (Status.PLACED, Status.ACCEPTED, Status.PACKED, Status.HANDED_OVER)
    this_month = Q(status=Status.COMPLETED, ended_this_month=True)
    sums = (
        Order.objects.filter(seller=seller, status__in=PAID)
        .annotate(ended_this_month=Exists(ended))
        .aggregate(
            in_work=Sum(_GOODS, filter=Q(status__in=on_the_way)),
            held=Sum(_GOODS, filter=Q(status=Status.DELIVERED)),
            completed=Sum(_GOODS, filter=this_month),
            completed_orders=Count("pk", filter=this_month),
        )
    )
    return Money(
        in_work=as_rupiah(sums["in_work"] or 0),
        held=as_rupiah(sums["held"] or 0),
        completed=as_rupiah(sums["completed"] or 0),
        completed_orders=sums["completed_orders"],
    )


def week(seller: Seller, *, now: datetime) -> list[DaySales]:
    """What was sold on each of the last seven days, today last, days without sales too. One query."""
    today = timezone.localtime(now).date()
    days = [today - timedelta(days=back) for back in range(6, -1, -1)]
    since = timezone.make_aware(datetime.combine(days[0], datetime.min.time()))
    rows = (
        Order.objects.filter(seller=seller, status__in=PAID, date_placed__gte=since)
        .annotate(day=TruncDate("date_placed"))
        .values("day")
        .annotate(amount=Sum(_GOODS), orders=Count("pk"))
    )
    sold = {row["day"]: DaySales(row["day"], as_rupiah(row["amount"]), row["orders"]) for row in rows}
    return [sold.get(day, DaySales(day, 0, 0)) for day in days]


def running_out(seller: Seller, *, limit: int = 5) -> list[LowStock]:
    """Offers on sale with few pieces left that are not promised yet, the fewest first. One query."""
    offers = (
        StockRecord.objects.filter(
            Q(product__is_public=True) & (Q(product__parent=None) | Q(product__parent__is_public=True)),
            partner__seller=seller,
            is_active=True,
            is_tracked=True,
        )
        .annotate(left=F("num_in_stock") - F("num_allocated"))
        .filter(left__lte=LOW)
        .select_related("product__parent")
        .order_by("left", "pk")[:limit]
    )
    return [
        LowStock(
            product_id=offer.product.parent_id or offer.product_id, title=offer.product.title, left=offer.left
        )
        for offer in offers
    ]


def notices(user: User, *, limit: int = 4) -> list[Notice]:
    """The newest letters in this person's inbox. One query."""
    inbox = Message.objects.for_user(user).filter(channel=Message.Channel.INBOX)
    return [
        Notice(
            subject=message.subject,
            body=message.body,
            link=message.link,
            at=message.created_at,
            is_new=message.read_at is None,
        )
        for message in inbox.order_by("-created_at", "-pk")[:limit]
    ]
