"""What a template needs to show a picture. No query and no look at the storage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.core.files.storage import default_storage

from media.models import Picture
from media.renditions import SQUARES


class Use(Enum):
    """Where a picture stands: the squares a browser may choose from there, or uncropped."""

    THUMB = (160,)
    CARD = (160, 320)
    PAGE = (320, 640, 1024)
    ARTICLE = ()


@dataclass(frozen=True, slots=True)
class PictureView:
    """The fields of components/picture.html; avif, webp and jpeg are srcset texts, perhaps empty."""

    avif: str
    webp: str
    jpeg: str
    src: str
    width: int
    height: int
    alt: str
    colour: str


def colour_class(placeholder: int) -> str:
    """The theme's class that holds the place in the picture's own hue."""
    return f"ph-{placeholder}"


def card_picture(picture: Picture | None) -> dict[str, Any]:
    """The small JSON that a list keeps of a picture; `picture_view` draws from it.

    Only the colour while renditions are not ready: ask again when `Picture.widths` is filled.
    """
    if picture is None:
        return {}
    card: dict[str, Any] = {"colour": picture.placeholder}
    if picture.widths:
        card["stem"] = picture.widths["stem"]
        card["square"] = [width for width in picture.widths["square"] if width <= Use.CARD.value[-1]]
    return card


def picture_view(
    source: Picture | Mapping[str, Any] | None, *, alt: str, use: Use = Use.CARD
) -> PictureView | None:
    """A picture, or the JSON of `card_picture`, ready to draw; None without a ready rendition.

    The JSON of `card_picture` holds no more than Use.CARD shows.
    """
    ready = {**source.widths, "colour": source.placeholder} if isinstance(source, Picture) else source or {}
    if "stem" not in ready:
        return None
    stem, colour = default_storage.url(ready["stem"]), colour_class(ready["colour"])
    if use is Use.ARTICLE and (size := ready.get("plain")):
        width, height = size
        webp, jpeg = f"{stem}-plain.webp {width}w", f"{stem}-plain.jpg {width}w"
        return PictureView("", webp, jpeg, f"{stem}-plain.jpg", width, height, alt, colour)
    widths = _chosen(ready["square"], use)
    avif = [width for width in ready.get("avif", ()) if width in widths]
    middle = widths[len(widths) // 2]
    return PictureView(
        avif=_srcset(stem, "avif", avif),
        webp=_srcset(stem, "webp", widths),
        jpeg=_srcset(stem, "jpg", widths),
        src=f"{stem}-{middle}.jpg",
        width=middle,
        height=middle,
        alt=alt,
        colour=colour,
    )


def _chosen(ready: list[int], use: Use) -> list[int]:
    """The squares for this use; of a small picture the largest there is."""
    low, high = (use.value or Use.PAGE.value)[0], (use.value or SQUARES)[-1]
    return [width for width in ready if low <= width <= high] or [max(w for w in ready if w <= high)]


def _srcset(stem: str, extension: str, widths: list[int]) -> str:
    return ", ".join(f"{stem}-{width}.{extension} {width}w" for width in widths)
