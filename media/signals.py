"""The one signal of this room: a stored picture asks for its renditions.

Wagtail's admin saves pictures by five different views, which have only this in common.
"""

from __future__ import annotations

from typing import Any

from media.models import Picture
from media.tasks import make_renditions


def ask_for_renditions(instance: Picture, raw: bool, **kwargs: Any) -> None:
    if not raw and instance.widths.get("stem") != instance.rendition_stem:
        make_renditions.defer(picture_id=instance.pk)
