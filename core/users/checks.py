"""Asked by `check --deploy`: whether codes to telephones would leave."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from core.users.codes import phone_sender


@register("phone_codes", deploy=True)
def check_phone_sender(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    try:
        wrong = phone_sender().probe()
    except ImportError as error:
        wrong = str(error)
    if not wrong:
        return []
    return [Error(f"Codes to telephones would not leave: {wrong}.", id="sedulang.E004")]
