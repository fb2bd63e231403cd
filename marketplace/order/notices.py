"""Who is told what when an order enters a state.

A member reads it in the inbox and by e-mail. A guest has no inbox: who gave an e-mail address
gets letters with the link to the page of the purchase, one for the purchase where the whole of
it moves at once, and where the order alone moves one for the order.
"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.messages.services import notify, write_to_guest
from core.moments import format_moment
from core.money import format_rupiah
from core.users.models import User
from marketplace.order.enums import Mode, Status
from marketplace.order.models import Order, Purchase
from marketplace.order.port import MoneyDue

# What a guest is not written about: steps between two that matter more.
_NOT_FOR_GUESTS = frozenset({Status.ACCEPTED})


def _money(returned: MoneyDue) -> str:
    """What happens to the money of an order that ended."""
    if not returned.amount:
        return _("Nothing was charged.")
    amount = {"amount": format_rupiah(returned.amount)}
    if returned.is_by_itself:
        return _("%(amount)s will be returned the way you paid. You need not do anything.") % amount
    return (
        _(
            "%(amount)s will be returned to you. We ask you for an account number by telephone or"
            " WhatsApp, never for a PIN or a code."
        )
        % amount
    )


def _for_buyer(status: Status, order: Order, reason: str, returned: MoneyDue) -> tuple[str, str] | None:
    values = {
        "shop": order.seller.name,
        "number": order.number,
        "reason": reason,
        "money": _money(returned),
    }
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
            _("Order %(number)s was declined: %(reason)s %(money)s"),
        ),
        Status.CANCELLED: (
            _("Your order from %(shop)s was cancelled"),
            _("Order %(number)s: %(reason)s %(money)s"),
        ),
        Status.EXPIRED: (
            _("Your order from %(shop)s has expired"),
            _("Order %(number)s was not paid in time. You can order again at any time."),
        ),
    }
    if status not in texts:
        return None
    subject, body = texts[status]
    return subject % values, body % values


def _for_guest(
    status: Status, order: Order, reason: str, returned: MoneyDue, due: int
) -> tuple[str, str, str] | None:
    """Subject, body and key. The key names the purchase where all its orders move together."""
    values = {"reference": order.purchase.reference, "total": format_rupiah(order.purchase.total)}
    whole = f"purchase:{order.purchase_id}:{status}"
    if status == Status.PLACED and due:
        return (
            _("Your purchase %(reference)s is with the shop") % values,
            _("It answers within 24 hours. Have %(due)s ready when the goods come.")
            % {"due": format_rupiah(due)},
            whole,
        )
    if status == Status.PLACED:
        return (
            _("Your purchase %(reference)s is paid") % values,
            _("We have your %(total)s. The shops know, and answer within 24 hours.") % values,
            whole,
        )
    if status == Status.EXPIRED:
        return (
            _("Your purchase %(reference)s has expired") % values,
            _("It was not paid in time. Nothing was charged, and you can order again at any time."),
            whole,
        )
    if status == Status.CANCELLED and not returned.amount:
        return (
            _("Your purchase %(reference)s is cancelled") % values,
            _("Nothing was charged. You can order again at any time."),
            whole,
        )
    told = None if status in _NOT_FOR_GUESTS else _for_buyer(status, order, reason, returned)
    if told is None:
        return None
    subject, body = told
    if status == Status.HANDED_OVER and order.mode == Mode.PICKUP:
        body = f"{body} {_('We write again when it waits for you, with the code that opens it.')}"
    return subject, body, f"order:{order.pk}:{status}"


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


def tell(
    order: Order, status: Status, *, reason: str, returned: MoneyDue, at: datetime, due: int = 0
) -> None:
    """Write the notices of one move to the outbox, in the transaction of the move.

    `returned` is what goes back to the buyer, and whether that needs the buyer; `due` is what is
    paid at the door.
    """
    with override("id"):  # readers choose a language per visit; letters are Indonesian
        if order.user is None:
            guest = _for_guest(status, order, reason, returned, due)
            if guest:
                _write(order.purchase, f"order.{status}", *guest, at=at)
        elif to_buyer := _for_buyer(status, order, reason, returned):
            notify(
                recipient=order.user,
                event=f"order.{status}",
                subject=to_buyer[0],
                body=to_buyer[1],
                link=reverse("account:purchase", args=[order.purchase.reference]),
                key=f"order:{order.pk}:{status}:buyer",
                at=at,
            )
        to_shop = _for_shop(status, order, reason)
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


def tell_how_to_pay(purchase: Purchase, *, amount: int, until: datetime, at: datetime) -> None:
    """Send a guest the way back to a purchase that waits for its money."""
    if purchase.user_id is not None:
        return
    with override("id"):
        values = {
            "reference": purchase.reference,
            "amount": format_rupiah(amount),
            "until": format_moment(until),
        }
        _write(
            purchase,
            "purchase.placed",
            _("Pay %(amount)s for purchase %(reference)s") % values,
            _("Pay by %(until)s. How to pay, and everything that happens afterwards, is on this page:")
            % values,
            f"purchase:{purchase.pk}:awaiting_payment",
            at=at,
        )


def tell_buyer(order: Order, *, event: str, subject: str, body: str, key: str, at: datetime) -> None:
    """Tell the buyer of one order something that is no move of it. The texts are Indonesian."""
    if order.user is None:
        _write(order.purchase, event, subject, body, key, at=at)
        return
    notify(
        recipient=order.user,
        event=event,
        subject=subject,
        body=body,
        link=reverse("account:purchase", args=[order.purchase.reference]),
        key=key,
        at=at,
    )


def tell_returned(order: Order, *, amount: int, reference: str, key: str, at: datetime) -> None:
    """Money of an order went back. `reference` is the bank's, "" when it went the way it was paid."""
    values = {"amount": format_rupiah(amount), "number": order.number, "reference": reference}
    with override("id"):
        how = (
            _("For order %(number)s. The bank's reference: %(reference)s")
            if reference
            else _("For order %(number)s, the way you paid. Your bank or wallet may show it some days later.")
        )
        tell_buyer(
            order,
            event="refund.settled",
            subject=_("%(amount)s was returned to you") % values,
            body=how % values,
            key=key,
            at=at,
        )


def _write(purchase: Purchase, event: str, subject: str, body: str, key: str, *, at: datetime) -> None:
    if purchase.email:
        write_to_guest(
            address=purchase.email,
            event=event,
            subject=subject,
            body=body,
            link=reverse("account:track", args=[purchase.token]),
            key=f"{key}:guest",
            at=at,
        )
