"""Forms of village internet: packages, subscribers, payments, bills, vouchers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Account, Book
from bumdes.units.models import InternetService, Package
from core.fields import DayField, NameChoiceField, RupiahField, offer
from core.idempotency.fields import KeyField
from core.users.fields import PhoneField

MAX_SPEED = 10_000  # Mbps; and it fits its column
MAX_PRICE = 100_000_000
MAX_SHEET = 200  # codes


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


class TermsForm(forms.Form):
    due_day = forms.IntegerField(
        label=_("Bills are paid by day"),
        min_value=1,
        max_value=28,
        help_text=_("A day that every month has. It holds for bills to come."),
    )
    suspend_after_days = forms.IntegerField(
        label=_("Shut off after so many days"),
        min_value=0,
        max_value=365,
        help_text=_("Counted from the day to pay. The line comes on the technician's list."),
    )


class WhoForm(forms.Form):
    """Who a line is for, and what it carries."""

    name = forms.CharField(label=_("Name"), max_length=80)
    phone = PhoneField(label=_("Mobile number"), required=False)
    hamlet = forms.CharField(label=_("House or hamlet"), max_length=80, required=False)
    package = NameChoiceField(label=_("Package"))

    def __init__(self, *args: Any, service: InternetService, kept: int | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        # Who has a package that is offered to nobody new keeps it.
        held = Q(is_active=True) | Q(pk=kept)
        monthly = Package.objects.filter(held, service=service, days=None)
        offer(self, "package", monthly.order_by("price", "pk"))


class LineForm(WhoForm):
    key = KeyField()
    started_on = DayField(label=_("Connected on"), initial=timezone.localdate)


class MoneyForm(forms.Form):
    """Money that comes in: where it goes, the day, and for cash into an open drawer what was handed over."""

    key = KeyField()
    account = NameChoiceField(label=_("Received in"))
    tendered = RupiahField(
        label=_("Cash handed over"),
        required=False,
        help_text=_("To work out the change. Empty when it was the exact amount."),
    )

    def __init__(self, *args: Any, book: Book, has_drawer: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        cash = Account.objects.filter(book=book, is_cash=True, is_active=True).order_by("code")
        offer(self, "account", cash)
        # Most of it comes as cash over the counter.
        self.fields["account"].initial = cash.filter(role="cash").first()
        if not has_drawer:
            del self.fields["tendered"]


class PaymentForm(MoneyForm):
    amount = RupiahField(
        label=_("Amount"),
        smallest=1,
        help_text=_("The oldest bill is paid first. What is over pays the next bills."),
    )
    paid_on = DayField(label=_("Date"), initial=timezone.localdate)

    def clean_paid_on(self) -> date:
        return _has_come(self.cleaned_data["paid_on"])


class SellForm(MoneyForm):
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=MAX_SHEET, initial=1)
    sold_on = DayField(label=_("Date"), initial=timezone.localdate)

    def clean_sold_on(self) -> date:
        return _has_come(self.cleaned_data["sold_on"])


def _has_come(day: date) -> date:
    if day > timezone.localdate():
        raise ValidationError(_("This day has not come yet."))
    return day


class SheetForm(forms.Form):
    key = KeyField()
    package = NameChoiceField(label=_("Package"))
    count = forms.IntegerField(label=_("How many codes"), min_value=1, max_value=MAX_SHEET, initial=40)

    def __init__(self, *args: Any, service: InternetService, **kwargs: Any):
        super().__init__(*args, **kwargs)
        vouchers = Package.objects.filter(service=service, is_active=True, days__isnull=False)
        offer(self, "package", vouchers.order_by("price", "pk"))


class UseForm(forms.Form):
    code = forms.CharField(
        label=_("Code of the voucher"), max_length=20, help_text=_("Dashes and small letters do not matter.")
    )


class VoidForm(UseForm):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class WaiveForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class MonthForm(forms.Form):
    """A month as the browser's month field and people type it: 2026-11."""

    month = forms.DateField(
        label=_("Month"),
        input_formats=["%Y-%m"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
        error_messages={"invalid": _("Write the month as 2026-11.")},
    )
