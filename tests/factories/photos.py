"""Photos as bytes and as uploads: a soft gradient with noise, which compresses like a real one."""

from __future__ import annotations

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from media.models import Picture
from media.services import make_renditions, store_picture
from tests.factories.people import NOON


def make_image(width: int = 800, height: int = 800, mode: str = "RGB") -> Image.Image:
    """A gradient with soft noise: neither flat nor white noise."""
    ramp = Image.linear_gradient("L").resize((width, height))
    noise = Image.effect_noise((max(width // 24, 1), max(height // 24, 1)), 60).resize((width, height))
    bands = [
        Image.blend(ramp, noise, 0.3),
        Image.blend(ramp.rotate(180), noise, 0.3),
        noise.point(lambda v: v // 3),
    ]
    return Image.merge("RGB", bands).convert(mode)


def encoded(image: Image.Image, form: str = "JPEG", **options) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def make_upload(name: str = "foto.jpg", content: bytes | None = None, **kw) -> SimpleUploadedFile:
    """An upload as a form receives it; without content a good JPEG (width and height may be given)."""
    return SimpleUploadedFile(
        name, content if content is not None else encoded(make_image(**kw)), "image/jpeg"
    )


def make_picture(*, ready: bool = False, title: str = "Kemplang", **kw) -> Picture:
    """A stored picture; `ready` makes its renditions at once."""
    picture = store_picture(file=make_upload(**kw), title=title, uploaded_by=None, now=NOON)
    if ready:
        make_renditions(picture=picture)
    return picture
