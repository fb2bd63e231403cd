"""What an uploaded photo must survive: bounds, decoding and a fresh encoding of our own.

Nothing of the file that was sent is kept but its colours. Knows no database and no storage.
"""

from __future__ import annotations

import cmath
import colorsys
import math
import secrets
import struct
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO

from django.core.files.base import ContentFile, File
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

from core.refusals import Refusal

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 25_000_000
# The WebP decoder takes 16 bytes a pixel: no phone makes such large ones, only who wants our memory.
MAX_WEBP_PIXELS = 12_000_000
MAX_SIDE = 12_000
LONG_SIDE = 1600
QUALITY = 85
FORMATS = ("JPEG", "PNG", "WEBP")
# The hues of the classes ph-0 … ph-11 of the theme, in degrees.
HUES = (42, 24, 8, 350, 54, 72, 100, 140, 172, 200, 225, 290)

_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow's three decoders raise on a broken file.
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    EOFError,
    IndexError,
    KeyError,
    struct.error,
    zlib.error,
)
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class NotAPicture(Refusal):
    message = _("This file is not a photo that we can read. Send a JPEG, PNG or WebP photo.")
    field = "photo"


class TooLarge(Refusal):
    message = _("This photo is larger than %(limit)d MB. Send a smaller one.")
    field = "photo"


class TooManyPixels(Refusal):
    message = _("This picture has more than %(limit)d million pixels. Send a smaller one.")
    field = "photo"


class Empty(Refusal):
    message = _("This file is empty. Choose the photo again.")
    field = "photo"


@dataclass(frozen=True, slots=True)
class Inspected:
    """A photo of our own making: an RGB JPEG in sRGB, upright, without any metadata."""

    content: bytes
    width: int
    height: int
    placeholder: int  # index into HUES
    name: str = field(default_factory=lambda: f"{secrets.token_hex(10)}.jpg")


class InspectedFile(ContentFile):
    """An inspected photo as a file, which the picture model takes as it is."""

    def __init__(self, inspected: Inspected):
        super().__init__(inspected.content, name=inspected.name)
        self.inspected = inspected


def inspect_upload(file: File | BinaryIO) -> Inspected:
    """The photo in `file`, measured, decoded and encoded afresh; its name is ours and random.

    At most MAX_BYTES are read and no pixel is decoded before the header is within MAX_PIXELS and
    MAX_SIDE. An InspectedFile is not inspected again.
    Raises Empty, TooLarge, TooManyPixels or NotAPicture.
    """
    if isinstance(file, InspectedFile):
        return file.inspected
    data = _read(file)
    try:
        _check_header(data)
        image = _decode(data)
    except _BOMB as error:
        raise TooManyPixels(limit=MAX_PIXELS // 1_000_000) from error
    except _BROKEN as error:
        raise NotAPicture from error
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Inspected(out.getvalue(), image.width, image.height, placeholder_of(image))


def inspected_file(file: File | BinaryIO) -> InspectedFile:
    """`inspect_upload` as a file that can be stored. Raises what it raises."""
    return file if isinstance(file, InspectedFile) else InspectedFile(inspect_upload(file))


def placeholder_of(image: Image.Image) -> int:
    """The index of the theme's hue that is nearest to the picture's own; 0 for a grey picture."""
    total, weight = 0j, 0.0
    small = image.resize((16, 16), Image.Resampling.BOX).tobytes()
    for at in range(0, len(small), 3):
        hue, saturation, value = colorsys.rgb_to_hsv(*(part / 255 for part in small[at : at + 3]))
        total += cmath.rect(saturation * value, hue * math.tau)
        weight += saturation * value
    if weight < 256 * 0.03:
        return 0
    mean = math.degrees(cmath.phase(total)) % 360
    return min(range(len(HUES)), key=lambda i: abs((HUES[i] - mean + 180) % 360 - 180))


def _read(file: File | BinaryIO) -> bytes:
    # An upload that was cut off by the upload handler still tells its true size.
    if (getattr(file, "size", 0) or 0) > MAX_BYTES:
        raise TooLarge(limit=MAX_BYTES // (1024 * 1024))
    file.seek(0)
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise TooLarge(limit=MAX_BYTES // (1024 * 1024))
    if not data:
        raise Empty
    return data


def _check_header(data: bytes) -> None:
    with Image.open(BytesIO(data), formats=FORMATS) as image:
        width, height = image.size
        most = MAX_WEBP_PIXELS if image.format == "WEBP" else MAX_PIXELS
        if width * height > most or max(width, height) > MAX_SIDE:
            raise TooManyPixels(limit=most // 1_000_000)
        image.verify()


def _decode(data: bytes) -> Image.Image:
    """The first frame as upright RGB of at most LONG_SIDE, in a new image that carries no metadata."""
    with Image.open(BytesIO(data), formats=FORMATS) as image:
        # A JPEG can be decoded at a half or a quarter: a 12 Mpx photo then costs a fourth.
        image.draft(None, (LONG_SIDE, LONG_SIDE))
        image.load()
        orientation, profile = _orientation(image), image.info.get("icc_profile")
        frame = _small(image)
        if turn := _TURNS.get(orientation):
            frame = frame.transpose(turn)
        return _bare(_in_srgb(frame, profile))


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except _BROKEN:
        return 1  # broken EXIF is dropped with the rest of it


def _small(image: Image.Image) -> Image.Image:
    """At most LONG_SIDE, in RGB, L or CMYK, on white. Keeps no second copy of the large one."""
    if "transparency" in image.info or image.mode in ("PA", "LA"):
        image = image.convert("RGBA")
    elif image.mode in ("P", "1"):
        # Neighbouring palette numbers are not neighbouring colours: look them up before shrinking.
        image = image.convert("RGB")
    if image.mode == "RGBA":
        image.paste("white", mask=ImageOps.invert(image.getchannel("A")))
        # Band by band: resizing RGBA as such makes a copy of all of it first.
        return Image.merge("RGB", [_shrunk(image.getchannel(band)) for band in "RGB"])
    image = _shrunk(image)
    if image.mode.startswith("I"):
        # 16-bit grey: a plain conversion would clip everything above 255 to white.
        return image.convert("F").point(lambda value: value / 257 + 0.5).convert("L")
    return image


def _shrunk(image: Image.Image) -> Image.Image:
    image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return image


def _in_srgb(frame: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile or frame.mode not in ("RGB", "CMYK"):
        return frame
    try:
        theirs, ours = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(frame, theirs, ours, outputMode="RGB") or frame
    except (ImageCms.PyCMSError, *_BROKEN):
        return frame  # a profile that cannot be read, or one of another colour space


def _bare(frame: Image.Image) -> Image.Image:
    """The same pixels in a new image, whose `info` is empty: savers would copy what it holds."""
    bare = Image.new("RGB", frame.size)
    bare.paste(frame.convert("RGB"))
    return bare
