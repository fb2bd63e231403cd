"""Forms of business units: founding, changing, permits, ending, moving money between them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Account, Book, Unit
from bumdes.units.enums import PermitKind, UnitKind
from core.fields import DayField, NameChoiceField, RupiahField, offer
from core.idempotency.fields import KeyField
from core.users.fields import PhoneField


class ManagerForm(forms.Form):
    manager = forms.CharField(label=_("Manager"), max_length=80, required=False)
    manager_phone = PhoneField(label=_("Manager's mobile number"), required=False)
    about = forms.CharField(label=_("What it does"), max_length=200, required=False)


class UnitForm(ManagerForm):
    key = KeyField()
    name = forms.CharField(label=_("Name"), max_length=80)
    code = forms.CharField(
        label=_("Short code"),
        max_length=20,
        help_text=_("Capital letters and digits, such as TOKO or AIR1. It stands in every report."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=UnitKind)
    started_on = DayField(label=_("Started on"), initial=timezone.localdate)

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).strip().upper()


class PermitForm(forms.Form):
    kind = forms.ChoiceField(label=_("Permit"), choices=PermitKind)
    number = forms.CharField(label=_("Number"), max_length=60)
    issued_on = DayField(label=_("Issued on"))
    expires_on = DayField(label=_("Expires on"), required=False, help_text=_("Empty when it holds for good."))


class EndForm(forms.Form):
    ended_on = DayField(label=_("Ended on"), initial=timezone.localdate)


class TransferForm(forms.Form):
    key = KeyField()
    from_unit = NameChoiceField(label=_("From"))
    to_unit = NameChoiceField(label=_("To"))
    account = NameChoiceField(label=_("Money lies in"))
    amount = RupiahField(label=_("Amount"), smallest=1)
    day = DayField(label=_("Date"), initial=timezone.localdate)
    note = forms.CharField(label=_("Note"), max_length=120, required=False)

    def __init__(self, *args: Any, book: Book, **kwargs: Any):
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(book=book, is_active=True).order_by("pk")
        offer(self, "from_unit", units)
        offer(self, "to_unit", units)
        cash = Account.objects.filter(book=book, is_cash=True, is_active=True).order_by("code")
        offer(self, "account", cash)
