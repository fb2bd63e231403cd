"""Who is told what when an order enters a state."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.messages.services import notify
from core.users.models import User
from marketplace.order.enums import Status
from marketplace.order.models import Order


def _for_buyer(status: Status, order: Order, reason: str) -> tuple[str, str] | None:
    values = {"shop": order.seller.name, "number": order.number, "reason": reason}
    texts = {
        Status.ACCEPTED: (
            _("%(shop)s has accepted your order"),
            _("Order %(number)s is being prepared."),
        ),
        Status.HANDED_OVER: (
            _("Your order from %(shop)s is on its way"),
            _("Order %(number)s has left the shop."),
        ),
        Status.DELIVERED: (
            _("Your order from %(shop)s has arrived"),
            _("Is order %(number)s as it should be? Confirm it, or write to us within three days."),
        ),
        Status.DECLINED: (
            _("%(shop)s cannot serve your order"),
            _("Order %(number)s was declined: %(reason)s Your money will be returned."),
        ),
        Status.CANCELLED: (_("Your order from %(shop)s was cancelled"), _("Order %(number)s: %(reason)s")),
        Status.EXPIRED: (
            _("Your order from %(shop)s has expired"),
            _("Order %(number)s was not paid in time. You can order again at any time."),
        ),
    }
    if status not in texts:
        return None
    subject, body = texts[status]
    return subject % values, body % values


def _for_shop(status: Status, order: Order, reason: str) -> tuple[str, str] | None:
    values = {"number": order.number, "reason": reason}
    texts = {
        Status.PLACED: (
            _("New order %(number)s"),
            _("Accept it within 24 hours, so that the buyer is not left waiting."),
        ),
        Status.CANCELLED: (_("Order %(number)s was cancelled"), "%(reason)s"),
        Status.COMPLETED: (_("Order %(number)s is completed"), _("The buyer has received the goods.")),
    }
    if status not in texts:
        return None
    subject, body = texts[status]
    return subject % values, body % values


def tell(order: Order, status: Status, *, reason: str, at: datetime) -> None:
    """Write the notices of one move to the outbox, in the transaction of the move."""
    with override("id"):  # readers choose a language per visit; letters are Indonesian
        to_buyer = _for_buyer(status, order, reason) if order.user_id else None
        to_shop = _for_shop(status, order, reason)
        if to_buyer and order.user is not None:
            notify(
                recipient=order.user,
                event=f"order.{status}",
                subject=to_buyer[0],
                body=to_buyer[1],
                link=reverse("account:purchase", args=[order.purchase.reference]),
                key=f"order:{order.pk}:{status}:buyer",
                at=at,
            )
        if to_shop:
            link = reverse("seller:order", args=[order.seller.slug, order.number])
            for person in User.objects.filter(shops__seller_id=order.seller_id, shops__ended_at=None):
                notify(
                    recipient=person,
                    event=f"order.{status}",
                    subject=to_shop[0],
                    body=to_shop[1],
                    link=link,
                    key=f"order:{order.pk}:{status}:shop",
                    at=at,
                )
