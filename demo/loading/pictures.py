"""The demo's drawings as pictures, with their renditions."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime

import django
from django.core.files.base import File
from django.db import connection

from demo.loading.source import PICTURES
from media.models import Picture
from media.services import make_renditions, store_picture


def load_pictures(now: datetime) -> dict[str, Picture]:
    """Store every drawing that is missing, with renditions; gives them by file name."""
    have = {picture.title: picture for picture in Picture.objects.all()}
    for path in sorted(PICTURES.glob("*.webp")):
        if path.name not in have:
            with path.open("rb") as file:
                have[path.name] = store_picture(
                    file=File(file, name=path.name), title=path.name, uploaded_by=None, now=now
                )
    _render_missing()
    return {picture.title: picture for picture in Picture.objects.all()}


def _render_missing() -> None:
    """Make renditions on every core: in a worker's queue the first visitor would see none."""
    waiting = list(Picture.objects.filter(widths={}).order_by("pk").values_list("pk", flat=True))
    if not waiting:
        return
    connection.close()
    with ProcessPoolExecutor(max_workers=os.cpu_count(), initializer=django.setup) as pool:
        list(pool.map(_render, waiting, chunksize=4))


def _render(pk: int) -> None:
    make_renditions(picture=Picture.objects.get(pk=pk))
