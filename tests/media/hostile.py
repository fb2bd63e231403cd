"""Files that a stranger may send, each with what must become of it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from core.refusals import Refusal
from media.inspection import Empty, NotAPicture, TooLarge, TooManyPixels
from tests.factories.photos import encoded, make_image

SCRIPT = b"<script>window.__pwned=1</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="window.__pwned=1"><rect width="9" height="9"/></svg>'
MARKER = b"SANGAT-RAHASIA"


@dataclass(frozen=True)
class Sent:
    name: str
    make: Callable[[], bytes]
    refusal: type[Refusal] | None = None  # None: taken in, and harmless afterwards


def png_header(width: int, height: int) -> bytes:
    """A PNG that promises this many pixels and holds almost none."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def with_gps(image: Image.Image) -> Image.Exif:
    exif = image.getexif()
    exif[0x010F] = MARKER.decode()
    exif[0x013B] = "Cek Sari"
    exif.get_ifd(0x8825).update({1: "S", 2: (2.0, 22.0, 33.0), 3: "E", 4: (104.0, 45.0, 1.0)})
    return exif


def gps_jpeg() -> bytes:
    image = make_image()
    xmp = b"<x:xmpmeta>" + MARKER + b"</x:xmpmeta>"
    return encoded(image, exif=with_gps(image), xmp=xmp, comment=MARKER)


def gps_png() -> bytes:
    image, text = make_image(), PngInfo()
    text.add_text("Comment", MARKER.decode())
    return encoded(image, "PNG", exif=with_gps(image), pnginfo=text)


def gps_webp() -> bytes:
    image = make_image()
    return encoded(image, "WEBP", exif=with_gps(image).tobytes(), xmp=MARKER)


def turned_jpeg() -> bytes:
    """Lies on its side: 600 by 400 stored, 400 by 600 when it is shown upright."""
    image = make_image(600, 400)
    exif = image.getexif()
    exif[0x0112] = 6
    return encoded(image, exif=exif)


def animated_webp() -> bytes:
    frames = [make_image(300, 200), Image.new("RGB", (300, 200), "red")]
    return encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=100)


def sixteen_bit_png() -> bytes:
    return encoded(make_image(300, 300, "L").convert("I").point(lambda v: v * 257).convert("I;16"), "PNG")


def transparent_png() -> bytes:
    image = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    image.paste((200, 30, 30, 255), (100, 100, 200, 200))
    return encoded(image, "PNG")


def palette_png() -> bytes:
    return encoded(make_image(300, 300).quantize(16), "PNG", transparency=0)


def other_profile_jpeg() -> bytes:
    return encoded(
        make_image(300, 300), icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    )


def swapped_profile_jpeg() -> bytes:
    """A red photo in a colour space of its own, in which what is called red is green."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = profile.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")
    return encoded(Image.new("RGB", (50, 50), (200, 40, 40)), icc_profile=profile)


def broken_profile_jpeg() -> bytes:
    return encoded(make_image(300, 300), icc_profile=b"not a profile " + SCRIPT)


def burst_jpeg() -> bytes:
    """What many phones write: a JPEG with a second picture behind it (MPO)."""
    return encoded(make_image(300, 200), "MPO", save_all=True, append_images=[make_image(300, 200)])


def noise_of_9_mb() -> bytes:
    return encoded(make_image(300, 300)) + b"\0" * (9 * 1024 * 1024)


def text_bomb_png() -> bytes:
    """A small picture with a text chunk that unpacks to 100 MB."""
    body = b"Comment\0\0" + zlib.compress(b"\0" * 100_000_000, 9)
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    good = encoded(make_image(50, 50), "PNG")
    return good[:33] + chunk + good[33:]


SENT = [
    Sent("svg named jpg.jpg", lambda: SVG, NotAPicture),
    Sent("svg.svg", lambda: SVG, NotAPicture),
    Sent("page.jpg", lambda: b"<!doctype html>" + SCRIPT, NotAPicture),
    Sent("gif polyglot.gif", lambda: b"GIF89a=1;" + SCRIPT, NotAPicture),
    Sent("real.gif", lambda: encoded(make_image(20, 20), "GIF"), NotAPicture),
    Sent("bitmap.png", lambda: encoded(make_image(20, 20), "BMP"), NotAPicture),
    Sent("scan.jpg", lambda: encoded(make_image(20, 20), "TIFF"), NotAPicture),
    Sent("paper.jpg", lambda: b"%PDF-1.7\n" + SCRIPT, NotAPicture),
    Sent("program.png", lambda: b"\x7fELF" + bytes(200), NotAPicture),
    Sent("empty.jpg", lambda: b"", Empty),
    Sent("one byte.jpg", lambda: b"\xff", NotAPicture),
    Sent("cut jpeg.jpg", lambda: encoded(make_image())[:5000], NotAPicture),
    Sent("cut png.png", lambda: encoded(make_image(), "PNG")[:5000], NotAPicture),
    Sent("cut webp.webp", lambda: encoded(make_image(), "WEBP")[:2000], NotAPicture),
    Sent("40 mega pixels.png", lambda: png_header(8000, 5000), TooManyPixels),
    Sent("bomb.png", lambda: png_header(60_000, 60_000), TooManyPixels),
    Sent("between the bounds of the decoder.png", lambda: png_header(12_000, 10_000), TooManyPixels),
    Sent("thread.png", lambda: png_header(20_000, 1), TooManyPixels),
    Sent("large.webp", lambda: encoded(Image.new("RGB", (4000, 3010)), "WEBP", method=0), TooManyPixels),
    Sent("header only.png", lambda: png_header(1000, 1000), NotAPicture),
    Sent("text bomb.png", text_bomb_png, NotAPicture),
    Sent("heavy.jpg", noise_of_9_mb, TooLarge),
    Sent("gps.jpg", gps_jpeg),
    Sent("gps.png", gps_png),
    Sent("gps.webp", gps_webp),
    Sent("page behind.jpg", lambda: encoded(make_image()) + SCRIPT + MARKER),
    Sent("turned.jpg", turned_jpeg),
    Sent("animated.webp", animated_webp),
    Sent("burst.jpg", burst_jpeg),
    Sent("print.jpg", lambda: encoded(make_image(300, 300, "CMYK"))),
    Sent("sixteen bit.png", sixteen_bit_png),
    Sent("transparent.png", transparent_png),
    Sent("palette.png", palette_png),
    Sent("grey.jpg", lambda: encoded(make_image(300, 300, "L"))),
    Sent("black and white.png", lambda: encoded(make_image(300, 300, "1"), "PNG")),
    Sent("dot.png", lambda: encoded(make_image(1, 1), "PNG")),
    Sent("line.png", lambda: encoded(Image.new("RGB", (12_000, 1)), "PNG")),
    Sent("lab profile.jpg", other_profile_jpeg),
    Sent("broken profile.jpg", broken_profile_jpeg),
    Sent("photo.php.jpg", lambda: encoded(make_image())),
    Sent("../../etc/passwd.jpg", lambda: encoded(make_image())),
    Sent("kêmplang 🐟 \u202egpj.exe", lambda: encoded(make_image())),
    Sent("no ending", lambda: encoded(make_image())),
    Sent("wrong ending.png", lambda: encoded(make_image())),
]


def parts_of(content: bytes) -> dict:
    """All that travels in a file beside its pixels."""
    with Image.open(BytesIO(content)) as image:
        image.load()
        harmless = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression", "loop"}
        harmless |= {"background", "timestamp", "duration", "sizes"}
        extra = {key: value for key, value in image.info.items() if key not in harmless}
        return {**extra, **dict(image.getexif())}
