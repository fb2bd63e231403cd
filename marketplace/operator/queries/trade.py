"""Shops, reviews, letters, categories, and any purchase by its number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from core.audit.models import AuditLine
from core.messages.models import Message
from marketplace.catalogue.models import Category
from marketplace.catalogue.reviews.models import ProductReview
from marketplace.order.models import Order, Purchase
from marketplace.order.queries import Step, timeline
from marketplace.payment.models import Method, Payment
from marketplace.payment.queries import refund_steps
from marketplace.sellers.models import Seller


@dataclass(frozen=True)
class Turn:
    """One change of a shop's status."""

    label: str
    at: datetime
    who: str
    reason: str


@dataclass(frozen=True)
class OrderView:
    """One shop's part of a purchase. Amounts are whole rupiah."""

    number: str
    shop: str
    hub: str
    mode: str
    status: str
    status_label: str
    total: int
    lines: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class PaymentView:
    method: str
    state: str
    state_label: str
    amount_due: int
    created_at: datetime
    paid_at: datetime | None
    reference: str


@dataclass(frozen=True)
class PurchaseView:
    reference: str
    buyer: str
    created_at: datetime
    total: int
    orders: tuple[OrderView, ...]
    payments: tuple[PaymentView, ...]


@dataclass(frozen=True)
class Branch:
    """A category of the tree; `goods` lie directly in it."""

    pk: int
    name: str
    name_en: str
    icon: str
    depth: int
    is_public: bool
    is_hidden_above: bool
    goods: int

    @property
    def indent(self) -> str:
        return "– " * (self.depth - 1)


def reviews(*, status: int) -> QuerySet[ProductReview]:
    """Reviews of one state: those that wait longest first, decided ones newest first."""
    found = ProductReview.objects.filter(status=status).select_related("product__seller", "user")
    is_waiting = status == ProductReview.FOR_MODERATION
    return found.order_by("date_created", "pk") if is_waiting else found.order_by("-date_created", "-pk")


def sellers(*, status: str = "", words: str = "") -> QuerySet[Seller]:
    """Shops by name, each with `shown`, its goods on sale; every word must be in name or village."""
    found = Seller.objects.select_related("village__district", "hub")
    if status:
        found = found.filter(status=status)
    for word in words.split()[:6]:
        found = found.filter(Q(name__icontains=word) | Q(village__name__icontains=word))
    shown = Count("products", filter=Q(products__is_public=True, products__parent=None))
    return found.annotate(shown=shown).order_by("name", "pk")


def open_orders(seller: Seller) -> int:
    """Orders that a shop still has to finish. One query."""
    return Order.objects.filter(
        seller=seller, status__in=["awaiting_payment", "placed", "accepted", "packed", "handed_over"]
    ).count()


def history_of(seller: Seller) -> list[Turn]:
    """Who changed the status of a shop, when and why; the newest first. One query."""
    subject = f"{seller._meta.label_lower}:{seller.pk}"
    lines = AuditLine.objects.filter(subject=subject, action="seller.status").select_related("actor")
    return [
        Turn(
            label=str(Seller.Status(line.data["new"]).label),
            at=line.at,
            who=str(line.actor or ""),
            reason=line.data.get("reason", ""),
        )
        for line in lines.order_by("-at", "-pk")[:20]
    ]


def letters() -> QuerySet[Message]:
    """Letters that could not be sent, the newest first. A code is too old to be sent again."""
    failed = Message.objects.filter(state=Message.State.FAILED).exclude(channel=Message.Channel.PHONE)
    return failed.order_by("-created_at", "-pk")


def find_purchase(typed: str) -> str | None:
    """The reference of the purchase with this reference or order number. Two queries at most."""
    code = "".join(typed.split()).replace("-", "").upper()[:20]
    if not code:
        return None
    found = Purchase.objects.filter(reference=code).values_list("reference", flat=True).first()
    return found or Order.objects.filter(number=code).values_list("purchase__reference", flat=True).first()


def purchase_view(purchase: Purchase) -> PurchaseView:
    """A purchase with its orders' timelines and its payments. Five queries, however many orders."""
    orders = (
        Order.objects.filter(purchase=purchase)
        .select_related("seller", "hub")
        .prefetch_related("events", "lines", "refunds")
        .order_by("pk")
    )
    payments = list(Payment.objects.filter(purchase=purchase).order_by("pk"))
    is_at_door = bool(payments) and payments[-1].method == Method.COD
    return PurchaseView(
        reference=purchase.reference,
        buyer=purchase.name,
        created_at=purchase.created_at,
        total=purchase.total,
        orders=tuple(
            OrderView(
                number=order.number,
                shop=order.seller.name,
                hub=order.hub.name,
                mode=order.delivery_label,
                status=order.status,
                status_label=str(order.get_status_display()),
                total=order.total,
                lines=tuple(f"{line.quantity} × {line.title}" for line in order.lines.all()),
                steps=(
                    *timeline(order, order.events.all(), is_at_door=is_at_door),
                    *refund_steps(order.refunds.all()),
                ),
            )
            for order in orders
        ),
        payments=tuple(
            PaymentView(
                method=str(payment.get_method_display()),
                state=payment.state,
                state_label=str(payment.get_state_display()),
                amount_due=payment.amount_due,
                created_at=payment.created_at,
                paid_at=payment.paid_at,
                reference=payment.reference or "",
            )
            for payment in payments
        ),
    )


def tree() -> list[Branch]:
    """Every category in the order of the tree. One query; there are a few dozen."""
    rows = Category.objects.annotate(goods=Count("product")).order_by("path")
    return [
        Branch(
            pk=row.pk,
            name=row.name,
            name_en=row.name_en,
            icon=row.icon,
            depth=row.depth,
            is_public=row.is_public,
            is_hidden_above=not row.ancestors_are_public,
            goods=row.goods,
        )
        for row in rows
    ]
