"""Forms of the drawer, and a field for the amounts that people type."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.money import parse_rupiah
from core.refusals import Refusal

MAX_DRAWER = 9_999_999_999  # more cash than any drawer holds is a slip of the finger


class CashField(forms.CharField):
    """Whole rupiah, zero or more, from 15000, 15.000, Rp 15rb or 1,5jt."""

    def __init__(self, **kwargs: Any):
        super().__init__(max_length=30, **kwargs)
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off"})

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            amount = parse_rupiah(typed)
        except Refusal as refusal:
            raise ValidationError(refusal.message) from refusal
        if amount > MAX_DRAWER:
            raise ValidationError(_("This amount is too large."))
        return amount

    def prepare_value(self, value: Any) -> Any:
        """Show a number with its groups, and typed text as it was typed."""
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


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
