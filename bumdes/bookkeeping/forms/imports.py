"""Sending a file of entries in, and mending its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from bumdes.bookkeeping.imports import COLUMNS
from bumdes.bookkeeping.imports.correcting import MAX_TYPED
from bumdes.bookkeeping.queries.imports import WrongRow
from bumdes.bookkeeping.services.imports import MAX_BYTES, TooLarge

LABELS = {
    "entry": _("Entry"),
    "date": _("Date"),
    "description": _("Description"),
    "account": _("Account"),
    "unit": _("Unit"),
    "debit": _("Debit"),
    "credit": _("Credit"),
    "key": _("Key"),
}
_CELL = re.compile(rf"row([0-9]{{1,7}})-({'|'.join(COLUMNS)})")
_LEFT = re.compile(r"leave([0-9]{1,7})")


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File, as XLSX or CSV"),
        max_length=200,
        help_text=_("Made from the template. At most 10.000 rows and 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv,text/plain"}),
        error_messages={"required": _("Choose the file."), "empty": _("The file is empty.")},
    )
    is_opening = forms.BooleanField(
        label=_("These are opening balances"),
        required=False,
        help_text=_("What there was when the books began: no income or expense of this year."),
    )
    may_create_units = forms.BooleanField(
        label=_("Make units that are not there yet"),
        required=False,
        help_text=_("Else a unit that nobody knows is shown as a mistake."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(TooLarge.message)
        return file


class FixForm(forms.Form):
    """An input for each wrong cell, holding what the file says, with the reason beside it."""

    def __init__(self, rows: Sequence[WrongRow]):
        self.rows = rows
        # What stands in the file counts as typed, so that each field can carry its errors.
        super().__init__(
            {
                f"row{wrong.row.line}-{column}": getattr(wrong.row, column)
                for wrong in rows
                for column in wrong.cells
            }
        )
        for wrong in rows:
            for column in wrong.cells:
                attrs = {"autocomplete": "off", "maxlength": MAX_TYPED}
                if column in ("debit", "credit"):
                    attrs["inputmode"] = "numeric"
                if column == "account":
                    attrs["list"] = "accounts"
                self.fields[f"row{wrong.row.line}-{column}"] = forms.CharField(
                    label=LABELS[column], required=False, widget=forms.TextInput(attrs=attrs)
                )
            if wrong.is_first:
                self.fields[f"leave{wrong.row.line}"] = forms.BooleanField(
                    label=_("Leave this entry out"), required=False
                )
        self.fields["everywhere"] = forms.BooleanField(
            label=_("Change equal dates, accounts and units in all other rows too"), required=False
        )
        self.full_clean()
        for wrong in rows:
            for column, found in wrong.cells.items():
                for message in found:
                    self.add_error(f"row{wrong.row.line}-{column}", message)

    def groups(self) -> Iterator[tuple[WrongRow, list[BoundField], BoundField | None]]:
        """Each row with its inputs, and the box that leaves its entry out."""
        for wrong in self.rows:
            line = wrong.row.line
            fields = [self[f"row{line}-{column}"] for column in wrong.cells]
            yield wrong, fields, self[f"leave{line}"] if wrong.is_first else None


def typed_cells(data: Mapping[str, str]) -> dict[tuple[int, str], str]:
    """(line, column) -> text, of a sent FixForm."""
    found = ((_CELL.fullmatch(name), name) for name in data)
    return {(int(match[1]), match[2]): data[name] for match, name in found if match}


def left_lines(data: Mapping[str, str]) -> set[int]:
    return {int(match[1]) for name in data if (match := _LEFT.fullmatch(name))}
