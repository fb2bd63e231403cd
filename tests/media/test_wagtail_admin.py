import pytest
from django.core.files.storage import default_storage
from procrastinate.contrib.django.models import ProcrastinateJob
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from media.models import Picture
from tests.factories.people import make_user
from tests.factories.photos import make_picture, make_upload
from tests.media.hostile import MARKER, SVG, gps_jpeg, parts_of

pytestmark = pytest.mark.django_db


def _form(upload, instance=None):
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    data = {"title": "Sawah", "collection": Collection.get_first_root_node().pk}
    form_class = get_image_form(Picture)
    return form_class(data, {"file": upload}, instance=instance, user=make_user(is_superuser=True))


def test_editors_upload_is_inspected_once_and_stripped():
    form = _form(make_upload("tidak.svg", gps_jpeg()))

    assert form.is_valid(), form.errors
    inspected = form.cleaned_data["file"].inspected
    picture = form.save()

    with default_storage.open(picture.file.name) as file:
        content = file.read()
    assert content == inspected.content
    assert (parts_of(content), MARKER in content) == ({}, False)
    assert picture.file.name == f"originals/{inspected.name[:2]}/{inspected.name}"
    assert list(ProcrastinateJob.objects.values_list("args", flat=True)) == [{"picture_id": picture.pk}]


@pytest.mark.parametrize("content", [SVG, b"", bytes(9 * 1024 * 1024)])
def test_editor_reads_the_refusal_beside_the_file(content):
    form = _form(make_upload(content=content))

    assert not form.is_valid()
    assert list(form.errors) == ["file"]


def test_new_file_for_an_old_picture_asks_for_new_renditions():
    picture = make_picture(ready=True)
    old_name, old_stem = picture.file.name, picture.widths["stem"]
    ProcrastinateJob.objects.all().delete()

    form = _form(make_upload(content=gps_jpeg()), instance=Picture.objects.get())
    assert form.is_valid(), form.errors
    form.save()

    picture.refresh_from_db()
    assert (picture.widths, picture.rendition_stem != old_stem) == ({}, True)
    assert (default_storage.exists(old_name), default_storage.exists(picture.file.name)) == (False, True)
    assert ProcrastinateJob.objects.count() == 1


def test_title_alone_makes_no_work():
    make_picture(ready=True)
    ProcrastinateJob.objects.all().delete()

    picture = Picture.objects.get()
    picture.title = "Nama lain"
    picture.save()

    assert ProcrastinateJob.objects.count() == 0
