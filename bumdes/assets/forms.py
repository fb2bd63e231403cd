"""Forms of the asset register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.assets.kinds import ACCOUNTS, Kind
from bumdes.ledger.models import Account, Book, Unit
from core.fields import DayField, NameChoiceField, RupiahField, offer
from core.idempotency.fields import KeyField


class AssetForm(forms.Form):
    key = KeyField()
    name = forms.CharField(label=_("What it is"), max_length=120)
    code = forms.CharField(
        label=_("Register number"), max_length=30, help_text=_("As on the label, such as KDR-001.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind)
    unit = NameChoiceField(label=_("Used by"))
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=9999, initial=1)
    place = forms.CharField(label=_("Where it is"), max_length=120, required=False)
    acquired_on = DayField(label=_("Bought on"), initial=timezone.localdate)
    cost = RupiahField(
        label=_("What it cost"), smallest=1, help_text=_("For all of them together, with freight.")
    )
    residual = RupiahField(label=_("Worth at the end"), required=False, help_text=_("Often nothing."))
    life_months = forms.IntegerField(
        label=_("How many months it will serve"),
        required=False,
        min_value=1,
        max_value=600,
        help_text=_("Empty: as usual for its kind. Land does not wear."),
    )
    paid_from = NameChoiceField(
        label=_("Paid from"),
        required=False,
        empty_label=_("Nothing now: it is in the opening balances"),
    )
    worn_before = RupiahField(
        label=_("Worn off before"),
        required=False,
        help_text=_("Only for an asset in the opening balances."),
    )
    worn_through = DayField(label=_("Worn off through"), required=False)

    def __init__(self, *args: Any, book: Book, **kwargs: Any):
        super().__init__(*args, **kwargs)
        paid = Account.objects.filter(book=book, is_active=True)
        paid = paid.filter(is_cash=True) | paid.filter(role="payable_trade")
        offer(self, "paid_from", paid.order_by("code"))
        offer(self, "unit", Unit.objects.filter(book=book, is_active=True).order_by("pk"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("worn_before") and not data.get("worn_through"):
            self.add_error("worn_through", _("Write through which month it has worn."))
        if data.get("paid_from") and data.get("worn_before"):
            self.add_error("worn_before", _("What is bought now has not worn yet."))
        if kind := data.get("kind"):
            data["life_months"] = data.get("life_months") or ACCOUNTS[Kind(kind)].usual_life_months
        data["residual"], data["worn_before"] = data.get("residual") or 0, data.get("worn_before") or 0
        return data


class DisposeForm(forms.Form):
    disposed_on = DayField(label=_("Given away on"), initial=timezone.localdate)
    proceeds = RupiahField(label=_("Sold for"), help_text=_("0 when nothing was paid."))
    received_in = NameChoiceField(label=_("Received in"), required=False)

    def __init__(self, *args: Any, book: Book, **kwargs: Any):
        super().__init__(*args, **kwargs)
        accounts = Account.objects.filter(book=book, is_cash=True, is_active=True)
        offer(self, "received_in", accounts.order_by("code"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("proceeds") and not data.get("received_in"):
            self.add_error("received_in", _("Say where the money went."))
        return data
