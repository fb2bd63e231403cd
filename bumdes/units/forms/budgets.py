"""Forms of the budget: a new version, its rows, copying a year, a file, and the decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Account
from bumdes.units.calculations import MONTHS
from core.fields import RupiahField
from core.moments import month_name


class NewBudgetForm(forms.Form):
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    reason = forms.CharField(
        label=_("Reason for a revision"),
        max_length=200,
        required=False,
        help_text=_("Needed only when this year's budget is approved already."),
    )

    def __init__(self, *args: Any, this_year: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        years = self.fields["year"]
        if isinstance(years, forms.ChoiceField):
            years.choices = [(year, str(year)) for year in (this_year + 1, this_year, this_year - 1)]
        years.initial = this_year


class YearAmountsForm(forms.Form):
    """One amount for the year per account of a unit: fields `a<pk of the account>`."""

    def __init__(self, *args: Any, accounts: list[Account], amounts: dict[int, int], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.accounts = accounts
        for account in accounts:
            self.fields[f"a{account.pk}"] = RupiahField(
                label=account.name, required=False, initial=amounts.get(account.pk)
            )

    def changed(self) -> dict[int, int]:
        """What was written anew, by the account's key. An amount that was left alone keeps its months."""
        return {
            account.pk: self.cleaned_data[name] or 0
            for account in self.accounts
            if (name := f"a{account.pk}") in self.changed_data
            and (self.cleaned_data[name] or 0) != (self.fields[name].initial or 0)
        }


class MonthsForm(forms.Form):
    """Twelve months of one account; or the year's amount, spread evenly over them."""

    year = RupiahField(
        label=_("Spread this amount over the year"),
        required=False,
        help_text=_("What does not divide by twelve goes to the first months, one rupiah each."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for month in range(1, MONTHS + 1):
            self.fields[f"m{month}"] = RupiahField(label=month_name(month), required=False)

    @property
    def month_fields(self) -> list[forms.BoundField]:
        return [self[f"m{month}"] for month in range(1, MONTHS + 1)]

    def months(self) -> list[int]:
        return [self.cleaned_data[f"m{month}"] or 0 for month in range(1, MONTHS + 1)]


class CopyForm(forms.Form):
    source = forms.ChoiceField(
        label=_("Copy from"),
        choices=[("actual", _("What the books say happened")), ("plan", _("The approved budget"))],
    )
    percent = forms.IntegerField(
        label=_("Change every amount by"),
        min_value=-90,
        max_value=500,
        initial=0,
        help_text=_("10 raises by a tenth, −10 lowers by a tenth."),
    )


class SheetForm(forms.Form):
    file = forms.FileField(
        label=_("XLSX or CSV file"),
        help_text=_("Download the table, fill it in, and send it back. Rows that it does not name stay."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class ApproveForm(forms.Form):
    minutes_number = forms.CharField(
        label=_("Number of the assembly's minutes"), max_length=60, required=False
    )


class RefuseForm(forms.Form):
    note = forms.CharField(label=_("Why it is refused"), max_length=200, required=False)
