"""The jobs of pictures."""

from __future__ import annotations

from django.utils import timezone

from core.tasks import periodic, task
from media import services
from media.models import Picture


@task(queue="media")
def make_renditions(picture_id: int) -> None:
    """The quick formats first, so that the picture is seen; the slow one in a job of its own."""
    if picture := Picture.objects.filter(pk=picture_id).first():
        services.make_renditions(picture=picture)
        add_avif.defer(picture_id=picture_id)


@task(queue="media")
def add_avif(picture_id: int) -> None:
    if picture := Picture.objects.filter(pk=picture_id).first():
        services.add_avif(picture=picture)


@periodic(cron="17 19 * * *", queue="media")  # 02.17 WIB
def delete_unused_pictures() -> None:
    services.delete_unused(now=timezone.now())
