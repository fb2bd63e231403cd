"""The village of an address: a grouped select, written out once and marked for each visitor."""

import pytest
from django.forms import Form

from bumdes.villages.models import Village
from marketplace.address.forms import VillageField
from tests.factories.people import make_village

pytestmark = pytest.mark.django_db


class Asking(Form):
    village = VillageField()


@pytest.fixture(autouse=True)
def villages() -> None:
    make_village("16.07.01.1016", "Mariana", "Banyuasin I")
    make_village("16.07.02.2001", "Sungsang I", "Banyuasin II")
    make_village("16.07.02.2002", "Ujung <II>", "Banyuasin II")


def options_of(form: Form) -> str:
    return str(form["village"]).partition(">")[2].removesuffix("</select>")


def test_village_select_groups_by_district_and_escapes_names():
    assert options_of(Asking()) == (
        '<option value="" selected>Choose your village</option>'
        '<optgroup label="Banyuasin I"><option value="16.07.01.1016">Mariana</option></optgroup>'
        '<optgroup label="Banyuasin II"><option value="16.07.02.2001">Sungsang I</option>'
        '<option value="16.07.02.2002">Ujung &lt;II&gt;</option></optgroup>'
    )


@pytest.mark.parametrize(
    "form",
    [
        Asking({"village": "16.07.02.2001"}),
        Asking(initial={"village": "16.07.02.2001"}),
    ],
    ids=["typed", "initial"],
)
def test_village_select_marks_the_one_village_chosen(form):
    written = options_of(form)

    assert written.count(" selected") == 1
    assert '<option value="16.07.02.2001" selected>Sungsang I</option>' in written


@pytest.mark.parametrize("typed", ["16.07", "99.99.99.9999", '16.07.01.1016" onfocus="x', "<b>", "{}"])
def test_village_select_marks_none_for_what_is_no_village(typed):
    form = Asking({"village": typed})

    assert form.errors == {"village": ["Choose a village from the list."]}
    assert " selected" not in options_of(form)


def test_village_select_carries_the_attributes_of_its_field():
    form = Asking({"village": ""})

    tag = str(form["village"]).partition(">")[0]

    assert 'name="village"' in tag
    assert 'id="id_village"' in tag
    assert 'aria-invalid="true"' in tag
    assert " required" in tag


def test_village_select_is_read_once_for_many_forms(django_assert_num_queries):
    str(Asking()["village"])

    with django_assert_num_queries(0):
        for village in ("16.07.01.1016", "16.07.02.2001"):
            str(Asking(initial={"village": village})["village"])


def test_village_chosen_comes_back_as_a_row():
    form = Asking({"village": "16.07.02.2001"})

    assert form.is_valid()
    assert form.cleaned_data["village"] == Village.objects.get(pk="16.07.02.2001")
