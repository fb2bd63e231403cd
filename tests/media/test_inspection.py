import random
import re
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from core.refusals import Refusal
from media.inspection import (
    LONG_SIDE,
    Empty,
    InspectedFile,
    NotAPicture,
    TooLarge,
    TooManyPixels,
    inspect_upload,
    placeholder_of,
)
from tests.factories.photos import encoded, make_image, make_upload
from tests.media.hostile import (
    MARKER,
    SCRIPT,
    SENT,
    parts_of,
    sixteen_bit_png,
    swapped_profile_jpeg,
    transparent_png,
    turned_jpeg,
)


def _seen(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


# The decoder itself warns of a size that we refuse.
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("sent", [s for s in SENT if s.refusal], ids=lambda s: s.name)
def test_hostile_file_is_refused_beside_its_field(sent):
    with pytest.raises(Refusal) as refused:
        inspect_upload(make_upload(content=sent.make()))

    assert type(refused.value) is sent.refusal
    assert refused.value.field == "photo"


@pytest.mark.parametrize("sent", [s for s in SENT if not s.refusal], ids=lambda s: s.name)
def test_strange_file_becomes_a_plain_photo(sent):
    result = inspect_upload(make_upload(sent.name.split("/")[-1], sent.make()))

    photo = _seen(result.content)
    assert (photo.format, photo.mode, photo.size) == ("JPEG", "RGB", (result.width, result.height))
    assert max(photo.size) <= LONG_SIDE
    assert parts_of(result.content) == {}
    assert MARKER not in result.content
    assert SCRIPT not in result.content
    assert re.fullmatch(r"[0-9a-f]{20}\.jpg", result.name)


def test_limit_is_named_in_the_refusal():
    with pytest.raises(TooLarge) as refused:
        inspect_upload(make_upload(content=bytes(9 * 1024 * 1024)))

    assert refused.value.message == "This photo is larger than 8 MB. Send a smaller one."


def test_size_is_counted_and_not_believed():
    lying = make_upload(content=bytes(9 * 1024 * 1024))
    lying.size = 10

    with pytest.raises(TooLarge):
        inspect_upload(lying)


def test_photo_lies_as_it_was_taken():
    result = inspect_upload(make_upload(content=turned_jpeg()))

    assert (result.width, result.height) == (400, 600)


def test_large_photo_is_brought_to_the_long_side():
    result = inspect_upload(make_upload(width=4000, height=3000))

    assert (result.width, result.height) == (1600, 1200)


def test_small_photo_is_not_blown_up():
    result = inspect_upload(make_upload(width=300, height=200))

    assert (result.width, result.height) == (300, 200)


def test_transparent_places_turn_white():
    result = inspect_upload(make_upload(content=transparent_png()))

    assert min(_seen(result.content).getpixel((10, 10))) >= 250


def test_sixteen_bits_keep_their_tones():
    result = inspect_upload(make_upload(content=sixteen_bit_png()))

    low, high = _seen(result.content).convert("L").getextrema()
    expected = make_image(300, 300, "L").getextrema()
    assert (abs(low - expected[0]) < 12, abs(high - expected[1]) < 12) == (True, True)


def test_wide_colours_become_srgb():
    result = inspect_upload(make_upload(content=swapped_profile_jpeg()))

    red, green, blue = _seen(result.content).getpixel((25, 25))
    assert (red < 80, green > 180, blue < 80) == (True, True, True)


def test_inspected_file_is_taken_as_it_is():
    first = inspect_upload(make_upload())

    assert inspect_upload(InspectedFile(first)) is first


@pytest.mark.parametrize(
    ("colour", "index"),
    [
        ("grey", 0),
        ("white", 0),
        ("#c89632", 0),
        ("#c81432", 3),
        ("#28a03c", 7),
        ("#1450c8", 10),
        ("#b428c8", 11),
    ],
)
def test_placeholder_is_the_nearest_hue(colour, index):
    assert placeholder_of(Image.new("RGB", (40, 40), colour)) == index


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_damaged_files_are_refused_or_read_but_never_crash(form):
    """A seeded run of byte flips, cuts and repeats: whatever is raised must be a refusal."""
    rng, good = random.Random(7), encoded(make_image(64, 48), form)
    outcomes = set()
    for _round in range(300):
        data = bytearray(good)
        for _flip in range(rng.randint(1, 8)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        if rng.random() < 0.2:
            del data[rng.randrange(len(data)) :]

        try:
            inspect_upload(ContentFile(bytes(data)))
        except Refusal as refusal:
            outcomes.add(type(refusal))
        else:
            outcomes.add(None)

    assert outcomes <= {None, NotAPicture, TooManyPixels, Empty}
