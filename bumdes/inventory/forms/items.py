"""A new card."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bumdes.inventory.forms.fields import QuantityField
from bumdes.inventory.kinds import Kind
from bumdes.ledger.models import Book, Unit
from core.fields import NameChoiceField, RupiahField, offer


class ItemForm(forms.Form):
    name = forms.CharField(label=_("Name of the goods"), max_length=120)
    code = forms.CharField(label=_("Code"), max_length=30, help_text=_("Short, such as BERAS-5."))
    unit = NameChoiceField(label=_("Kept by"))
    measure = forms.CharField(label=_("Measure"), max_length=20, help_text=_("Such as kg, sak or botol."))
    kind = forms.ChoiceField(label=_("Kept for"), choices=Kind)
    price = RupiahField(
        label=_("Usual price"), required=False, help_text=_("For one measure. A sale may differ from it.")
    )
    reorder_milli = QuantityField(label=_("Buy when only this is left"), required=False, smallest_milli=0)

    def __init__(self, *args: Any, book: Book, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self, "unit", Unit.objects.filter(book=book, is_active=True).order_by("pk"))
