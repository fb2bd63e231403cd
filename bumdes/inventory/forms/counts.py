"""A count sheet as it is typed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bumdes.inventory.calculations import format_quantity
from bumdes.inventory.forms.fields import QuantityField
from bumdes.inventory.models import StockItem
from core.idempotency.fields import KeyField


class CountForm(forms.Form):
    """What lay there, item by item; an empty field was not counted.

    What the card said travels with the page, so that a move in between is noticed.
    """

    key = KeyField()
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Only when the count differs from the cards."),
    )

    def __init__(self, *args: Any, items: Sequence[StockItem], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields[f"c{item.pk}"] = QuantityField(
                label=item.name,
                required=False,
                smallest_milli=0,
                help_text=_("On the card: %(held)s %(measure)s")
                % {"held": format_quantity(item.on_hand_milli), "measure": item.measure},
            )

    @property
    def rows(self) -> list[tuple[Any, StockItem]]:
        return [(self[f"c{item.pk}"], item) for item in self.items]

    @property
    def lines(self) -> list[tuple[StockItem, int, int]]:
        """Item, what its card said, and what was counted, once valid."""
        return [
            (item, self._shown(item), counted)
            for item in self.items
            if (counted := self.cleaned_data.get(f"c{item.pk}")) is not None
        ]

    def _shown(self, item: StockItem) -> int:
        typed = str(self.data.get(f"b{item.pk}", ""))
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else item.on_hand_milli


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Why not?"), max_length=200, error_messages={"required": _("Write why it is refused.")}
    )
