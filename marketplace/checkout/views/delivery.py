"""The second checkout page: how each shop's goods come, how they are paid, and the order itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.villages.models import Village
from core.ids import random_token
from core.refusals import Conflict, Refusal
from core.transactions import retrying
from core.users.phones import display_phone
from marketplace.basket.models import Basket
from marketplace.basket.queries import grouped
from marketplace.basket.services import current_basket
from marketplace.checkout import drafts
from marketplace.checkout.drafts import Draft
from marketplace.checkout.queries import Parts, methods_for, shop_parts
from marketplace.checkout.views.access import PrivateView, buyer, page_key, page_of
from marketplace.checkout.views.recipient import goods_or_redirect
from marketplace.gateways.cod.services import TAKES_CASH
from marketplace.gateways.wanted import Wanted
from marketplace.order.models import Order, Purchase
from marketplace.partner.stock import StockShort
from marketplace.payment.models import Method
from marketplace.purchases.services import (
    AlreadyPlaced,
    BasketHasProblems,
    Choice,
    EmptyBasket,
    PlaceRequest,
    TotalChanged,
    place,
)

_OPTION = re.compile(r"option-(\d{1,18})", re.ASCII)
_NOTE = forms.CharField(required=False, max_length=Order._meta.get_field("note").max_length)


@dataclass
class Answers:
    """What was chosen on the page, and what is wrong with it, by seller id."""

    picked: dict[int, str] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    note_errors: dict[int, str] = field(default_factory=dict)
    method: str = Method.COUNTER

    @classmethod
    def read(cls, data: QueryDict) -> Answers:
        answers = cls(method=data.get("method", "")[:10])
        for name in data:
            if match := _OPTION.fullmatch(name):
                seller, typed = int(match[1]), data.get(f"note-{match[1]}", "")
                answers.picked[seller] = data.get(name, "")[:40]
                answers.notes[seller] = typed
                try:
                    answers.notes[seller] = _NOTE.clean(typed)
                except forms.ValidationError as error:
                    answers.note_errors[seller] = " ".join(error.messages)
        return answers

    def choices(self) -> dict[int, Choice]:
        return {
            seller: Choice(option=code, note=self.notes.get(seller, ""))
            for seller, code in self.picked.items()
        }


class Delivery(PrivateView):
    def get(self, request: HttpRequest) -> HttpResponse:
        draft = drafts.remembered(request)
        if draft is None:
            return redirect("checkout:recipient")
        basket = current_basket(request)
        return self._page(request, draft, basket, Answers())

    def post(self, request: HttpRequest) -> HttpResponse:
        unsealed = drafts.unseal(request.POST.get("draft", ""))
        if unsealed is None:
            messages.warning(request, _("This page was not complete. Please check your answers."))
            return redirect("checkout:recipient")
        draft, basket_pk = unsealed
        basket = Basket.objects.filter(pk=basket_pk).first()
        if away := self._not_this_basket(request, basket, draft):
            return away
        answers = Answers.read(request.POST)
        if request.POST.get("action") != "place":
            return self._page(request, draft, basket, answers)
        if answers.note_errors:
            return self._page(request, draft, basket, answers, said=_("Please shorten the note."))
        return self._place(request, draft, basket, answers)

    def _not_this_basket(
        self, request: HttpRequest, basket: Basket | None, draft: Draft
    ) -> HttpResponse | None:
        """An answer when the page's basket is not (or no longer) the visitor's open one."""
        user = buyer(request)
        if basket is not None and basket.owner_id and (user is None or user.pk != basket.owner_id):
            if user is not None:
                raise Http404
            messages.info(request, _("Please sign in again; your answers are kept."))
            response = redirect_to_login(reverse("checkout:delivery"))
            drafts.remember(response, draft)
            return response
        if basket is not None and basket.status == Basket.SUBMITTED:
            purchase = Purchase.objects.get(basket=basket)
            return self._placed(request, purchase, again=purchase.key != _key(basket, request))
        if basket is None or basket.status != Basket.OPEN:
            messages.info(request, _("Your basket has changed. Please check it once more."))
            response = redirect("checkout:delivery")
            drafts.remember(response, draft)
            return response
        return None

    def _place(self, request: HttpRequest, draft: Draft, basket: Basket, answers: Answers) -> HttpResponse:
        now = timezone.now()
        typed = request.POST.get("quoted_total", "")
        # A total that is none differs from every total: the page shows the right one and asks.
        quoted = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else -1
        wish = PlaceRequest(
            name=draft.name,
            phone=draft.phone,
            email=draft.email,
            method=answers.method,
            quoted_total=quoted,
            choices=answers.choices(),
            address=draft.address,
        )
        try:
            purchase = retrying(
                lambda: place(
                    basket=basket, request=wish, user=buyer(request), key=_key(basket, request), now=now
                )
            )
        except (AlreadyPlaced, Conflict):
            return self._placed(request, Purchase.objects.get(basket=basket), again=True)
        except (EmptyBasket, BasketHasProblems, StockShort) as refusal:
            messages.warning(request, _why_not(refusal, basket, now))
            return redirect("basket:summary")
        except Refusal as refusal:
            level = "warning" if isinstance(refusal, TotalChanged) else "danger"
            said = str(refusal.message)
            return self._page(request, draft, basket, answers, said=said, level=level, about=refusal.field)
        return self._placed(request, purchase, again=False)

    def _placed(self, request: HttpRequest, purchase: Purchase, *, again: bool) -> HttpResponse:
        if again:
            messages.info(request, _("This basket was already ordered. Here is your purchase."))
        response = redirect(page_of(purchase, "pay"))
        drafts.forget(response)
        return response

    def _page(
        self,
        request: HttpRequest,
        draft: Draft,
        basket: Basket | None,
        answers: Answers,
        *,
        said: str = "",
        level: str = "danger",
        about: str | None = None,
    ) -> HttpResponse:
        now = timezone.now()
        view = grouped(basket, today=timezone.localdate(now))
        if away := goods_or_redirect(request, view):
            return away
        village = _village(draft)
        parts = shop_parts(view, village=village, is_pickup=draft.is_pickup, picked=answers.picked, now=now)
        user = buyer(request)
        wanted = Wanted(
            total=parts.total,
            seller_ids=frozenset(group.seller.pk for group in view.groups),
            modes=_modes(parts),
            phone=draft.phone,
            user_id=user.pk if user else None,
        )
        context = {
            "draft": draft,
            "phone": display_phone(draft.phone),
            "village": village,
            "sealed": drafts.seal(draft, basket_pk=basket.pk if basket else 0),
            "parts": parts,
            "rows": _rows(parts, answers),
            "methods": methods_for(wanted),
            "method": answers.method,
            "key": random_token(),
            "level": level,
            "said": said,
            "about": about,
            "nav": "basket",
        }
        return render(request, "checkout/delivery.html", context)


def _key(basket: Basket, request: HttpRequest) -> str:
    """The page's key, with the basket in it: nobody's key can ever meet somebody else's purchase."""
    return f"{basket.pk}-{page_key(request) or random_token()}"


def _modes(parts: Parts) -> frozenset[str]:
    """The chosen deliveries; of one shop, one that somebody brings who takes cash, when there is such a one.

    So that cash at the door is offered beside the way it needs; placing asks for that way.
    """
    if len(parts.shops) == 1:
        brought = [option.mode for option in parts.shops[0].options if option.mode in TAKES_CASH]
        if brought:
            return frozenset(brought[:1])
    return frozenset(shop.chosen.mode for shop in parts.shops if shop.chosen)


def _village(draft: Draft) -> Village | None:
    if not draft.village_id:
        return None
    return Village.objects.select_related("district").filter(pk=draft.village_id).first()


def _rows(parts: Parts, answers: Answers) -> list[dict[str, Any]]:
    """Each shop with what was typed for it and what is wrong with that."""
    return [
        {
            "shop": shop,
            "note": answers.notes.get(shop.group.seller.pk, ""),
            "note_error": answers.note_errors.get(shop.group.seller.pk, ""),
            "gone": (code := answers.picked.get(shop.group.seller.pk))
            and (shop.chosen is None or shop.chosen.code != code),
        }
        for shop in parts.shops
    ]


def _why_not(refusal: Refusal, basket: Basket, now: datetime) -> str:
    """Why nothing was ordered; for goods that ran short, which and how many are left."""
    if not isinstance(refusal, StockShort):
        return str(refusal.message)
    names = [
        _("%(goods)s (%(left)d left)") % {"goods": line.title, "left": refusal.short[line.offer_id]}
        for group in grouped(basket, today=timezone.localdate(now)).groups
        for line in group.lines
        if line.offer_id in refusal.short
    ]
    return _("Somebody was a moment quicker: %(goods)s. Nothing was ordered yet.") % {
        "goods": ", ".join(names)
    }
