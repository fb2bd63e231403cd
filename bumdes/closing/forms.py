"""Forms of closing, sharing and reporting."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.closing.models import Report
from bumdes.organisations.models import Office
from bumdes.organisations.models.bylaws import ProfitPurpose
from core.fields import DayField, NameChoiceField, RupiahField, offer
from core.idempotency.fields import KeyField


class CloseForm(forms.Form):
    reason = forms.CharField(
        label=_("Why something is left undone"),
        required=False,
        max_length=200,
        help_text=_("Needed only when the list above is not all done."),
    )


class ReopenForm(forms.Form):
    through = forms.ChoiceField(label=_("Stays closed through"), required=False)
    reason = forms.CharField(label=_("Why it is opened again"), max_length=200)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["through"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


class BylawsForm(forms.Form):
    adopted_on = DayField(label=_("Adopted on"))
    minutes_number = forms.CharField(label=_("Number of the minutes"), max_length=60)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for purpose in ProfitPurpose:
            self.fields[purpose] = forms.DecimalField(
                label=purpose.label,
                required=False,
                min_value=Decimal(0),
                max_value=Decimal(100),
                max_digits=5,
                decimal_places=2,
                localize=True,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )

    def share_fields(self) -> list[forms.BoundField]:
        return [self[purpose] for purpose in ProfitPurpose]

    def shares_bps(self) -> dict[str, int]:
        return {str(p): int((self.cleaned_data.get(p) or 0) * 100) for p in ProfitPurpose}


class AllocationForm(forms.Form):
    key = KeyField()
    assembly_date = DayField(label=_("Day of the village assembly"))
    minutes_number = forms.CharField(label=_("Number of the minutes"), max_length=60)


class PaymentForm(forms.Form):
    key = KeyField()
    amount = RupiahField(label=_("Amount"), smallest=1)
    paid_on = DayField(label=_("Paid on"), initial=timezone.localdate)
    paid_from = NameChoiceField(label=_("Paid from"))
    recipient = forms.CharField(label=_("Paid to"), max_length=120)
    receipt_number = forms.CharField(
        label=_("Number of the village treasury's receipt"),
        max_length=60,
        required=False,
        help_text=_("Needed for the village's share: it proves that the money became PADes."),
    )

    def __init__(self, *args: Any, accounts: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self, "paid_from", accounts)


class SubmitForm(forms.Form):
    year = forms.IntegerField(widget=forms.HiddenInput, min_value=2000, max_value=2100)
    kind = forms.ChoiceField(choices=Report.Kind, widget=forms.HiddenInput)
    summary = forms.CharField(
        label=_("What the year was like, in your own words"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SignOffForm(forms.Form):
    office = forms.ChoiceField(
        label=_("As"), choices=[(r.value, r.label) for r in (Office.Role.ADVISER, Office.Role.SUPERVISOR)]
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=400)


class AcceptForm(forms.Form):
    assembly_date = DayField(label=_("Day of the village assembly"), required=False)
    minutes_number = forms.CharField(label=_("Number of the minutes"), max_length=60, required=False)
