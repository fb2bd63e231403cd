"""Lists of goods as people use them."""

import pytest
from django.conf import settings
from django.urls import reverse

from marketplace.search import queries
from tests.factories.goods import make_category, make_product
from tests.factories.people import make_seller, make_village
from tests.factories.search import index_all, make_listed

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    """A reader of English, the language of the source."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def body(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def shown(response) -> list[str]:
    return [card.title for card in response.context["result"].cards]


def test_list_shows_all_and_filters(reader):
    kopi = make_category("Kopi", slug="kopi")
    far = make_seller(village=make_village("16.07.09.2002", "Perajen Jaya", "Muara Telang"))
    make_product(title="A", category=kopi, price=30_000)
    make_product(title="B", seller=far, price=10_000)
    make_product(title="C", price=20_000, stock=0, halal="certified")
    index_all()

    def found(**asked):
        return "".join(sorted(shown(reader.get(reverse("store:list"), asked))))

    assert found() == "ABC"
    assert found(kategori="kopi") == "A"
    assert found(kecamatan="16.07.09") == "B"
    assert found(min="15rb", maks="25.000") == "C"
    assert found(siap="on") == "AB"
    assert found(halal="on") == "C"
    assert found(urut="termurah", siap="on") == "AB"


def test_facets_are_written_into_the_choices(reader):
    make_listed("A", category=make_category("Kopi", slug="kopi"))
    make_category("Teh", slug="teh")

    page = body(reader.get(reverse("store:list")))

    assert '<option value="kopi">Kopi (1)</option>' in page
    assert 'value="teh"' not in page


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"min": "murah"}, "Write an amount in rupiah, such as 15000 or 15.000."),
        ({"min": "-1"}, "Write an amount in rupiah, such as 15000 or 15.000."),
        ({"maks": "1e9"}, "Write an amount in rupiah, such as 15000 or 15.000."),
        ({"maks": "9" * 30}, "at most 20 characters"),
        ({"min": "2000", "maks": "1000"}, "The highest price is below the lowest."),
        ({"kecamatan": "99.99.99"}, "Select a valid choice"),
        ({"kategori": "<script>"}, "Select a valid choice"),
    ],
)
def test_bad_filter_is_told_beside_its_field_and_narrows_nothing(reader, asked, message):
    make_listed("Kopi")

    response = reader.get(reverse("store:list"), asked)

    assert message in body(response)
    assert shown(response) == ["Kopi"]
    assert "<script>" not in body(response)


def test_typed_price_stays_typed(reader):
    make_listed("Kopi")

    assert 'value="murah"' in body(reader.get(reverse("store:list"), {"min": "murah"}))


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 50, "²", ""])
def test_odd_page_numbers_show_a_page(reader, page):
    make_listed("Kopi")

    assert reader.get(reverse("store:list"), {"hal": page}).status_code == 200


def test_next_page_keeps_the_questions(reader, monkeypatch):
    monkeypatch.setattr(queries, "PER_PAGE", 1)
    for number in range(3):
        make_listed(f"Kopi {number}")

    page = body(reader.get(reverse("store:search"), {"q": "kopi", "siap": "on", "hal": "2"}))

    assert "?q=kopi&amp;siap=on&amp;hal=3" in page
    assert 'href="/belanja/cari/?q=kopi&amp;siap=on"' in page


def test_search_says_what_it_mended_and_offers_the_typed_words(reader):
    make_product(title="Kopi robusta")
    index_all()

    page = body(reader.get(reverse("store:search"), {"q": "kpoi"}))
    literal = reader.get(reverse("store:search"), {"q": "kpoi", "persis": "1"})

    assert "Showing results for <b>kopi</b>." in page
    assert "?q=kpoi&amp;persis=1" in page
    assert 'value="kpoi"' in page
    assert shown(literal) == []
    assert "Nothing found" in body(literal)


@pytest.mark.parametrize(
    "typed", ["'\"><script>alert(1)</script>", "\x00", "😀", "%", "a" * 10_000, "{{ 7|add:7 }}"]
)
def test_search_survives_hostile_text(reader, typed):
    page = body(reader.get(reverse("store:search"), {"q": typed}))

    assert "<script>alert" not in page
    assert "14" not in page.split("<title>")[1].split("</title>")[0]


def test_empty_search_shows_everything(reader):
    make_listed("Kopi")

    assert shown(reader.get(reverse("store:search"), {"q": "  "})) == ["Kopi"]


def test_category_shows_its_branches_and_way_up(reader):
    root = make_category("Minuman", slug="minuman", name_en="Drinks")
    make_listed("Kopi", category=make_category("Kopi", parent=root, slug="kopi"))

    above = reader.get(reverse("store:category", args=["minuman"]))
    below = body(reader.get(reverse("store:category", args=["kopi"])))

    assert shown(above) == ["Kopi"]
    assert "<h1>Drinks</h1>" in body(above)
    assert reverse("store:category", args=["kopi"]) in body(above)
    assert f'<a href="{reverse("store:category", args=["minuman"])}">Drinks</a>' in below


def test_hidden_category_is_not_there(reader):
    make_category("Rahasia", slug="rahasia", is_public=False)

    assert reader.get(reverse("store:category", args=["rahasia"])).status_code == 404
    assert "Rahasia" not in body(reader.get(reverse("store:categories")))


def test_page_behind_the_end_offers_the_first(reader):
    make_listed("Kopi")

    assert "To the first page" in body(reader.get(reverse("store:list"), {"hal": "9"}))


def test_text_mode_lists_the_same_goods(reader):
    make_listed("Kopi", price=24_000)

    page = body(reader.get(reverse("store:list"), headers={"Save-Data": "on"}))

    assert "Rp24.000" in page
    assert "<img" not in page


def test_clearing_the_filters_keeps_the_words(reader):
    make_listed("Kopi & gula")

    page = body(reader.get(reverse("store:search"), {"q": "kopi & gula", "siap": "on"}))

    assert 'href="/belanja/cari/?q=kopi+%26+gula"' in page


def test_long_words_are_cut_everywhere(reader):
    page = body(reader.get(reverse("store:search"), {"q": "a" * 10_000}))

    assert "a" * 101 not in page
