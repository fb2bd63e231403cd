"""Files of the bank, and why a payout did not arrive."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from marketplace.settlement.services.rails.batch import MOST_BYTES


class AnswerForm(forms.Form):
    file = forms.FileField(
        label=_("The bank's answer as CSV"),
        max_length=200,
        help_text=_("Columns: daftar, referensi, status, keterangan. The same file again changes nothing."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
        error_messages={"required": _("Choose the file."), "empty": _("The file is empty.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("This file is larger than 1 MB."))
        return file
