"""What narrows a book: days, unit, words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bumdes.bookkeeping.forms.fields import DayField, unit_choices
from bumdes.ledger.models import Unit


class RangeForm(forms.Form):
    """Sent by GET; what is wrong is said, and the page shows its usual days instead."""

    dari = DayField(label=_("From day"), required=False)
    sampai = DayField(label=_("To day"), required=False)
    cari = forms.CharField(label=_("Search"), required=False, max_length=80)

    def __init__(
        self, data: Any, *, units: dict[str, Unit], since: date, until: date, with_words: bool = True
    ):
        given = {name: data.get(name) for name in ("dari", "sampai", "unit", "cari") if data.get(name)}
        given.setdefault("dari", since.isoformat())
        given.setdefault("sampai", until.isoformat())
        super().__init__(given)
        self.usual = (since, until)
        self.units = units
        choices = unit_choices(units)
        if len(choices) > 1:
            self.fields["unit"] = forms.ChoiceField(
                label=_("Unit"), required=False, choices=[("", _("All units")), *choices]
            )
        if not with_words:
            del self.fields["cari"]
        self.is_valid()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("dari"), cleaned.get("sampai")
        if since and until and since > until:
            self.add_error("sampai", _("The last day is before the first one."))
        return cleaned

    @property
    def since(self) -> date:
        return self.cleaned_data.get("dari") or self.usual[0]

    @property
    def until(self) -> date:
        """Never before `since`."""
        return max(self.cleaned_data.get("sampai") or self.usual[1], self.since)

    @property
    def chosen_unit(self) -> Unit | None:
        return self.units.get(self.cleaned_data.get("unit") or "")

    @property
    def words(self) -> str:
        return self.cleaned_data.get("cari") or ""

    @property
    def kept(self) -> dict[str, str]:
        """What the links of the page carry on."""
        return {
            "dari": self.since.isoformat(),
            "sampai": self.until.isoformat(),
            "unit": self.chosen_unit.code if self.chosen_unit else "",
            "cari": self.words,
        }
