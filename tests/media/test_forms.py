import pytest
from django import forms
from django.utils.datastructures import MultiValueDict

from media.forms import PhotoField, PhotosField
from media.inspection import InspectedFile
from tests.factories.photos import make_upload
from tests.media.hostile import SVG


class OneForm(forms.Form):
    photo = PhotoField()


class OptionalForm(forms.Form):
    photo = PhotoField(required=False)


class ManyForm(forms.Form):
    photos = PhotosField()


def _many(*files) -> ManyForm:
    return ManyForm({}, MultiValueDict({"photos": list(files)}))


def test_good_photo_cleans_to_an_inspected_file():
    form = OneForm({}, {"photo": make_upload()})

    assert form.is_valid()
    assert type(form.cleaned_data["photo"]) is InspectedFile


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (SVG, "This file is not a photo that we can read. Send a JPEG, PNG or WebP photo."),
        (b"", "This file is empty. Choose the photo again."),
        (bytes(9 * 1024 * 1024), "This photo is larger than 8 MB. Send a smaller one."),
    ],
)
def test_refusal_stands_beside_the_field(content, message):
    assert OneForm({}, {"photo": make_upload(content=content)}).errors == {"photo": [message]}


def test_missing_photo_is_asked_for_only_when_it_must_be_there():
    optional = OptionalForm({}, {})

    assert OneForm({}, {}).errors == {"photo": ["This field is required."]}
    assert (optional.is_valid(), optional.cleaned_data) == (True, {"photo": None})


def test_input_offers_pictures_and_may_be_shrunk():
    assert str(OneForm()["photo"]) == (
        '<input type="file" name="photo" accept="image/jpeg,image/png,image/webp" data-shrink required '
        'id="id_photo">'
    )
    assert " multiple " in str(ManyForm()["photos"])


def test_several_photos_come_in_their_order():
    form = _many(make_upload(width=300, height=200), make_upload(width=200, height=300))

    assert form.is_valid()
    assert [photo.inspected.width for photo in form.cleaned_data["photos"]] == [300, 200]


def test_every_bad_photo_is_named():
    form = _many(make_upload("a.jpg"), make_upload("b.jpg", SVG), make_upload("c.jpg", b""))

    assert form.errors["photos"] == [
        "Photo 2 (b.jpg): This file is not a photo that we can read. Send a JPEG, PNG or WebP photo.",
        "Photo 3 (c.jpg): This file is empty. Choose the photo again.",
    ]


def test_at_most_eight_photos():
    form = _many(*[make_upload(content=b"never read") for _ in range(9)])

    assert form.errors == {"photos": ["Send at most 8 photos."]}


def test_no_photos_where_one_must_be():
    assert _many().errors == {"photos": ["This field is required."]}
