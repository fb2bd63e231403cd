"""A slip as one page shows and sends it: a head, and rows that say each what is wrong with them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.inventory.calculations import format_quantity, price_of
from bumdes.inventory.forms.fields import QuantityField, cards_of, item_choices, money_of
from bumdes.inventory.kinds import ACCOUNTS, Kind, SlipKind
from bumdes.inventory.models import Movement, Slip, StockItem
from bumdes.inventory.services import StockLine
from bumdes.ledger.models import Book, Unit
from core.fields import DayField, NameChoiceField, RupiahField, offer
from core.idempotency.fields import KeyField
from core.refusals import Refusal

FIRST_ROWS, MORE_ROWS, MOST_ROWS = 4, 4, 40


class HeadForm(forms.Form):
    """What every slip has. Each kind adds its own below."""

    key = KeyField()
    date = DayField(label=_("Date"), initial=timezone.localdate)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, book: Book, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.book = book


class OpeningForm(HeadForm):
    pass


class PurchaseForm(HeadForm):
    party = forms.CharField(label=_("Supplier"), max_length=80, required=False)
    paid_from = NameChoiceField(label=_("Paid from"))
    freight = RupiahField(
        label=_("Freight"), required=False, help_text=_("Shared among the goods as part of their cost.")
    )
    field_order = ["key", "date", "party", "paid_from", "freight", "note"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self, "paid_from", money_of(self.book, or_role="payable_trade"))

    def clean_freight(self) -> int:
        return self.cleaned_data["freight"] or 0


class SaleForm(HeadForm):
    party = forms.CharField(label=_("Customer"), max_length=80, required=False)
    received_in = NameChoiceField(label=_("Received in"))
    discount = RupiahField(label=_("Discount"), required=False)
    field_order = ["key", "date", "party", "received_in", "discount", "note"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self, "received_in", money_of(self.book, or_role="receivable_trade"))

    def clean_discount(self) -> int:
        return self.cleaned_data["discount"] or 0


class UseForm(HeadForm):
    pass


class WriteOffForm(HeadForm):
    note = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("What happened to the goods, and who saw it.")
    )


class TransferForm(HeadForm):
    to_unit = NameChoiceField(label=_("To the unit"))
    field_order = ["key", "date", "to_unit", "note"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self, "to_unit", Unit.objects.filter(book=self.book, is_active=True).order_by("pk"))


HEADS: dict[SlipKind, type[HeadForm]] = {
    SlipKind.OPENING: OpeningForm,
    SlipKind.PURCHASE: PurchaseForm,
    SlipKind.SALE: SaleForm,
    SlipKind.USE: UseForm,
    SlipKind.WRITE_OFF: WriteOffForm,
    SlipKind.TRANSFER: TransferForm,
}


class RowForm(forms.Form):
    """One row; left empty it is none."""

    use_required_attribute = False
    quantity = QuantityField(label=_("Quantity"), required=False)

    def __init__(
        self, *args: Any, items: dict[str, StockItem], choices: list[Any], kind: SlipKind, **kw: Any
    ):
        super().__init__(*args, **kw)
        self.items, self.kind = items, kind
        self.fields["item"] = forms.ChoiceField(label=_("Goods"), choices=choices, required=False)
        if kind == SlipKind.OPENING:
            self.fields["amount"] = RupiahField(label=_("What all of it cost"), required=False)
        elif kind == SlipKind.PURCHASE:
            self.fields["amount"] = RupiahField(label=_("Cost of all of it"), required=False)
        elif kind == SlipKind.SALE:
            self.fields["amount"] = RupiahField(
                label=_("Price of all of it"), required=False, help_text=_("Empty: the usual price.")
            )
        self.order_fields(["item", "quantity", "amount"])

    @property
    def is_blank(self) -> bool:
        """Was nothing typed?"""
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.fields)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        item = self.items.get(cleaned.get("item") or "")
        if item is None and "item" not in self.errors:
            self.add_error("item", _("Choose the goods."))
        if cleaned.get("quantity") is None and "quantity" not in self.errors:
            self.add_error("quantity", _("Write how much."))
        if "amount" in self.fields and cleaned.get("amount") is None and not self.errors and item:
            if self.kind == SlipKind.SALE and item.price is not None:
                cleaned["amount"] = price_of(item.price, cleaned["quantity"])
            else:
                self.add_error("amount", _("Write the amount in rupiah."))
        return cleaned

    @property
    def line(self) -> StockLine:
        """What it asks for, once valid."""
        data = self.cleaned_data
        return StockLine(self.items[data["item"]], data["quantity"], data.get("amount") or 0)


class Sheet:
    """The head and its rows together."""

    def __init__(self, *, book: Book, kind: SlipKind, data: Any = None, more: bool = False):
        self.head = HEADS[kind](data, book=book)
        cards = cards_of(book)
        if kind == SlipKind.SALE:
            cards = [card for card in cards if ACCOUNTS[Kind(card.kind)].revenue]
        self.has_cards = bool(cards)
        items, choices = {str(card.pk): card for card in cards}, item_choices(cards)
        count = _count(data.get("rows") if data is not None else None) + (MORE_ROWS if more else 0)
        self.count = min(count, MOST_ROWS)
        self.rows = [
            RowForm(data, prefix=f"r{number}", items=items, choices=choices, kind=kind)
            for number in range(self.count)
        ]

    @property
    def may_grow(self) -> bool:
        return self.count < MOST_ROWS

    @property
    def written(self) -> list[RowForm]:
        return [row for row in self.rows if not row.is_blank]

    def is_valid(self) -> bool:
        """Is every part right? Messages stand where they belong."""
        is_right = self.head.is_valid()
        # Every row is looked at, so that all of them say what is wrong.
        is_right = not [row for row in self.written if not row.is_valid()] and is_right
        if not self.written:
            self.head.add_error(None, _("Write at least one item with its quantity."))
            return False
        seen: set[str] = set()
        for row in self.written:
            if (chosen := row.cleaned_data.get("item")) and chosen in seen:
                row.add_error("item", _("This item stands in another row already."))
                is_right = False
            seen.add(chosen or "")
        return is_right

    @property
    def lines(self) -> list[StockLine]:
        return [row.line for row in self.written]

    def say_no(self, refusal: Refusal) -> None:
        """Put a refusal beside the field it speaks of: of the head, or of the row with its goods."""
        if refusal.field in self.head.fields:
            self.head.add_error(refusal.field, refusal.message)
            return
        named = refusal.values.get("item")
        for row in self.written:
            if named and row.line.item.name == named:
                row.add_error("quantity", refusal.message)
                return
        self.head.add_error(None, refusal.message)


def _count(typed: str | None) -> int:
    """How many rows the page had: what it says, within reason."""
    number = int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 4 else FIRST_ROWS
    return max(number, 1)


class ReturnForm(HeadForm):
    """How much of each line of a sale or purchase comes back."""

    account = NameChoiceField(label=_("Account"))

    def __init__(self, *args: Any, slip: Slip, left: list[tuple[Movement, int]], **kwargs: Any):
        super().__init__(*args, book=slip.book, **kwargs)
        is_sale = slip.kind == SlipKind.SALE
        offer(
            self,
            "account",
            money_of(self.book, or_role="receivable_trade" if is_sale else "payable_trade"),
        )
        self.fields["account"].label = _("Money goes back from") if is_sale else _("Money comes back to")
        self.left = {f"m{movement.pk}": (movement, milli) for movement, milli in left}
        for name, (movement, milli) in self.left.items():
            self.fields[name] = QuantityField(
                label=movement.item.name,
                required=False,
                smallest_milli=0,
                help_text=_("At most %(left)s %(measure)s.")
                % {"left": format_quantity(milli), "measure": movement.item.measure},
            )
        self.order_fields([*self.left, "date", "account", "note"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name, (_movement, milli) in self.left.items():
            if (data.get(name) or 0) > milli:
                self.add_error(name, _("No more can come back than was handed over."))
        return data

    @property
    def quantities(self) -> dict[int, int]:
        return {
            movement.pk: self.cleaned_data[name]
            for name, (movement, _milli) in self.left.items()
            if self.cleaned_data.get(name)
        }
