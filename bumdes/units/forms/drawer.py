"""Forms of the drawer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import RupiahField

MAX_DRAWER = 9_999_999_999  # more cash than any drawer holds is a slip of the finger


class CashField(RupiahField):
    """Cash in a drawer: zero or more."""

    def __init__(self, **kwargs: Any):
        super().__init__(largest=MAX_DRAWER, **kwargs)


class OpenShiftForm(forms.Form):
    opening_cash = CashField(
        label=_("Cash in the drawer now"),
        help_text=_("Count the change you start with. Write 0 when the drawer is empty."),
        error_messages={"required": _("Count the drawer and write the amount; 0 when it is empty.")},
    )


class CloseShiftForm(forms.Form):
    counted_cash = CashField(
        label=_("Cash counted"),
        help_text=_("Count notes and coins, and write what is really there."),
        error_messages={"required": _("Count the drawer and write the amount; 0 when it is empty.")},
    )
    gap_reason = forms.CharField(
        label=_("Reason for a difference"),
        required=False,
        max_length=200,
        help_text=_("Needed only when the count differs from what should be there."),
    )
