"""Changing what a BUMDes says about its reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from bumdes.organisations.models import Organisation
from bumdes.statements.models import ReportSettings
from core.audit.services import record
from core.users.models import User

SETTINGS = (
    "basis",
    "founded_on",
    "deed",
    "legal_number",
    "director",
    "treasurer",
    "adviser",
    "supervisor",
    "other_information",
)


def change_report_settings(
    *, organisation: Organisation, values: Mapping[str, Any], actor: User, now: datetime
) -> ReportSettings:
    """Write the settings named in SETTINGS; the audit trail names which of them changed."""
    with transaction.atomic(durable=True):
        settings, _is_new = ReportSettings.objects.select_for_update().get_or_create(
            organisation=organisation
        )
        changed = [name for name in SETTINGS if getattr(settings, name) != values[name]]
        for name in changed:
            setattr(settings, name, values[name])
        if changed:
            settings.save(update_fields=changed)
            record(
                action="statements.settings_changed", subject=settings, actor=actor, at=now, changed=changed
            )
    return settings
