"""Asking for a payout, and the account it goes to."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.idempotency.fields import KeyField
from marketplace.settlement.models import PayoutAccount


class PayoutForm(forms.Form):
    key = KeyField()
    way = forms.ChoiceField(
        label=_("How do you want the money?"),
        choices=[("bank", _("To my bank account")), ("cash", _("Cash at my BUMDes"))],
        widget=forms.RadioSelect,
        initial="bank",
    )


class MembershipForm(forms.Form):
    number = forms.CharField(
        label=_("Your member number, if you know it"),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class AccountForm(forms.Form):
    bank = forms.ChoiceField(label=_("Bank"), choices=PayoutAccount.Bank.choices)
    number = forms.CharField(
        label=_("Account number"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    holder = forms.CharField(
        label=_("In the name of"), max_length=80, help_text=_("As it stands in the bank book.")
    )
