"""The one image model, shared by shops and editors."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.core.files.base import File
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Image,
    WagtailImageField,
    WagtailImageFieldFile,
    get_upload_to,
)

from media.inspection import inspected_file
from media.renditions import RECIPE


class PictureFile(WagtailImageFieldFile):
    """The one door to the original: whatever is saved here has been inspected."""

    def save(self, name: str, content: File, save: bool = True) -> None:
        """Store an inspected photo under a name of its own. Raises the refusals of inspection."""
        file = inspected_file(content)
        picture = self.instance
        picture.placeholder = file.inspected.placeholder
        picture.widths = {}
        picture.file_size = len(file.inspected.content)
        picture.file_hash = sha256(file.inspected.content).hexdigest()[:40]
        super().save(file.name, file, save=save)


class PictureField(WagtailImageField):
    attr_class = PictureFile


class Picture(AbstractImage):
    """A picture that has been inspected, stripped and re-encoded.

    `widths` says which renditions are ready, so that a list of products is drawn without a query
    or a file look-up per picture: {"stem": "r/ab/12…", "square": [160, 320, 640], "plain":
    [1024, 683], "avif": [640]}. It is empty until the first ones are. Their names are `stem` and
    an ending (media.renditions), and a name is never used for other bytes.
    """

    file = PictureField(
        verbose_name=_("file"), upload_to=get_upload_to, width_field="width", height_field="height"
    )
    created_at = models.DateTimeField(
        verbose_name=_("created at"), default=timezone.now, editable=False, db_index=True
    )
    widths = models.JSONField(default=dict, editable=False)
    placeholder = models.PositiveSmallIntegerField(default=0, editable=False)  # ph-0 … ph-11 of the theme
    admin_form_fields = (*Image.admin_form_fields, "description")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.file and not self.file._committed:
            # Now rather than in pre_save, so that what the inspection found is in this same write.
            self.file.save(self.file.name, self.file.file, save=False)
            if kwargs.get("update_fields") is not None:
                found = {"file", "width", "height", "file_size", "file_hash", "placeholder", "widths"}
                kwargs["update_fields"] = {*kwargs["update_fields"], *found}
        super().save(*args, **kwargs)

    def _set_file_hash(self) -> None:
        with self.open_file() as file:
            self.file_hash = sha256(file.read()).hexdigest()[:40]

    def get_upload_to(self, filename: str) -> str:
        return f"originals/{filename[:2]}/{filename}"

    @property
    def crop_centre(self) -> tuple[float, float]:
        """The middle of the square crop, as parts of width and height."""
        if self.focal_point_x is None or self.focal_point_y is None:
            return 0.5, 0.5
        return self.focal_point_x / self.width, self.focal_point_y / self.height

    @property
    def rendition_stem(self) -> str:
        """How the names of this file's renditions begin: changes with the file, crop and recipe."""
        facts = f"{RECIPE}:{self.file.name}:{self.file_hash}:{self.crop_centre}"
        digest = sha256(facts.encode()).hexdigest()[:18]
        return f"r/{digest[:2]}/{digest[2:]}"


class PictureRendition(AbstractRendition):
    """A rendition that an editor's page or Wagtail's admin asked for; shops use `widths`."""

    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]
