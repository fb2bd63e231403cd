"""Writing the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from core.audit.models import AuditLine
from core.users.models import User


def record(*, action: str, subject: models.Model, actor: User | None, at: datetime, **data: Any) -> AuditLine:
    """Add one line in the caller's transaction. `data` must be JSON and hold no personal data."""
    return AuditLine.objects.create(
        action=action, subject=f"{subject._meta.label_lower}:{subject.pk}", actor=actor, at=at, data=data
    )
