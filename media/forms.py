"""Photos in forms: the fields of media.fields, and the image form of Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from media.fields import (
    ACCEPT,
    MAX_PHOTOS,
    PaperField,
    PhotoField,
    PhotoInput,
    PhotosField,
    PhotosInput,
    inspected,
)

__all__ = [
    "ACCEPT",
    "MAX_PHOTOS",
    "AdminPictureField",
    "PaperField",
    "PhotoField",
    "PhotoInput",
    "PhotosField",
    "PhotosInput",
    "PictureAdminForm",
]


class AdminPictureField(WagtailImageField):
    """The file field of Wagtail's image form: our inspection in the place of its own checks."""

    def to_python(self, data: Any) -> Any:
        file = forms.FileField.to_python(self, data)
        return inspected(file) if file else file


class PictureAdminForm(BaseImageForm):
    """Wagtail's image form; named by WAGTAILIMAGES_IMAGE_FORM_BASE."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if given := self.fields.get("file"):
            field = AdminPictureField(label=given.label, required=given.required, widget=given.widget)
            field.validators = []  # the name that was sent decides nothing
            self.fields["file"] = field
