from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from media.display import PictureView, Use, card_picture, picture_view
from media.inspection import NotAPicture
from media.models import Picture
from media.services import add_avif, delete_unused, make_renditions, store_picture
from tests.factories.people import NOON, make_user
from tests.factories.photos import make_picture, make_upload
from tests.media.hostile import MARKER, SVG, gps_jpeg, gps_png, gps_webp, parts_of

pytestmark = pytest.mark.django_db


def _files(folder: str = "r") -> dict[str, bytes]:
    root = Path(default_storage.location)
    return {
        str(p.relative_to(root)): p.read_bytes() for p in sorted(root.glob(f"{folder}/**/*")) if p.is_file()
    }


def _jobs() -> list[tuple[str, dict]]:
    return list(ProcrastinateJob.objects.order_by("id").values_list("task_name", "args"))


def test_stored_picture_is_the_inspected_one():
    user = make_user()

    picture = store_picture(
        file=make_upload(width=4000, height=3000), title="Sawah", uploaded_by=user, now=NOON
    )

    picture.refresh_from_db()
    assert (picture.width, picture.height, picture.created_at) == (1600, 1200, NOON)
    assert (picture.title, picture.uploaded_by_user, picture.widths) == ("Sawah", user, {})
    assert picture.file_size == default_storage.size(picture.file.name)
    assert picture.file.name.startswith("originals/")
    assert _jobs() == [("media.tasks.make_renditions", {"picture_id": picture.pk})]


def test_refused_upload_leaves_nothing_behind():
    with pytest.raises(NotAPicture):
        store_picture(file=make_upload(content=SVG), title="x", uploaded_by=None, now=NOON)

    assert (Picture.objects.count(), _files("originals")) == (0, {})


@pytest.mark.parametrize("sent", [gps_jpeg, gps_png, gps_webp])
def test_no_metadata_in_the_original_or_in_any_rendition(sent):
    picture = make_picture(content=sent())
    make_renditions(picture=picture)
    add_avif(picture=picture)
    for spec in ("max-165x165", "width-100|format-jpeg", "width-100|format-png", "original"):
        picture.get_rendition(spec)

    kept = _files("originals") | _files("r") | _files("images")

    assert len(kept) == 1 + 11 + 4
    assert {name: parts_of(content) for name, content in kept.items()} == {name: {} for name in kept}
    assert [name for name, content in kept.items() if MARKER in content] == []


def test_renditions_have_the_promised_sizes_and_weights():
    picture = make_picture(width=1600, height=1200)

    make_renditions(picture=picture)
    add_avif(picture=picture)

    stem = picture.widths["stem"]
    sizes = {}
    for name, content in _files().items():
        with Image.open(BytesIO(content)) as image:
            sizes[name.removeprefix(stem)] = (image.format, *image.size)
    squares = {
        f"-{width}.{ending}": (form, width, width)
        for width in (160, 320, 640, 1024)
        for ending, form in (("webp", "WEBP"), ("jpg", "JPEG"))
    }
    assert sizes == {
        **squares,
        "-320.avif": ("AVIF", 320, 320),
        "-640.avif": ("AVIF", 640, 640),
        "-1024.avif": ("AVIF", 1024, 1024),
        "-plain.webp": ("WEBP", 1024, 768),
        "-plain.jpg": ("JPEG", 1024, 768),
    }
    weights = {name.removeprefix(stem): len(content) for name, content in _files().items()}
    limits = {"-160.webp": 3_500, "-320.webp": 5_000, "-640.webp": 24_000, "-1024.webp": 52_000}
    assert [name for name, most in limits.items() if weights[name] > most] == []


def test_square_is_cut_from_the_middle_or_around_the_focal_point():
    wide = Image.new("RGB", (900, 300), "red")
    wide.paste((0, 160, 0), (300, 0, 600, 300))
    wide.paste((0, 0, 200), (600, 0, 900, 300))
    out = BytesIO()
    wide.save(out, "PNG")
    picture = make_picture(content=out.getvalue(), ready=True)
    middle = picture.widths["stem"]

    picture.focal_point_x, picture.focal_point_y = 850, 150
    picture.save()
    make_renditions(picture=picture)

    colours = []
    for stem in (middle, picture.widths["stem"]):
        with default_storage.open(f"{stem}-160.jpg") as file, Image.open(file) as square:
            colours.append(max(range(3), key=square.getpixel((80, 80)).__getitem__))
    assert colours == [1, 2]


def test_small_picture_is_shown_at_its_own_size():
    picture = make_picture(width=250, height=200, ready=True)

    assert picture.widths["square"] == [160, 200]
    assert picture.widths["plain"] == [250, 200]


def test_renditions_are_made_once():
    picture = make_picture()
    stale = Picture.objects.get()

    first, again = make_renditions(picture=picture), make_renditions(picture=picture)
    by_another_worker = make_renditions(picture=stale)

    assert (first, again, by_another_worker) == (True, False, False)
    assert len(_files()) == 8  # 160, 320, 640 and 800 px twice; a square has no uncropped one


def test_half_written_rendition_is_replaced():
    picture = make_picture()
    name = f"{picture.rendition_stem}-160.webp"
    default_storage.save(name, ContentFile(b"half"))

    make_renditions(picture=picture)

    assert _files()[name][:4] == b"RIFF"


def test_avif_waits_for_the_others_and_is_made_once():
    picture = make_picture()

    too_early = add_avif(picture=picture)
    make_renditions(picture=picture)

    assert (too_early, add_avif(picture=picture), add_avif(picture=picture)) == (False, True, False)
    assert picture.widths["avif"] == [320, 640, 800]


def test_new_file_is_inspected_whichever_way_it_comes():
    picture = make_picture(ready=True)
    before = picture.widths["stem"]

    picture.file = ContentFile(gps_png(), name="evil.svg")
    picture.save(update_fields=["title"])

    picture.refresh_from_db()
    assert (picture.widths, picture.rendition_stem != before) == ({}, True)
    assert parts_of(_files("originals")[picture.file.name]) == {}
    with pytest.raises(NotAPicture):
        picture.file.save("page.jpg", ContentFile(SVG))


def test_card_is_drawn_from_its_json_without_a_query(django_assert_num_queries):
    picture = make_picture(ready=True)
    stem = "/media/" + picture.widths["stem"]

    with django_assert_num_queries(0):
        view = picture_view(card_picture(picture), alt="Kemplang")

    assert view == PictureView(
        avif="",
        webp=f"{stem}-160.webp 160w, {stem}-320.webp 320w",
        jpeg=f"{stem}-160.jpg 160w, {stem}-320.jpg 320w",
        src=f"{stem}-320.jpg",
        width=320,
        height=320,
        alt="Kemplang",
        colour=f"ph-{picture.placeholder}",
    )


def test_page_and_article_choose_their_own_sizes():
    picture = make_picture(width=1600, height=1200, ready=True)
    add_avif(picture=picture)
    stem = "/media/" + picture.widths["stem"]

    page = picture_view(picture, alt="", use=Use.PAGE)
    article = picture_view(picture, alt="", use=Use.ARTICLE)
    thumb = picture_view(picture, alt="", use=Use.THUMB)

    assert page.avif == f"{stem}-320.avif 320w, {stem}-640.avif 640w, {stem}-1024.avif 1024w"
    assert (page.src, page.width, page.height) == (f"{stem}-640.jpg", 640, 640)
    assert (article.webp, article.width, article.height) == (f"{stem}-plain.webp 1024w", 1024, 768)
    assert thumb.webp == f"{stem}-160.webp 160w"


def test_picture_without_renditions_is_only_its_colour():
    picture = make_picture()

    assert card_picture(picture) == {"colour": picture.placeholder}
    assert (picture_view(card_picture(picture), alt=""), picture_view(None, alt="")) == (None, None)
    assert card_picture(None) == {}


def test_files_that_no_picture_names_are_cleared_away_after_a_while():
    kept, gone = make_picture(ready=True), make_picture(ready=True)
    gone_files = {n for n in {**_files(), **_files("originals")} if gone.widths["stem"] in n} | {
        gone.file.name
    }
    Picture.objects.filter(pk=gone.pk).delete()
    everything = set(_files()) | set(_files("originals")) | gone_files

    early, late = delete_unused(now=timezone.now()), delete_unused(now=timezone.now() + timedelta(days=3))

    assert early == 0
    assert late in (len(gone_files), len(gone_files) - 1)  # Wagtail removes the original at the commit
    assert set(_files()) | set(_files("originals")) == everything - gone_files
    assert kept.widths["stem"] + "-160.webp" in _files()
