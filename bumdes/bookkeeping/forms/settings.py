"""Forms that set a book up: its beginning, its limit, its accounts, its templates, its counts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bumdes.bookkeeping.calculations import DENOMINATIONS, MOST_PIECES
from bumdes.bookkeeping.forms.fields import DayField, DescriptionField
from core.fields import RupiahField
from core.idempotency.fields import KeyField
from core.money import format_rupiah

CHARTS = [
    ("kepmendesa-136-2022", _("BUM Desa (Kepmendesa PDTT 136/2022)")),
    ("bumdesma-lkd", _("BUM Desa Bersama LKD (former UPK)")),
]
OLDEST = date(2000, 1, 1)


class BeginForm(forms.Form):
    chart = forms.ChoiceField(
        label=_("Chart of accounts"), choices=CHARTS, widget=forms.RadioSelect, initial=CHARTS[0][0]
    )
    opened_on = DayField(
        label=_("First day of these books"),
        help_text=_("Usually 1 January. No entry can be older; opening balances stand on this day."),
        error_messages={"required": _("Write the day.")},
    )

    def clean_opened_on(self) -> date:
        day: date = self.cleaned_data["opened_on"]
        if day < OLDEST:
            raise forms.ValidationError(_("This day is too long ago."))
        return day


class LimitForm(forms.Form):
    limit = RupiahField(
        label=_("Two people from more than"),
        required=False,
        help_text=_(
            "A journal, a payment or a purchase over this amount waits until a second person approves it. "
            "Leave it empty and nothing waits; 0 makes everything wait."
        ),
    )


class AccountForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("Write a name.")})


class NewAccountForm(AccountForm):
    heading = forms.ChoiceField(
        label=_("Under which heading?"), error_messages={"required": _("Choose a heading.")}
    )
    field_order = ["heading", "name"]

    def __init__(self, *args: Any, headings: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [(code, f"{code} {name}") for code, name in headings]
        self.fields["heading"].choices = [("", _("Choose …")), *choices]  # type: ignore[attr-defined]


class EditAccountForm(AccountForm):
    is_active = forms.BooleanField(
        label=_("In use"), required=False, help_text=_("Out of use it takes no entries; what it has stays.")
    )
    is_guarded = forms.BooleanField(
        label=_("Never below zero"),
        required=False,
        help_text=_("An entry that would take more than it holds is refused."),
    )


class TemplateForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the template"), max_length=80, error_messages={"required": _("Write a name.")}
    )
    day = forms.IntegerField(
        label=_("Every month on day"),
        required=False,
        min_value=1,
        max_value=31,
        help_text=_("1 to 31; a month without this day takes its last one. Leave empty to use it by hand."),
    )


class UseForm(forms.Form):
    key = KeyField()
    date = DayField(label=_("Date"), error_messages={"required": _("Write the day.")})
    amount = RupiahField(smallest=1, label=_("Amount"), error_messages={"required": _("Write the amount.")})

    def __init__(self, *args: Any, with_amount: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not with_amount:
            del self.fields["amount"]


class NoteForm(forms.Form):
    note = DescriptionField(
        label=_("Why not?"), required=True, error_messages={"required": _("Write why it is refused.")}
    )


class CountForm(forms.Form):
    """How many notes and coins of each; an empty field is none."""

    key = KeyField()
    booked = forms.IntegerField(widget=forms.HiddenInput)
    reason = DescriptionField(
        label=_("Reason for a difference"), help_text=_("Needed only when count and book differ.")
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for value in DENOMINATIONS:
            self.fields[f"n{value}"] = forms.IntegerField(
                label=format_rupiah(value),
                required=False,
                min_value=0,
                max_value=MOST_PIECES,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 0, "max": MOST_PIECES}),
            )
        self.order_fields([f"n{value}" for value in DENOMINATIONS])

    @property
    def piece_fields(self) -> list[forms.BoundField]:
        return [self[f"n{value}"] for value in DENOMINATIONS]

    @property
    def pieces(self) -> dict[int, int]:
        """Pieces by denomination, once valid."""
        return {value: self.cleaned_data[f"n{value}"] or 0 for value in DENOMINATIONS}
