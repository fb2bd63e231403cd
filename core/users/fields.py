"""Form fields with which people say who they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal
from core.users.phones import display_phone, normalise_phone


class PhoneField(forms.CharField):
    """A mobile number in any way Indonesians write it; cleaned to +62…, shown as 0812-…"""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Mobile number"))
        kwargs.setdefault("max_length", 30)
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})
        )
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return display_phone(value) if isinstance(value, str) and value.startswith("+62") else value

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            return normalise_phone(typed)
        except Refusal as refusal:
            raise ValidationError(refusal.message) from refusal


@dataclass(frozen=True)
class Identifier:
    """What a person signs in with: exactly one of the two is filled."""

    email: str = ""
    phone: str = ""

    def __str__(self) -> str:
        return self.email or self.phone


def read_identifier(typed: str) -> Identifier | None:
    """The e-mail address or mobile number that was typed, None when it is neither."""
    text = typed.strip()
    if "@" in text:
        try:
            validate_email(text)
        except ValidationError:
            return None
        return Identifier(email=text.lower())
    try:
        return Identifier(phone=normalise_phone(text))
    except Refusal:
        return None


class IdentifierField(forms.CharField):
    """One box for a mobile number or an e-mail address; cleaned to an Identifier."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Mobile number or e-mail"))
        kwargs.setdefault("max_length", 254)
        kwargs.setdefault(
            "widget",
            forms.TextInput(
                attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
            ),
        )
        kwargs.setdefault("error_messages", {}).setdefault(
            "required", _("Write your mobile number or e-mail address.")
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Identifier:
        identifier = read_identifier(super().clean(value))
        if identifier is None:
            raise ValidationError(
                _("Write a mobile number such as 0812-3456-7890, or an e-mail such as nama@contoh.id.")
            )
        return identifier
