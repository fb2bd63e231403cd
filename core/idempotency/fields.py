"""The form field that carries a page's key."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.ids import random_token


class KeyField(forms.CharField):
    """The idempotency key that the page made: hidden, and the same each time the form is sent."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any):
        super().__init__(min_length=16, max_length=64, initial=random_token, **kwargs)
        self.error_messages["required"] = _("This form is incomplete. Open the page again.")
