"""Whose basket this is, and putting things in it.

A guest's basket is named by an unguessable cookie; a person who signs in has one open basket,
into which the guest's is poured. Pages that do not touch the basket never read the cookie.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from core.ids import random_token
from core.refusals import Refusal
from core.users.models import User
from marketplace.basket.models import Addition, Basket, Line
from marketplace.partner.models import StockRecord

COOKIE = "sdl_basket"
COOKIE_AGE = timedelta(days=30)
# Not a secret: tells the page's script that there is something private to fetch.
PRESENCE_COOKIE = "sdl_me"


class NotOnSale(Refusal):
    message = _("This is no longer on sale.")
    field = "offer"


class NotEnough(Refusal):
    message = _("Only %(left)s left.")
    field = "quantity"


class BadQuantity(Refusal):
    message = _("Write a number from 1 to %(most)s.")
    field = "quantity"


class BasketFull(Refusal):
    message = _("The basket holds at most %(most)s different goods. Please order these first.")


def current_basket(request: HttpRequest) -> Basket | None:
    """The open basket of this visitor, None when there is none yet. At most one query."""
    if request.user.is_authenticated:
        return Basket.objects.filter(owner=request.user, status=Basket.OPEN).first()
    token = request.COOKIES.get(COOKIE, "")
    if not token:
        return None
    return Basket.objects.filter(token=token, owner=None, status=Basket.OPEN).first()


def basket_for_writing(request: HttpRequest) -> Basket:
    """The open basket of this visitor, made when missing. Call remember() on the response."""
    if basket := current_basket(request):
        return basket
    if request.user.is_authenticated:
        try:
            with transaction.atomic():
                return Basket.objects.create(owner=request.user)
        except IntegrityError:  # the same person's other tab was quicker
            return Basket.objects.get(owner=request.user, status=Basket.OPEN)
    return Basket.objects.create(token=random_token())


def remember(response: HttpResponse, basket: Basket) -> None:
    """Let the visitor's browser name the basket on the next visit."""
    secure = settings.SESSION_COOKIE_SECURE
    if basket.token:
        response.set_cookie(
            COOKIE, basket.token, max_age=COOKIE_AGE, httponly=True, samesite="Lax", secure=secure
        )
    response.set_cookie(PRESENCE_COOKIE, "1", max_age=COOKIE_AGE, samesite="Lax", secure=secure)


def read_quantity(typed: str) -> int:
    """Pieces from what was typed. Raises BadQuantity for anything but 1 … the most allowed."""
    text = typed.strip()
    most = settings.MAX_QUANTITY_PER_LINE
    if not text.isascii() or not text.isdigit() or len(text) > 6 or not 1 <= int(text) <= most:
        raise BadQuantity(most=most)
    return int(text)


def _check(offer: StockRecord, quantity: int) -> None:
    if not offer.is_active or not offer.product.is_public:
        raise NotOnSale
    if quantity > settings.MAX_QUANTITY_PER_LINE:
        raise BadQuantity(most=settings.MAX_QUANTITY_PER_LINE)
    if offer.available is not None and quantity > offer.available:
        raise NotEnough(left=max(offer.available, 0))


def add_offer(*, basket: Basket, stockrecord: StockRecord, quantity: int, key: str = "") -> Line | None:
    """Put pieces of one offer in the basket, on top of what is there.

    The same key adds once: again it gives the line as it is, None when it was removed since.
    Pages that are cached for everyone carry no key, and there every press adds.
    Needs `stockrecord.product` loaded. Raises NotOnSale, NotEnough, BadQuantity, BasketFull.
    Nothing is promised yet: stock is reserved when the buyer goes to pay.
    """
    with transaction.atomic():
        # The basket's row makes two taps from one phone wait for each other.
        Basket.objects.select_for_update(no_key=True).values_list("pk").get(pk=basket.pk)
        lines = list(Line.objects.filter(basket=basket).only("pk", "stockrecord_id", "quantity"))
        mine = next((line for line in lines if line.stockrecord_id == stockrecord.pk), None)
        if key and Addition.objects.filter(basket=basket, key=key).exists():
            return mine
        total = quantity + (mine.quantity if mine else 0)
        _check(stockrecord, total)
        if mine is None and len(lines) >= settings.MAX_LINES_PER_BASKET:
            raise BasketFull(most=settings.MAX_LINES_PER_BASKET)
        if key:
            Addition.objects.create(basket=basket, key=key)
        if mine is not None:
            Line.objects.filter(pk=mine.pk).update(quantity=F("quantity") + quantity)
            mine.refresh_from_db()
            return mine
        return Line.objects.create(
            basket=basket,
            product_id=stockrecord.product_id,
            stockrecord=stockrecord,
            line_reference=f"offer-{stockrecord.pk}",
            quantity=quantity,
            price_currency=settings.OSCAR_DEFAULT_CURRENCY,
            price_excl_tax=stockrecord.price,
            price_incl_tax=stockrecord.price,
        )


def set_quantity(*, line: Line, quantity: int) -> Line:
    """Write how many pieces are wanted. Needs `line.stockrecord.product` loaded."""
    _check(line.stockrecord, quantity)
    Line.objects.filter(pk=line.pk).update(quantity=quantity)
    line.quantity = quantity
    return line


def remove(*, line: Line) -> None:
    line.delete()


def merge_after_sign_in(request: HttpRequest, user: User) -> None:
    """Pour the guest's basket of this browser into the person's own; the larger quantity wins.

    Adding quantities would double what somebody put in twice before and after signing in.
    """
    token = request.COOKIES.get(COOKIE, "")
    guest = Basket.objects.filter(token=token, owner=None, status=Basket.OPEN).first() if token else None
    if guest is None:
        return
    with transaction.atomic():
        own = Basket.objects.select_for_update().filter(owner=user, status=Basket.OPEN).first()
        if own is None:
            guest.owner, guest.token = user, None
            guest.save(update_fields=["owner", "token"])
            return
        kept = dict(Line.objects.filter(basket=own).values_list("stockrecord_id", "pk"))
        for line in Line.objects.filter(basket=guest):
            if pk := kept.get(line.stockrecord_id):
                Line.objects.filter(pk=pk, quantity__lt=line.quantity).update(quantity=line.quantity)
            else:
                Line.objects.filter(pk=line.pk).update(basket=own)
        Basket.objects.filter(pk=guest.pk).update(status=Basket.MERGED, token=None)
