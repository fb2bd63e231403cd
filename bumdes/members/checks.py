"""Asked by `check --deploy`: whether the key at hand is the one the members' numbers were kept with."""

from __future__ import annotations

from typing import Any

from cryptography.fernet import InvalidToken
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from bumdes.members.models import Member
from bumdes.members.services.people import NIK, hash_of
from core.encryption import decrypt


@register("personal_data", deploy=True)
def check_numbers_are_found_again(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    kept = Member.objects.exclude(nik_sealed="").values_list("nik_sealed", "nik_hash")
    try:
        # The first and the newest: with a key that was changed in between, one of them stays shut.
        rows = [row for row in (kept.order_by("pk").first(), kept.order_by("-pk").first()) if row]
    except (DatabaseError, ImproperlyConfigured):
        return []  # the check of durability says what is wrong with the database
    if all(_is_found_again(*row) for row in rows):
        return []
    return [
        Error(
            "PERSONAL_DATA_KEY is not the key members' numbers were kept with: none is found again.",
            "Put the earlier key back.",
            id="sedulang.E007",
        )
    ]


def _is_found_again(sealed: str, kept_hash: str) -> bool:
    try:
        digits = decrypt(sealed.encode(), purpose=NIK).decode()
    except InvalidToken:
        return False
    return hash_of(digits) == kept_hash
