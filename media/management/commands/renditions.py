"""Make the renditions that are missing or of an older recipe, without waiting for the worker."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from rich.progress import track

from media.models import Picture
from media.services import make_renditions


class Command(BaseCommand):
    help = "Make the renditions that are missing or of an older recipe (AVIF is left to the worker)."

    def handle(self, *args: Any, **options: Any) -> None:
        every = Picture.objects.order_by("pk").iterator()
        missing = [picture for picture in every if picture.widths.get("stem") != picture.rendition_stem]
        for picture in track(missing, "Photos", disable=not missing or not self.stdout.isatty()):
            make_renditions(picture=picture)
        self.stdout.write(f"{len(missing)} pictures got their renditions.")
