"""Price and stock: one small form per offer, and the form to sell another shop's product."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from core.idempotency.fields import KeyField
from marketplace.partner.models import StockRecord
from marketplace.seller_centre.forms.fields import CountField, PriceField, choice_field
from marketplace.seller_centre.services.offers import OfferChange


class OfferForm(forms.Form):
    """One row of the grid. The hidden fields say what the page showed."""

    data: MultiValueDict[str, Any]  # as browsers send it

    price = PriceField(label=_("Price"), error_messages={"required": _("Write a price.")})
    on_hand = CountField(label=_("Stock"), error_messages={"required": _("Write how many you have.")})
    is_active = forms.BooleanField(label=_("On sale"), required=False)
    was_price = forms.IntegerField(widget=forms.HiddenInput)
    was_on_hand = forms.IntegerField(widget=forms.HiddenInput)
    was_active = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, offer: StockRecord, **kwargs: Any):
        shown = {
            "price": offer.price_rupiah,
            "on_hand": offer.num_in_stock,
            "is_active": offer.is_active,
            "was_price": offer.price_rupiah,
            "was_on_hand": offer.num_in_stock,
            "was_active": offer.is_active,
        }
        super().__init__(data, prefix=f"o{offer.pk}", initial=shown, **kwargs)
        self.offer = offer
        if not offer.is_tracked:
            self.fields["on_hand"].required = False

    def change(self) -> OfferChange:
        data = self.cleaned_data
        return OfferChange(
            offer_id=self.offer.pk,
            was_price=data["was_price"],
            was_on_hand=data["was_on_hand"],
            was_active=data["was_active"],
            price=data["price"],
            on_hand=data["on_hand"] if data["on_hand"] is not None else data["was_on_hand"],
            is_active=data["is_active"],
        )

    def renew(self) -> None:
        """After a refusal show what was typed over what is stored now, so that saving again counts."""
        self.data = self.data.copy()
        self.data[self.add_prefix("was_price")] = str(self.offer.price_rupiah)
        self.data[self.add_prefix("was_on_hand")] = str(self.offer.num_in_stock)


def sent_rows(data: Any, offers: Iterable[StockRecord]) -> list[OfferForm]:
    """The rows that a page sent; offers it did not show are left alone."""
    return [OfferForm(data, offer=offer) for offer in offers if f"o{offer.pk}-was_price" in data]


class SellTooForm(forms.Form):
    """Sell what another shop has put on the market."""

    key = KeyField()
    product = forms.ChoiceField(label=_("Which one?"), widget=forms.RadioSelect)
    price = PriceField(label=_("Your price"))
    stock = CountField(label=_("Your stock"))

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choice_field(self, "product").choices = choices
        if len(choices) == 1:
            self.fields["product"].widget = forms.HiddenInput()
            self.fields["product"].initial = choices[0][0]
