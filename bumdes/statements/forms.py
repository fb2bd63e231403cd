"""Which months of which unit to show, and what a BUMDes says about its reports."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Unit
from bumdes.statements.models import ReportSettings
from bumdes.statements.services import SETTINGS
from bumdes.statements.spans import Span
from core.moments import month_name

ALL = "semua"  # codes of units are in capitals


class ScopeForm(forms.Form):
    """The span and the unit, kept in the address; what is left out is the whole of this year."""

    tahun = forms.TypedChoiceField(label=_("Year"), coerce=int)
    dari = forms.TypedChoiceField(label=_("From month"), coerce=int)
    sampai = forms.TypedChoiceField(label=_("To month"), coerce=int)
    unit = forms.ChoiceField(label=_("Business unit"))

    def __init__(self, data: QueryDict, *, units: Iterable[Unit], opened_on: date, today: date):
        self._units = {unit.code: unit for unit in units}
        initial = {"tahun": today.year, "dari": 1, "sampai": 12, "unit": ALL}
        super().__init__({name: data.get(name) or value for name, value in initial.items()})
        years = range(opened_on.year, max(today.year, opened_on.year) + 1)
        months = [(month, month_name(month)) for month in range(1, 13)]
        self._choose("tahun", [(year, str(year)) for year in reversed(years)])
        self._choose("dari", months)
        self._choose("sampai", months)
        self._choose(
            "unit", [(ALL, _("All units together")), *((u.code, u.name) for u in self._units.values())]
        )
        self._today = today

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("dari"), data.get("sampai")
        if first and last and first > last:
            self.add_error("sampai", _("The last month comes before the first."))
        return data

    def scope(self) -> tuple[Span, Unit | None]:
        """What was chosen; the whole of this year while the choice is not valid."""
        if not self.is_valid():
            return Span(self._today.year), None
        chosen = self.cleaned_data
        return (
            Span(chosen["tahun"], chosen["dari"], chosen["sampai"]),
            self._units.get(chosen["unit"]),
        )


class ReportSettingsForm(forms.ModelForm):
    class Meta:
        model = ReportSettings
        fields = SETTINGS
        widgets = {
            "founded_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "other_information": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {
            "basis": _("Printed in the notes; the lines are the same under each."),
            "director": _("Leave empty to print who holds the office."),
        }
