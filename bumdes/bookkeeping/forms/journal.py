"""The general journal: a head, and rows that say each what is wrong with them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bumdes.bookkeeping.forms.fields import AccountField, DayField, DescriptionField, unit_choices
from bumdes.ledger.models import Unit
from bumdes.ledger.queries import AccountIndex
from bumdes.ledger.services import Line
from core.fields import RupiahField
from core.idempotency.fields import KeyField
from core.money import format_rupiah
from media.fields import PhotoField

FIRST_ROWS, MORE_ROWS, MOST_ROWS = 4, 4, 60


class JournalForm(forms.Form):
    key = KeyField()
    rows = forms.IntegerField(widget=forms.HiddenInput, required=False)
    date = DayField(label=_("Date"), error_messages={"required": _("Write the day.")})
    description = DescriptionField(
        label=_("Description"), required=True, error_messages={"required": _("Write what this is.")}
    )
    photo = PhotoField(label=_("Photo of the receipt"), required=False)


class RowForm(forms.Form):
    """One row; left empty it is none."""

    use_required_attribute = False
    debit = RupiahField(label=_("Debit"), required=False)
    credit = RupiahField(label=_("Credit"), required=False)
    memo = forms.CharField(label=_("Memo"), max_length=120, required=False)

    def __init__(self, *args: Any, accounts: AccountIndex, units: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["account"] = AccountField(accounts=accounts, label=_("Account"), required=False)
        self.fields["unit"] = forms.ChoiceField(label=_("Unit"), choices=units, required=False)
        self.order_fields(["account", "unit", "debit", "credit", "memo"])

    @property
    def is_blank(self) -> bool:
        """Was nothing typed? The unit is always chosen."""
        return not any(
            str(self.data.get(self.add_prefix(name), "")).strip()
            for name in ("account", "debit", "credit", "memo")
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.is_blank:
            return cleaned
        if not cleaned.get("account") and "account" not in self.errors:
            self.add_error("account", _("Choose an account."))
        debit, credit = cleaned.get("debit"), cleaned.get("credit")
        if debit and credit:
            self.add_error("credit", _("A row has one side: debit or credit, not both."))
        elif not debit and not credit and not {"debit", "credit"} & set(self.errors):
            self.add_error("debit", _("Write an amount, debit or credit."))
        return cleaned


class Journal:
    """The head and its rows together, as one page shows and sends them."""

    def __init__(
        self,
        *,
        accounts: AccountIndex,
        units: dict[str, Unit],
        today: date,
        data: Any = None,
        files: Any = None,
        more: bool = False,
    ):
        self.units = units
        self.is_bound = data is not None
        self.head = JournalForm(data, files, initial={"date": today, "rows": FIRST_ROWS})
        count = _count(data.get("rows") if self.is_bound else None) + (MORE_ROWS if more else 0)
        self.count = min(count, MOST_ROWS)
        choices = unit_choices(units)
        self.rows = [
            RowForm(data, prefix=f"r{number}", accounts=accounts, units=choices)
            for number in range(self.count)
        ]
        self.has_units = len(choices) > 1

    @property
    def may_grow(self) -> bool:
        return self.count < MOST_ROWS

    def is_valid(self) -> bool:
        """Is every part right, and do both sides meet? Messages stand where they belong."""
        is_right = self.head.is_valid()
        written = [row for row in self.rows if not row.is_blank]
        # Every row is looked at, so that all of them say what is wrong.
        is_right = not [row for row in written if not row.is_valid()] and is_right
        if not written:
            self.head.add_error(None, _("Write at least two rows."))
            return False
        if not is_right:
            return False
        debit = sum(row.cleaned_data["debit"] or 0 for row in written)
        credit = sum(row.cleaned_data["credit"] or 0 for row in written)
        if debit != credit:
            self.head.add_error(
                None,
                ValidationError(
                    gettext("Debit is %(debit)s and credit is %(credit)s: they differ by %(gap)s."),
                    params={
                        "debit": format_rupiah(debit),
                        "credit": format_rupiah(credit),
                        "gap": format_rupiah(abs(debit - credit)),
                    },
                ),
            )
            return False
        return True

    @property
    def lines(self) -> list[Line]:
        """The rows as lines of an entry, once valid."""
        return [
            Line(
                row.cleaned_data["account"],
                debit=row.cleaned_data["debit"] or 0,
                credit=row.cleaned_data["credit"] or 0,
                unit=self.units.get(row.cleaned_data["unit"]),
                memo=row.cleaned_data["memo"],
            )
            for row in self.rows
            if not row.is_blank
        ]


def _count(typed: str | None) -> int:
    """How many rows the page had; nobody makes us draw a million of them."""
    if typed and typed.isascii() and typed.isdigit() and len(typed) < 4:
        return min(max(int(typed), 2), MOST_ROWS)
    return FIRST_ROWS
