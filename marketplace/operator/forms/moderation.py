"""What is said when something is decided about a shop."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.operator.forms.fields import LineField


class ReasonForm(forms.Form):
    reason = LineField(
        label=_("Reason"),
        max_length=200,
        help_text=_("The person concerned reads it."),
        error_messages={"required": _("Write the reason.")},
    )
