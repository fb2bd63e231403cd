"""A QRIS as a picture: drawn for buyers, and read from a photo of the sticker."""

from __future__ import annotations

from io import BytesIO
from typing import IO

import segno
from PIL import Image, UnidentifiedImageError

from marketplace.gateways.qris.payload import NotQris

MOST_PIXELS = 25_000_000


def as_svg(payload: str) -> str:
    """A data address of the code as SVG, sharp at every size."""
    return _made(payload).svg_data_uri(border=4, omitsize=True)


def as_png(payload: str) -> bytes:
    """The code as PNG, large enough for another app to read it from the gallery."""
    picture = BytesIO()
    _made(payload).save(picture, kind="png", scale=10, border=4)
    return picture.getvalue()


def read_photo(file: IO[bytes]) -> str:
    """The text of the one QR code on a photo. Raises NotQris when there is none, or more than one."""
    import zxingcpp

    try:
        photo = Image.open(file)
        if photo.width * photo.height > MOST_PIXELS:
            raise NotQris(field="photo")
        kinds = zxingcpp.barcode_formats_from_str("QRCode")
        found = zxingcpp.read_barcodes(photo.convert("L"), formats=kinds)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise NotQris(field="photo") from error
    texts = {code.text for code in found if code.text}
    if len(texts) != 1:
        raise NotQris(field="photo")
    return texts.pop()


def _made(payload: str) -> segno.QRCode:
    return segno.make(payload, micro=False, error="m")
