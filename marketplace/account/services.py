"""What a buyer does on their own pages and no other room keeps."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.messages.models import Message
from core.refusals import Refusal
from core.users.models import User
from marketplace.account.queries import inbox, lines_to_buy_again
from marketplace.basket.models import Basket
from marketplace.basket.models import Line as BasketLine
from marketplace.basket.services import NotEnough, NotOnSale, add_offer
from marketplace.order.models import Order


class NothingLeft(Refusal):
    message = _("Nothing of this order is on sale right now.")


def buy_again(*, order: Order, basket: Basket) -> tuple[int, int]:
    """Put the goods of an order in the basket again; gives how many kinds came and how many not.

    What is in the basket already stays as it is, so the same tap twice adds nothing twice.
    Raises NothingLeft when nothing could be put in.
    """
    kept = set(BasketLine.objects.filter(basket=basket).values_list("stockrecord_id", flat=True))
    came = missing = 0
    for line in lines_to_buy_again(order):
        if line.stockrecord_id in kept:
            came += 1
            continue
        try:
            add_offer(basket=basket, stockrecord=line.stockrecord, quantity=line.quantity)
            came += 1
        except NotEnough:
            left = line.stockrecord.available or 0
            if left > 0:
                add_offer(basket=basket, stockrecord=line.stockrecord, quantity=left)
                came += 1
            else:
                missing += 1
        except NotOnSale:
            missing += 1
    missing = max(missing, order.lines.count() - came)
    if not came:
        raise NothingLeft
    return came, missing


def open_message(*, message: Message, now: datetime) -> None:
    """Note that a notice was read."""
    if message.read_at is None:
        Message.objects.filter(pk=message.pk, read_at=None).update(read_at=now)
        message.read_at = now


def read_all(*, user: User, now: datetime) -> int:
    """Note that every notice was read; gives how many were new."""
    return inbox(user).filter(read_at=None).order_by().update(read_at=now)
