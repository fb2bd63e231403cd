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

    prefix = "Rp"  # what components/field.html writes before it

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


class DayField(forms.DateField):
    """A day: the browser's own calendar, or typed as 2026-11-23, 23/11/2026 or 23-11-2026."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"])
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)


class NameChoiceField(forms.ModelChoiceField):
    """A row by its name: codes say little to who chooses. Its rows are given by `offer`."""

    def __init__(self, **kwargs: Any):
        super().__init__(queryset=None, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


def offer(form: forms.Form, name: str, rows: Any) -> None:
    """Say which rows a NameChoiceField of a form offers."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(f"{name} is no choice of rows")
    field.queryset = rows
