"""Forms of village internet: packages, subscribers, payments, bill runs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Account, Book
from bumdes.units.models import InternetService, Package
from core.fields import DayField, NameChoiceField, RupiahField, offer
from core.idempotency.fields import KeyField
from core.users.fields import PhoneField

MAX_SPEED = 10_000  # Mbps; and it fits its column
MAX_PRICE = 100_000_000


class PackageForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)
    speed_mbps = forms.IntegerField(label=_("Speed (Mbps)"), min_value=1, max_value=MAX_SPEED)
    price = RupiahField(label=_("Price"), smallest=1, largest=MAX_PRICE)
    days = forms.IntegerField(
        label=_("Days of a voucher"),
        min_value=1,
        max_value=31,
        required=False,
        help_text=_("Empty for a package that is paid month by month."),
    )


class LineForm(forms.Form):
    key = KeyField()
    name = forms.CharField(label=_("Name"), max_length=80)
    phone = PhoneField(label=_("Mobile number"), required=False)
    hamlet = forms.CharField(label=_("House or hamlet"), max_length=80, required=False)
    package = NameChoiceField(label=_("Package"))
    started_on = DayField(label=_("Connected on"), initial=timezone.localdate)

    def __init__(self, *args: Any, service: InternetService, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self, "package", Package.objects.filter(service=service, is_active=True, days=None))


class PaymentForm(forms.Form):
    key = KeyField()
    amount = RupiahField(
        label=_("Amount"),
        smallest=1,
        help_text=_("The oldest bill is paid first. What is over pays the next bills."),
    )
    account = NameChoiceField(label=_("Received in"))
    paid_on = DayField(label=_("Date"), initial=timezone.localdate)

    def __init__(self, *args: Any, book: Book, **kwargs: Any):
        super().__init__(*args, **kwargs)
        cash = Account.objects.filter(book=book, is_cash=True, is_active=True).order_by("code")
        offer(self, "account", cash)

    def clean_paid_on(self) -> date:
        day: date = self.cleaned_data["paid_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        return day


class WaiveForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class RunForm(forms.Form):
    """A month as the browser's month field and people type it: 2026-11."""

    month = forms.DateField(
        label=_("Month"),
        input_formats=["%Y-%m"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
        error_messages={"invalid": _("Write the month as 2026-11.")},
    )
