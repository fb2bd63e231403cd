"""Form fields for photos: what they clean to has been inspected. Knows no editor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal
from media.documents import inspected_paper
from media.inspection import InspectedFile, inspected_file

ACCEPT = "image/jpeg,image/png,image/webp"
MAX_PHOTOS = 8


class PhotoInput(forms.FileInput):
    """A file input that offers pictures only; `data-shrink` lets the page's script make them smaller."""

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({"accept": ACCEPT, "data-shrink": True, **(attrs or {})})


class PhotosInput(PhotoInput):
    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({"multiple": True, **(attrs or {})})


class PhotoField(forms.FileField):
    """One photo; cleans to an InspectedFile, or to None when it is not required."""

    widget = PhotoInput
    # Emptiness is the inspection's to tell, in the same words everywhere.
    default_error_messages = {"invalid": _("Choose a photo.")}

    def __init__(self, **kwargs: Any):
        super().__init__(**{"allow_empty_file": True, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> Any:
        cleaned = super().clean(data, initial)
        return inspected(cleaned) if data and cleaned else cleaned


class PaperField(forms.FileField):
    """A photo of a paper, or a PDF; cleans to a file under a name of ours."""

    widget = forms.FileInput(attrs={"accept": f"{ACCEPT},application/pdf"})
    default_error_messages = {"invalid": _("Choose a photo or a PDF.")}

    def __init__(self, **kwargs: Any):
        super().__init__(**{"allow_empty_file": True, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> Any:
        cleaned = super().clean(data, initial)
        if not data or not cleaned:
            return cleaned
        try:
            return inspected_paper(cleaned)
        except Refusal as refusal:
            raise ValidationError(refusal.message, code="refused") from refusal


class PhotosField(forms.FileField):
    """Several photos at once; cleans to a list of InspectedFile, at most `max_photos`."""

    widget = PhotosInput
    default_error_messages = {
        "too_many": _("Send at most %(limit)d photos."),
        "refused": _("Photo %(number)d (%(name)s): %(message)s"),
    }

    def __init__(self, *, max_photos: int = MAX_PHOTOS, **kwargs: Any):
        self.max_photos = max_photos
        super().__init__(**{"allow_empty_file": True, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> list[InspectedFile]:
        files: Sequence[Any] = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if not files:
            if self.required and not initial:
                raise ValidationError(self.error_messages["required"], code="required")
            return []
        if len(files) > self.max_photos:
            raise ValidationError(
                self.error_messages["too_many"], code="too_many", params={"limit": self.max_photos}
            )
        photos, errors = [], []
        for number, file in enumerate(files, 1):
            try:
                photos.append(inspected(super().clean(file)))
            except ValidationError as error:
                values = {"number": number, "name": file.name, "message": " ".join(error.messages)}
                errors.append(ValidationError(self.error_messages["refused"], code="refused", params=values))
        if errors:
            raise ValidationError(errors)
        return photos


def inspected(file: Any) -> InspectedFile:
    try:
        return inspected_file(file)
    except Refusal as refusal:
        raise ValidationError(refusal.message, code="refused") from refusal
