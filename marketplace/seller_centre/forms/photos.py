"""The photos of a product form: stored when they arrive, carried on as signed names.

A form that comes back with an error must not ask for photos again: on a slow link they are
what took the time. So a photo is stored at once, and the page carries its number, signed for
this shop, until the product is saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from marketplace.catalogue.services import MAX_PICTURES
from media.display import PictureView, Use, colour_class, picture_view
from media.forms import PhotosField
from media.inspection import InspectedFile
from media.models import Picture

SALT = "seller.photos"
CARRIED, PLACE, DROP = "photo", "photo_place", "photo_drop"


@dataclass(frozen=True)
class Photo:
    """One photo on the form. `token` is what the page carries, `place` counts from 1.

    `view` is None for the second or two until the photo's sizes are made; `colour` stands in.
    """

    view: PictureView | None
    colour: str
    token: str
    place: int


class PatientPhotosField(PhotosField):
    """Photos of which some may be bad: the good ones stay at hand in `arrived`."""

    arrived: list[InspectedFile]

    def __init__(self, **kwargs: Any):
        super().__init__(error_messages={"refused": _("%(name)s: %(message)s")}, **kwargs)
        self.arrived = []

    def clean(self, data: Any, initial: Any = None) -> list[InspectedFile]:
        files = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if len(files) > self.max_photos:
            return super().clean(files, initial)
        self.arrived, errors = [], []
        for file in files:
            try:
                self.arrived.extend(super().clean([file], initial))
            except ValidationError as error:
                errors.extend(error.error_list)
        if errors:
            raise ValidationError(errors)
        return self.arrived


def sign(picture_id: int, *, seller_id: int) -> str:
    """The name under which a page may carry a photo of this shop."""
    return signing.dumps([seller_id, picture_id], salt=SALT)


def read(token: str, *, seller_id: int) -> int | None:
    """The photo that a page carried; None when this shop never stored it."""
    try:
        owner, picture_id = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return picture_id if owner == seller_id else None


def carried(data: MultiValueDict[str, str], *, seller_id: int) -> list[int]:
    """The photos a form carries, without those to drop, in the order its reader chose.

    Two with the same place keep the order in which they stood.
    """
    places = data.getlist(PLACE)
    dropped = set(data.getlist(DROP))
    kept: list[tuple[int, int]] = []
    for position, token in enumerate(data.getlist(CARRIED)[: 2 * MAX_PICTURES]):
        picture_id = read(token, seller_id=seller_id)
        if picture_id is None or token in dropped:
            continue
        place = places[position] if position < len(places) else ""
        kept.append((_place(place, position), picture_id))
    kept.sort(key=lambda each: each[0])
    return list(dict.fromkeys(picture_id for _place_, picture_id in kept))


def shown(picture_ids: Sequence[int], *, seller_id: int, alt: str = "") -> list[Photo]:
    """Photos for the page, in this order. One query."""
    found: Mapping[int, Picture] = Picture.objects.in_bulk(list(picture_ids))
    return [
        Photo(
            view=picture_view(found[pk], alt=alt, use=Use.THUMB),
            colour=colour_class(found[pk].placeholder),
            token=sign(pk, seller_id=seller_id),
            place=place,
        )
        for place, pk in enumerate(_known(picture_ids, found), start=1)
    ]


def _known(picture_ids: Iterable[int], found: Mapping[int, Any]) -> list[int]:
    return [pk for pk in picture_ids if pk in found]


def _place(typed: str, otherwise: int) -> int:
    """A place as typed; moved photos go before those that stayed on the same place."""
    wanted = int(typed) - 1 if typed.isascii() and typed.isdigit() and len(typed) < 3 else otherwise
    return 2 * wanted + (0 if wanted < otherwise else 1)
