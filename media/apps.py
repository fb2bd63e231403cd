"""Uploads: inspection, stripping, renditions, storages, and the one image model."""

from django.apps import AppConfig
from django.db.models.signals import post_save


class MediaConfig(AppConfig):
    name = "media"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can be imported only now that every app is there.
        from media.models import Picture  # noqa: PLC0415
        from media.signals import ask_for_renditions  # noqa: PLC0415

        post_save.connect(ask_for_renditions, sender=Picture, dispatch_uid="ask_for_renditions")
