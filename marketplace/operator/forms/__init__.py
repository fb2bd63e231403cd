"""Forms of the operator."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.idempotency.fields import KeyField
from marketplace.catalogue.models import Category
from marketplace.catalogue.services import plain_line
from marketplace.gateways.transfer.models import BankAccount
from marketplace.gateways.transfer.statements import MAX_BYTES, TooLong
from marketplace.payment.models import Refund

# Names of the icon sprite that stand for goods.
ICONS = ("fish", "rice", "pineapple", "coconut", "coffee", "mat", "songket", "service", "wifi", "leaf", "box")


class LineField(forms.CharField):
    """One line of plain text, without signs that could disguise a name."""

    def to_python(self, value: Any) -> str:
        return plain_line(super().to_python(value) or "")


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


class ResolveForm(forms.Form):
    note = LineField(
        label=_("What was done with the money"),
        max_length=200,
        help_text=_("For example: returned to BRI 0123 on 23 November, or matched with purchase ABC123."),
        error_messages={"required": _("Write what was done with the money.")},
    )


class ReturnForm(forms.Form):
    """Said once the money has gone: nothing is moved by sending it."""

    method = forms.ChoiceField(label=_("Returned by"), choices=Refund.Method.choices)
    reference = LineField(
        label=_("Reference"),
        max_length=120,
        help_text=_("The number on the bank's receipt. The buyer reads it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Write the bank's reference, so that the buyer can find the money.")},
    )


class ReasonForm(forms.Form):
    reason = LineField(
        label=_("Reason"),
        max_length=200,
        help_text=_("The person concerned reads it."),
        error_messages={"required": _("Write the reason.")},
    )


class CategoryForm(forms.Form):
    key = KeyField()
    name = LineField(label=_("Name"), max_length=80)
    name_en = LineField(label=_("Name in English"), max_length=80, required=False)
    icon = forms.ChoiceField(
        label=_("Icon"), required=False, choices=[("", _("none")), *((name, name) for name in ICONS)]
    )

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if sum(sign.isalpha() for sign in name) < 2:
            raise ValidationError(_("Write the name in words."))
        return name


class CategoryChoiceField(forms.ModelChoiceField):
    """Any category, or the top of the tree; how deep each lies is seen."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("queryset", Category.objects.order_by("path"))
        super().__init__(required=False, empty_label=_("At the top"), **kwargs)

    def label_from_instance(self, obj: Category) -> str:
        return "– " * (obj.depth - 1) + obj.name


class NewCategoryForm(CategoryForm):
    parent = CategoryChoiceField(label=_("Under"))


class MoveForm(forms.Form):
    parent = CategoryChoiceField(label=_("Put under"))
