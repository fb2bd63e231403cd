"""Telephone numbers as Indonesians type them."""

from __future__ import annotations

import phonenumbers
from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal


class NotAPhone(Refusal):
    message = _("Write a mobile number, such as 0812-3456-7890.")
    field = "phone"


def normalise_phone(typed: str) -> str:
    """E.164 (+6281234567890) from 0812-3456-7890, 62812… or +62 812…. Raises NotAPhone.

    A leading 62 without a plus would be read as an area code, so it becomes +62 first.
    A letter is refused rather than skipped: an O for a 0 would call somebody else.
    """
    if any(sign.isalpha() for sign in typed):
        raise NotAPhone
    digits = "".join(sign for sign in typed if sign.isdigit() or sign == "+")
    if digits.startswith("62") and len(digits) >= 10:
        digits = "+" + digits
    try:
        number = phonenumbers.parse(digits, "ID")
    except phonenumbers.NumberParseException as error:
        raise NotAPhone from error
    if not phonenumbers.is_possible_number(number):
        raise NotAPhone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def display_phone(e164: str) -> str:
    """0812-3456-7890."""
    local = "0" + e164.removeprefix("+62") if e164.startswith("+62") else e164
    return "-".join(part for part in (local[:4], local[4:8], local[8:]) if part)


def mask_phone(e164: str) -> str:
    """0812-****-7890: enough to recognise one's own, too little to call."""
    local = "0" + e164.removeprefix("+62") if e164.startswith("+62") else e164
    return f"{local[:4]}-****-{local[-4:]}"


def whatsapp_link(e164: str) -> str:
    """The wa.me address that opens a chat; the text is added by the caller."""
    return "https://wa.me/" + e164.lstrip("+")
