"""The sizes and encodings in which a picture is shown. Knows no database and no storage.

Squares fill cards and product pages; one uncropped width serves articles. WebP and JPEG exist in
every size. AVIF costs ten to fifteen times the time of WebP and saves a fifth from 640 px up, at most
a sixth on a card (at like quality, SSIM 0.95, nine drawings). It is made from 320 px up, the smallest
square of a page: a browser that takes AVIF looks at no other list, and must find there what it needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from PIL import Image

RECIPE = "2"  # part of every name: change it with anything below that changes what is made
SQUARES = (160, 320, 640, 1024)
PLAIN_WIDTH = 1024
AVIF_FROM = 320
# Bytes that a WebP of this width should stay below; quality steps down until it does. 320 px stand on a
# card of a phone with two pixels to each of the page's: so fine that a coarser encoding does not show.
_TARGETS = {160: 3_500, 320: 5_000, 640: 24_000, 1024: 52_000}
_QUALITIES = (62, 50, 40, 32)
_JPEG_OVER_WEBP = 1.5


def square_widths(width: int, height: int) -> list[int]:
    """The squares a picture of this size gets, rising: never larger than it is, and at least one."""
    side = min(width, height, SQUARES[-1])
    return [size for size in SQUARES if size < side] + [side]


def plain_size(width: int, height: int) -> tuple[int, int] | None:
    """The size of the uncropped rendition, None when a square shows (nearly) all of the picture."""
    if max(width, height) <= 1.02 * min(width, height):
        return None
    wide = min(width, PLAIN_WIDTH)
    return wide, max(1, round(height * wide / width))


def quick(image: Image.Image, centre: tuple[float, float]) -> Iterator[tuple[str, bytes]]:
    """Every WebP and JPEG of an RGB picture: the end of its name (`-320.webp`) and its bytes.

    `centre` is the middle of the square crop as parts of width and height, (0.5, 0.5) by default.
    """
    for width, square in _squares(image, centre):
        yield f"-{width}.webp", _within(square, "WEBP", _target(width), method=4)
        yield f"-{width}.jpg", _within(square, "JPEG", _target(width) * _JPEG_OVER_WEBP, progressive=True)
    if size := plain_size(*image.size):
        plain = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
        yield "-plain.webp", _within(plain, "WEBP", _target(size[0]), method=4)
        yield "-plain.jpg", _within(plain, "JPEG", _target(size[0]) * _JPEG_OVER_WEBP, progressive=True)


def avif(image: Image.Image, centre: tuple[float, float]) -> Iterator[tuple[str, bytes]]:
    """The slow ones: the squares from AVIF_FROM up."""
    for width, square in _squares(image, centre):
        if width >= AVIF_FROM:
            yield f"-{width}.avif", _encoded(square, "AVIF", quality=42, speed=6)


def _squares(image: Image.Image, centre: tuple[float, float]) -> Iterator[tuple[int, Image.Image]]:
    side = min(image.size)
    left = round(min(max(centre[0] * image.width - side / 2, 0), image.width - side))
    top = round(min(max(centre[1] * image.height - side / 2, 0), image.height - side))
    box = (left, top, left + side, top + side)
    for width in square_widths(*image.size):
        yield width, image.resize((width, width), Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)


def _target(width: int) -> float:
    return next((size for limit, size in _TARGETS.items() if width <= limit), _TARGETS[1024])


def _within(image: Image.Image, form: str, target: float, **options: object) -> bytes:
    """The best of _QUALITIES that stays below the target, else the last of them."""
    for quality in _QUALITIES:
        content = _encoded(image, form, quality=quality, **options)
        if len(content) <= target:
            break
    return content


def _encoded(image: Image.Image, form: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()
