"""Forms of money that goes back, that paid nothing, and of events that wait."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.operator.forms.fields import LineField
from marketplace.payment.models import Refund


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


class ResolveForm(forms.Form):
    note = LineField(
        label=_("What was done with the money"),
        max_length=200,
        help_text=_("For example: returned to BRI 0123 on 23 November, or matched with purchase ABC123."),
        error_messages={"required": _("Write what was done with the money.")},
    )


class DismissForm(forms.Form):
    reason = LineField(
        label=_("Why nothing is to be done"),
        max_length=190,
        help_text=_("For example: a test of the provider's, or a payment of our other shop."),
        error_messages={"required": _("Write the reason.")},
    )
