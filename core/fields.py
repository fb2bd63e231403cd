"""Form fields for what people type everywhere: amounts in rupiah."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.money import MAX_RUPIAH, parse_rupiah
from core.refusals import Refusal

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class RupiahField(forms.CharField):
    """Whole rupiah from 15000, 15.000, Rp 15rb or 1,5jt, between its bounds.

    `too_small` is what is said below `smallest`.
    """

    def __init__(
        self,
        *,
        smallest: int = 0,
        largest: int = MAX_RUPIAH,
        too_small: str | _StrPromise | None = None,
        **kwargs: Any,
    ):
        self.smallest, self.largest = smallest, largest
        self.too_small = too_small or _("The amount must be more than Rp0.")
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
        if amount < self.smallest:
            raise ValidationError(self.too_small)
        if amount > self.largest:
            raise ValidationError(_("This amount is too large."))
        return amount

    def prepare_value(self, value: Any) -> Any:
        """Show a number with its groups, and typed text as it was typed."""
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value
