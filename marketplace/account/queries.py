"""What a buyer's pages show: orders by tab, one purchase in full, the home page's counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from bumdes.organisations.models import Office
from core.messages.models import Message
from core.users.models import User
from marketplace.account import next_steps
from marketplace.account.tabs import STATES, Tab
from marketplace.address.models import UserAddress
from marketplace.catalogue.models import ProductImage
from marketplace.catalogue.reviews.services import may_review
from marketplace.order.enums import HOLDS_STOCK, TERMINAL, Status
from marketplace.order.models import Line, Order, Purchase
from marketplace.order.queries import Step, purchase_status, timeline
from marketplace.payment.models import Method, Payment
from marketplace.payment.queries import refund_steps
from marketplace.sellers.models import Seller
from media.display import PictureView, Use, picture_view

PAGE_SIZE = 10
_OVER = TERMINAL | {Status.DELIVERED}  # what one may want again


@dataclass(frozen=True)
class Goods:
    """One line of an order. Amounts are whole rupiah."""

    pk: int
    title: str
    url: str
    unit: str
    unit_price: int
    quantity: int
    cancelled: int
    total: int
    picture: PictureView | None
    colour: str
    can_review: bool
    review_score: int


@dataclass(frozen=True)
class OrderCard:
    """One shop's part of a purchase, with what the buyer can do about it now."""

    number: str
    reference: str
    status: str
    status_label: str
    shop_name: str
    shop_url: str
    shop_phone: str
    placed_at: datetime
    goods: tuple[Goods, ...]
    goods_total: int
    delivery_fee: int
    total: int
    delivery_label: str
    note: str
    next_step: str
    due_at: datetime | None
    promised_date: date | None
    departs_at: datetime | None
    pickup: next_steps.Pickup | None
    steps: tuple[Step, ...]
    can_complete: bool
    can_cancel: bool
    can_buy_again: bool
    has_arrived: bool
    is_paid: bool
    is_disputed: bool

    @property
    def piece_count(self) -> int:
        return sum(line.quantity for line in self.goods)


@dataclass(frozen=True)
class PurchasePage:
    """A whole purchase. `pay_until` is None unless it waits for its money."""

    reference: str
    status: Status
    status_label: str
    created_at: datetime
    name: str
    phone: str
    address_lines: tuple[str, ...]
    orders: tuple[OrderCard, ...]
    goods_total: int
    delivery_total: int
    total: int
    amount_due: int
    pay_until: datetime | None
    payment_label: str
    is_due_at_door: bool


@dataclass(frozen=True)
class Workplace:
    """A shop or a BUMDes in which the person works."""

    name: str
    role: str
    url: str
    icon: str


_LIVE = (Payment.State.PENDING, Payment.State.DUE, Payment.State.PAID)


def _with_lines(orders: QuerySet[Order]) -> QuerySet[Order]:
    first_photo = ProductImage.objects.filter(product_id=OuterRef("photo_of")).order_by("display_order", "pk")
    lines = (
        Line.objects.select_related("product__parent", "review")
        .annotate(photo_of=Coalesce("product__parent_id", "product_id"))
        .annotate(
            widths=Subquery(first_photo.values("picture__widths")[:1]),
            placeholder=Subquery(first_photo.values("picture__placeholder")[:1]),
        )
        .order_by("pk")
    )
    return orders.select_related("purchase", "seller", "hub").prefetch_related(Prefetch("lines", lines))


def orders_in_tab(user: User, tab: Tab, *, page: int) -> tuple[tuple[OrderCard, ...], bool]:
    """One page of a tab, newest first, and whether there is another. Two queries."""
    start = (page - 1) * PAGE_SIZE
    rows = list(
        _with_lines(Order.objects.for_user(user).filter(status__in=STATES[tab])).order_by(
            "-date_placed", "-pk"
        )[start : start + PAGE_SIZE + 1]
    )
    return tuple(_card(order, steps=()) for order in rows[:PAGE_SIZE]), len(rows) > PAGE_SIZE


def tab_counts(user: User) -> dict[Tab, int]:
    """How many orders wait under each tab; finished ones are not counted. One query."""
    open_tabs = (Tab.UNPAID, Tab.PACKING, Tab.SENT)
    states = [status for tab in open_tabs for status in STATES[tab]]
    found = Counter(Order.objects.for_user(user).filter(status__in=states).values_list("status", flat=True))
    return {tab: sum(found[status] for status in STATES[tab]) for tab in open_tabs}


def purchase_page(purchase: Purchase) -> PurchasePage:
    """A purchase with all its orders. Needs `address` loaded; five queries however many shops."""
    orders = list(
        _with_lines(Order.objects.filter(purchase=purchase))
        .select_related(
            "purchase", "seller", "hub", "shipment__pickup_point__organisation__village", "shipment__stop"
        )
        .prefetch_related("events", "refunds")
        .order_by("pk")
    )
    payment = Payment.objects.filter(purchase=purchase, state__in=_LIVE).order_by("pk").first()
    is_at_door = payment is not None and payment.method == Method.COD
    waits = payment is not None and payment.state == Payment.State.PENDING
    status = purchase_status(orders)
    address = purchase.address
    return PurchasePage(
        reference=purchase.reference,
        status=status,
        status_label=str(status.label),
        created_at=purchase.created_at,
        name=purchase.name,
        phone=purchase.phone,
        address_lines=(*address.lines(), f"{address.village.name}, {address.village.district.name}")
        if address
        else (),
        orders=tuple(
            _card(
                order,
                steps=(
                    *timeline(order, order.events.all(), is_at_door=is_at_door),
                    *refund_steps(order.refunds.all()),
                ),
            )
            for order in orders
        ),
        goods_total=purchase.goods_total,
        delivery_total=purchase.delivery_total,
        total=purchase.total,
        amount_due=payment.amount_due if payment else purchase.total,
        pay_until=payment.expires_at if payment and waits else None,
        payment_label=str(payment.get_method_display()) if payment else "",
        is_due_at_door=payment is not None and payment.state == Payment.State.DUE,
    )


def _card(order: Order, *, steps: tuple[Step, ...]) -> OrderCard:
    shipment = getattr(order, "shipment", None) if steps else None
    goods = tuple(_goods(line, order) for line in order.lines.all())
    return OrderCard(
        number=order.number,
        reference=order.purchase.reference,
        status=order.status,
        status_label=str(order.get_status_display()),
        shop_name=order.seller.name,
        shop_url=reverse("store:shop", args=[order.seller.slug]),
        shop_phone=order.seller.phone,
        placed_at=order.date_placed,
        goods=goods,
        goods_total=order.goods_total,
        delivery_fee=order.delivery_fee,
        total=order.total,
        delivery_label=order.delivery_label,
        note=order.note,
        next_step=next_steps.text(order, shipment),
        due_at=order.due_at,
        promised_date=order.promised_date,
        departs_at=shipment.departs_at if shipment else None,
        pickup=next_steps.pickup(order, shipment),
        steps=steps,
        can_complete=order.status == Status.DELIVERED and not order.is_disputed,
        can_cancel=order.status in HOLDS_STOCK and order.status != Status.AWAITING_PAYMENT,
        can_buy_again=order.status in _OVER and any(line.url for line in goods),
        is_paid=order.status not in (Status.AWAITING_PAYMENT, Status.EXPIRED) and bool(steps),
        has_arrived=order.status in (Status.DELIVERED, Status.COMPLETED),
        is_disputed=order.is_disputed,
    )


def _goods(line: Line, order: Order) -> Goods:
    line.order = order  # spares a query per line
    product, review = line.product, getattr(line, "review", None)
    shown = product is not None and (product.parent or product).is_public
    colour = line.placeholder if line.placeholder is not None else line.pk % 12
    return Goods(
        pk=line.pk,
        title=line.title,
        url=product.get_absolute_url() if product is not None and shown else "",
        unit=str(product.get_unit_display()) if product is not None else line.unit,
        unit_price=line.unit_price,
        quantity=line.quantity,
        cancelled=line.cancelled,
        total=line.total,
        picture=picture_view({**(line.widths or {}), "colour": colour}, alt="", use=Use.THUMB),
        colour=f"ph-{colour}",
        can_review=review is None and may_review(line),
        review_score=review.score if review else 0,
    )


def workplaces(user: User) -> tuple[Workplace, ...]:
    """Shops first, then BUMDes offices. Two queries."""
    shops = tuple(
        Workplace(name=shop.name, role="", url=reverse("seller:home", args=[shop.slug]), icon="shop")
        for shop in Seller.objects.worked_in_by(user).order_by("name", "pk")
    )
    held: dict[str, list[Office]] = {}
    for office in (
        Office.objects.active()
        .filter(user=user)
        .select_related("organisation")
        .order_by("organisation__name", "pk")
    ):
        held.setdefault(office.organisation.code, []).append(office)
    offices = tuple(
        Workplace(
            name=roles[0].organisation.name,
            role=", ".join(str(role.get_role_display()) for role in roles),
            url=f"/bumdes/{code}/",
            icon="people",
        )
        for code, roles in held.items()
    )
    return shops + offices


def unread_count(user: User) -> int:
    """Notices in the inbox that nobody has opened. One query."""
    return inbox(user).filter(read_at=None).count()


def inbox(user: User) -> QuerySet[Message]:
    """A person's notices, newest first."""
    return Message.objects.for_user(user).filter(channel=Message.Channel.INBOX).order_by("-created_at", "-pk")


def addresses(user: User) -> list[UserAddress]:
    """The address book, the default first. One query."""
    return list(
        UserAddress.objects.for_user(user)
        .select_related("village__district")
        .order_by("-is_default", "-created_at", "-pk")
    )


def lines_to_buy_again(order: Order) -> Iterable[Line]:
    """Lines whose offer is still there. One query."""
    return (
        Line.objects.filter(order=order, stockrecord__isnull=False)
        .filter(Q(stockrecord__is_active=True, stockrecord__product__is_public=True))
        .select_related("stockrecord__product")
        .order_by("pk")
    )
