"""Forms of our bank accounts, their lists, and lines that are placed by hand."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.idempotency.fields import KeyField
from marketplace.gateways.transfer.models import BankAccount
from marketplace.gateways.transfer.statements import MAX_BYTES, TooLong
from marketplace.operator.forms.fields import LineField


class AccountForm(forms.Form):
    key = KeyField()
    bank = LineField(label=_("Bank"), max_length=40)
    number = forms.CharField(
        label=_("Account number"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    holder = LineField(label=_("In the name of"), max_length=80)

    def clean_number(self) -> str:
        digits = re.sub(r"[\s.-]", "", self.cleaned_data["number"])
        if not re.fullmatch(r"[0-9]{6,20}", digits):
            raise ValidationError(_("An account number has 6 to 20 digits."))
        return digits


class StatementForm(forms.Form):
    key = KeyField()
    account = forms.ModelChoiceField(
        label=_("Bank account"),
        queryset=BankAccount.objects.order_by("bank", "number", "pk"),
        empty_label=None,
    )
    file = forms.FileField(
        label=_("The bank's list as CSV"),
        max_length=200,
        help_text=_("Any bank's CSV with date, description and credit or amount; at most 1 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
        error_messages={"required": _("Choose the file."), "empty": _("The file is empty.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(TooLong.message)
        return file


class MatchForm(forms.Form):
    key = KeyField()
    payment = forms.IntegerField(widget=forms.HiddenInput)


class SetAsideForm(forms.Form):
    reason = LineField(label=_("Reason"), max_length=200, error_messages={"required": _("Write the reason.")})
    is_buyers_money = forms.BooleanField(
        label=_("It is a buyer's money: keep it under “Unapplied money” until it is settled."),
        required=False,
    )
