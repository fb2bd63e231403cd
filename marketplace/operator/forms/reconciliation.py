"""Forms of reconciliation: a provider's report, a difference that ends, money a BUMDes brought."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bumdes.organisations.models import Organisation
from core.fields import DayField, NameChoiceField, RupiahField, offer
from marketplace.operator.forms.fields import LineField
from marketplace.reconciliation.models import Remittance, Source
from marketplace.reconciliation.reading import MAX_BYTES


class ReportForm(forms.Form):
    source = forms.ChoiceField(label=_("Whose report is it?"), choices=Source.choices)
    file = forms.FileField(
        label=_("The report as CSV"),
        max_length=200,
        help_text=_("As the provider's dashboard gives it; at most 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
        error_messages={"required": _("Choose the file."), "empty": _("The file is empty.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(_("The file is larger than 5 MB. Take a shorter time."))
        return file


class CloseForm(forms.Form):
    note = LineField(
        label=_("What was it?"),
        max_length=200,
        help_text=_("For example: booked by the provider a day later; fee of a chargeback."),
        error_messages={"required": _("Write what it was, so that nobody has to look again.")},
    )


class RemittanceForm(forms.Form):
    """Money of buyers that a BUMDes sent to our bank account."""

    hub = NameChoiceField(label="BUMDes")
    origin = forms.ChoiceField(label=_("Which money?"), choices=Remittance.From.choices)
    amount = RupiahField(label=_("Amount"), largest=10_000_000_000)
    moved_on = DayField(label=_("Day it reached our account"))
    reference = LineField(
        label=_("The bank's reference"),
        max_length=60,
        help_text=_("As on the bank's list. The same one is entered once."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self, "hub", Organisation.objects.order_by("name", "pk"))
