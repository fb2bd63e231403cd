"""Form fields for goods: quantities in thousandths, items by unit, and where money comes from."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bumdes.inventory.calculations import format_quantity, parse_quantity
from bumdes.inventory.models import StockItem
from bumdes.ledger.models import Account, Book


class QuantityField(forms.CharField):
    """Thousandths of a measure from 12, 1.200 or 1,5."""

    def __init__(self, *, smallest_milli: int = 1, **kwargs: Any):
        self.smallest_milli = smallest_milli
        super().__init__(max_length=20, **kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value)
        if not typed:
            return None
        milli = parse_quantity(typed)
        if milli is None:
            raise ValidationError(_("Write a number, such as 12 or 1,5. At most three decimals."))
        if milli < self.smallest_milli:
            raise ValidationError(_("The quantity must be more than 0."))
        return milli

    def prepare_value(self, value: Any) -> Any:
        """Show thousandths as people write them, and typed text as it was typed."""
        return format_quantity(value) if isinstance(value, int) else value


def cards_of(book: Book) -> list[StockItem]:
    """Cards in use, unit by unit. One query."""
    rows = StockItem.objects.filter(book=book, is_active=True).select_related("unit")
    return list(rows.order_by("unit_id", "name", "pk"))


def item_choices(items: Iterable[StockItem]) -> list[Any]:
    """Items to choose from, with what there is; under the name of their unit when there are several."""
    groups = [
        (
            str(rows[0].unit.name),
            [
                (str(row.pk), f"{row.name} ({format_quantity(row.on_hand_milli)} {row.measure})")
                for row in rows
            ],
        )
        for _unit, found in groupby(items, key=lambda row: row.unit_id)
        if (rows := list(found))
    ]
    first: list[Any] = [("", "---------")]
    return first + (groups[0][1] if len(groups) == 1 else groups)


def money_of(book: Book, *, or_role: str) -> QuerySet[Account]:
    """Cash, banks, and the account of what is settled later."""
    later = Q(is_cash=True) | Q(role=or_role)
    return Account.objects.filter(later, book=book, is_active=True).order_by("code")
