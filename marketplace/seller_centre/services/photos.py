"""Keeping photos as soon as they arrive."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.users.models import User
from media.inspection import InspectedFile
from media.models import Picture
from media.services import store_picture


def keep(files: Iterable[InspectedFile], *, title: str, user: User, now: datetime) -> list[Picture]:
    """Store inspected photos in the order in which they were sent."""
    return [store_picture(file=file, title=title, uploaded_by=user, now=now) for file in files]
