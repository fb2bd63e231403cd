"""Asked by `check --deploy`: whether the payment providers know us and would reach us."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from marketplace.gateways.port import PROVIDERS


@register("payments", deploy=True)
def check_providers(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(f"Payments through {name} would not work: {wrong}.", id="sedulang.E005")
        for name, provider in PROVIDERS.items()
        if provider.is_on and (wrong := provider.probe())
    ]
