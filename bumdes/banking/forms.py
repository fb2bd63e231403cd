"""Forms of the bank's room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bumdes.banking.kinds import OFTEN, UNKNOWN_MONEY
from bumdes.banking.models import BankLine
from bumdes.banking.reading import MAX_BYTES, MEANINGS, Table, TooLong
from bumdes.ledger.models import Account, Unit
from bumdes.ledger.queries import AccountIndex
from core.fields import RupiahField
from core.idempotency.fields import KeyField

LABELS = {
    "date": _("Date"),
    "description": _("Description"),
    "debit": _("Money out (debit)"),
    "credit": _("Money in (credit)"),
    "amount": _("Amount, with a sign or a mark"),
    "kind": _("Mark: DB or CR"),
    "balance": _("Balance"),
    "reference": _("Reference number"),
}


class UploadForm(forms.Form):
    key = KeyField()
    file = forms.FileField(
        label=_("The bank's list, as CSV or XLSX"),
        max_length=200,
        help_text=_("From internet banking: “mutasi rekening”. At most 1 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv,text/plain"}),
        error_messages={"required": _("Choose the file."), "empty": _("The file is empty.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(TooLong.message)
        return file


class ColumnsForm(forms.Form):
    """What each column of a file means. Columns are named as a spreadsheet does, with what they hold."""

    def __init__(self, *args: Any, table: Table, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.table = table
        lines = [number for number, _cells in table.lines[:30]]
        self.fields["header"] = forms.TypedChoiceField(
            label=_("The line that names the columns"),
            choices=[("-1", _("None does")), *((str(at), str(number)) for at, number in enumerate(lines))],
            coerce=int,
            initial=str(table.header),
        )
        columns = [(str(at), self._name(at)) for at in range(table.width)]
        for meaning in MEANINGS:
            at = table.columns.get(meaning)
            self.fields[meaning] = forms.ChoiceField(
                label=LABELS[meaning],
                choices=[("", "–"), *columns],
                required=meaning in ("date", "description"),
                initial="" if at is None else str(at),
            )

    def _name(self, at: int) -> str:
        """C: Keterangan, or what its first lines hold."""
        letters = chr(65 + at % 26) if at < 26 else chr(64 + at // 26) + chr(65 + at % 26)
        header = max(self.table.header, 0)
        near = self.table.lines[header : header + 4]
        held = [cells[at] for _number, cells in near if at < len(cells) and cells[at]]
        return f"{letters}: {' / '.join(held[:2])}"[:60] if held else letters

    @property
    def columns(self) -> dict[str, int]:
        """Meaning -> index, once the form is valid."""
        return {name: int(value) for name in MEANINGS if (value := self.cleaned_data.get(name))}


class ImportForm(forms.Form):
    """Asked only of an account's first file."""

    opening_balance = RupiahField(
        label=_("What the bank held before the first line"),
        help_text=_("From the bank's list or the passbook. What is older is not gone over again."),
    )


class BookForm(forms.Form):
    account = forms.ChoiceField(label=_("What it was for"))
    unit = forms.ChoiceField(label=_("Business unit"))
    description = forms.CharField(label=_("Description"), max_length=200)
    words = forms.CharField(
        label=_("Words to remember"),
        max_length=80,
        required=False,
        help_text=_(
            "The next line with these words is proposed in the same way. Empty: nothing is remembered."
        ),
    )

    def __init__(
        self, *args: Any, line: BankLine, accounts: AccountIndex, units: dict[str, Unit], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.accounts, self.units = accounts, units
        first = (UNKNOWN_MONEY, *OFTEN) if line.amount > 0 else OFTEN
        often = [accounts[role] for role in first if role in accounts]
        field, unit = self.fields["account"], self.fields["unit"]
        if not isinstance(field, forms.ChoiceField) or not isinstance(unit, forms.ChoiceField):
            raise TypeError("choices are chosen")
        field.choices = [
            (_("Often"), [(account.code, account.name) for account in often if account.is_active]),
            (
                _("All accounts"),
                [
                    (account.code, f"{account.code} {account.name}")
                    for account in accounts
                    if account.is_active and account.pk != line.account_id
                ],
            ),
        ]
        unit.choices = [(code, one.name) for code, one in units.items() if one.is_active]

    def clean_account(self) -> Account:
        return self.accounts.by_code(self.cleaned_data["account"])

    def clean_unit(self) -> Unit:
        return self.units[self.cleaned_data["unit"]]


class MonthForm(forms.Form):
    bank_balance = RupiahField(
        label=_("Balance by the bank"), help_text=_("As the bank's list or passbook says on the last day.")
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
