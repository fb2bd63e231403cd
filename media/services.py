"""Keeping pictures: storing an upload, making its renditions, clearing away what nobody shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image

from core.locks import lock_name
from core.users.models import User
from media import renditions
from media.inspection import FORMATS, inspected_file
from media.models import Picture

Maker = Callable[[Image.Image, tuple[float, float]], Iterable[tuple[str, bytes]]]


def store_picture(*, file: File, title: str, uploaded_by: User | None, now: datetime) -> Picture:
    """Inspect an upload and keep it as a picture; its renditions are made by a job.

    Raises Empty, TooLarge, TooManyPixels or NotAPicture (media.inspection), with field "photo".
    """
    picture = Picture(
        title=title[:255], file=inspected_file(file), uploaded_by_user=uploaded_by, created_at=now
    )
    picture.save()
    return picture


def make_renditions(*, picture: Picture) -> bool:
    """Make the WebP and JPEG renditions and record them; False when they were there already."""
    stem = picture.rendition_stem
    if picture.widths.get("stem") == stem:
        return False
    size = (picture.width, picture.height)
    ready: dict[str, object] = {"stem": stem, "square": renditions.square_widths(*size)}
    if plain := renditions.plain_size(*size):
        ready["plain"] = list(plain)
    return _make(picture, stem, renditions.quick, ready)


def add_avif(*, picture: Picture) -> bool:
    """Make the slow AVIF renditions of a picture that has its others; False when nothing was to do."""
    stem = picture.rendition_stem
    wanted = [w for w in picture.widths.get("square", ()) if w >= renditions.AVIF_FROM]
    if picture.widths.get("stem") != stem or not wanted or "avif" in picture.widths:
        return False
    return _make(picture, stem, renditions.avif, {**picture.widths, "avif": wanted})


def delete_unused(*, now: datetime, older_than: timedelta = timedelta(days=2)) -> int:
    """Delete originals and renditions that no picture names; gives how many.

    The days of grace cover an upload whose transaction is still open, and pages in a cache.
    """
    rows = Picture.objects.values_list("file", "widths__stem")
    used = {name for row in rows.iterator() for name in row if name}
    gone = 0
    for folder in ("originals", "r"):
        for name in _files_under(folder):
            key = name if folder == "originals" else name.rsplit("-", 1)[0]
            if key not in used and default_storage.get_modified_time(name) < now - older_than:
                default_storage.delete(name)
                gone += 1
    return gone


def _make(picture: Picture, stem: str, maker: Maker, ready: dict[str, object]) -> bool:
    with default_storage.open(picture.file.name) as file, Image.open(file, formats=FORMATS) as image:
        made = list(maker(image.convert("RGB"), picture.crop_centre))
    with transaction.atomic():
        # Two workers may have made the same files: one of them stores them, the other sees that.
        lock_name(f"renditions:{stem}")
        current = Picture.objects.get(pk=picture.pk)
        if current.rendition_stem != stem or current.widths == ready:
            return False
        for ending, content in made:
            _store(stem + ending, content)
        Picture.objects.filter(pk=picture.pk).update(widths=ready)
    picture.widths = ready
    return True


def _store(name: str, content: bytes) -> None:
    # A file that is there already may be half of one, left by a worker that was killed.
    if default_storage.exists(name):
        default_storage.delete(name)
    default_storage.save(name, ContentFile(content))


def _files_under(folder: str) -> Iterator[str]:
    if not default_storage.exists(folder):
        return
    for shard in default_storage.listdir(folder)[0]:
        for name in default_storage.listdir(f"{folder}/{shard}")[1]:
            yield f"{folder}/{shard}/{name}"
