"""Finding goods: words, mistakes, filters, orders, counts."""

import pytest

from marketplace.search import queries
from marketplace.search.enums import Sort
from marketplace.search.models import ProductCard
from marketplace.search.queries import Facets, Filters, search
from tests.factories.goods import make_category, make_offer, make_product
from tests.factories.people import make_seller, make_village
from tests.factories.search import index_all, make_listed

pytestmark = pytest.mark.django_db


def titles(page) -> list[str]:
    return [card.title for card in page.cards]


@pytest.fixture
def goods():
    for title in (
        "Kopi robusta sangrai",
        "Kopi liberika",
        "Pempek kapal selem isi 5",
        "Kemplang panggang tenggiri",
        "Tikar purun, kerajinan tangan",
        "Keripik singkong",
    ):
        make_product(title=title)
    index_all()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("kopi", {"Kopi robusta sangrai", "Kopi liberika"}),
        ("KOPI Robusta", {"Kopi robusta sangrai"}),
        ("pempek kapal selem", {"Pempek kapal selem isi 5"}),
        ("pempek kapal selam", {"Pempek kapal selem isi 5"}),
        ("kemp", {"Kemplang panggang tenggiri"}),
        ("kerajinan", {"Tikar purun, kerajinan tangan"}),
        ("rajin", {"Tikar purun, kerajinan tangan"}),
        ("kripik singk", {"Keripik singkong"}),
        ("k", set()),
    ],
)
def test_search_finds_words_stems_beginnings_and_spellings(goods, typed, found):
    page = search(text=typed)

    assert set(titles(page)) == found
    assert page.corrected_from == ""


@pytest.mark.parametrize(
    ("typed", "meant", "found"),
    [
        ("kpoi", "kopi", {"Kopi robusta sangrai", "Kopi liberika"}),
        ("kemplng", "kemplang", {"Kemplang panggang tenggiri"}),
        ("pempk kapal selm", "pempek kapal selem", {"Pempek kapal selem isi 5"}),
        ("tengirri", "tenggiri", {"Kemplang panggang tenggiri"}),
    ],
)
def test_search_mends_typing_mistakes(goods, typed, meant, found):
    page = search(text=typed)

    assert set(titles(page)) == found
    assert (page.text, page.corrected_from) == (meant, typed)


def test_search_as_written_mends_nothing(goods):
    page = search(text="kpoi", literal=True)

    assert (page.total, page.text, page.corrected_from) == (0, "kpoi", "")


def test_search_suggests_the_common_word_where_a_rare_one_is_found(goods):
    for _ in range(10):
        make_product(title="Kopi bubuk")
    make_product(title="Kpoi")
    index_all()

    page = search(text="kpoi")

    assert (titles(page), page.suggestion, page.corrected_from) == (["Kpoi"], "kopi", "")


@pytest.mark.parametrize(
    "typed",
    [
        "'; DROP TABLE x; --",
        "% _ \\",
        "\x00\x00",
        "😀",
        "x" * 10_000,
        "kopi & | ! ( ) :* <->",
        "a" * 50 + "'",
    ],
)
def test_search_answers_hostile_text(goods, typed):
    page = search(text=typed)

    assert page.total in (0, 2)  # the signs around "kopi" are left out
    assert ProductCard.objects.count() == 6


def test_search_reads_shop_village_and_category():
    seller = make_seller(
        name="Dapur Mak Inah", village=make_village("16.07.01.1016", "Mariana", "Banyuasin I")
    )
    category = make_category("Kopi dan madu", name_en="Coffee and honey")
    make_listed("Robusta bubuk", seller=seller, category=category)

    assert [search(text=typed).total for typed in ("inah", "mariana", "madu", "honey", "sawit")] == [
        1,
        1,
        1,
        1,
        0,
    ]


def test_title_ranks_above_description():
    make_listed("Gula aren", description="Cocok untuk kopi.")
    make_listed("Kopi liberika")

    assert titles(search(text="kopi")) == ["Kopi liberika", "Gula aren"]


def test_hidden_products_are_not_found():
    product = make_listed("Kopi")
    ProductCard.objects.filter(pk=product.pk).update(is_public=False)

    assert search(text="kopi").total == 0
    assert search().total == 0


def test_filters_narrow():
    root = make_category("Minuman")
    leaf, other = make_category("Kopi", parent=root), make_category("Teh", parent=root)
    place = make_village("16.07.09.2002", "Perajen Jaya", "Muara Telang")
    seller, guest = make_seller(village=place), make_seller()
    kopi = make_product(title="Kopi", category=leaf, seller=seller, price=30_000, halal="certified")
    teh = make_product(title="Teh", category=other, price=10_000, stock=0)
    make_offer(teh, seller=guest, price=12_000, stock=0)
    index_all()

    def found(**kw):
        return sorted(titles(search(filters=Filters(**kw))))

    assert found(category_id=root.pk) == ["Kopi", "Teh"]
    assert found(category_id=leaf.pk) == ["Kopi"]
    assert found(district="16.07.09") == ["Kopi"]
    assert found(village=place.pk) == ["Kopi"]
    assert found(seller_id=guest.pk) == ["Teh"]
    assert found(hub_id=seller.hub_id) == ["Kopi"]
    assert found(price_min=10_001) == ["Kopi"]
    assert found(price_max=10_000) == ["Teh"]
    assert found(in_stock=True) == ["Kopi"]
    assert found(halal=True) == ["Kopi"]
    assert kopi.pk


def test_facets_put_their_own_choice_aside():
    kopi, teh = make_category("Kopi"), make_category("Teh")
    far = make_seller(village=make_village("16.07.09.2002", "Perajen Jaya", "Muara Telang"))
    near = make_seller(village=make_village("16.07.02.2001", "Sungsang I", "Banyuasin II"))
    make_product(title="A", category=kopi, seller=near)
    make_product(title="B", category=teh, seller=near)
    make_product(title="C", category=teh, seller=far)
    index_all()

    everything = search().facets
    of_teh = search(filters=Filters(category_id=teh.pk)).facets
    of_far = search(filters=Filters(district="16.07.09")).facets

    assert everything == Facets({kopi.pk: 1, teh.pk: 2}, {"16.07.02": 2, "16.07.09": 1})
    assert of_teh == Facets({kopi.pk: 1, teh.pk: 2}, {"16.07.02": 1, "16.07.09": 1})
    assert of_far == Facets({teh.pk: 1}, {"16.07.02": 2, "16.07.09": 1})


def test_sorts():
    for title, price, sold, rating in (("A", 30, 1, 5), ("B", 10, 9, 3), ("C", 20, 5, 4)):
        product = make_listed(title, price=price * 1000)
        ProductCard.objects.filter(pk=product.pk).update(sold_count=sold, rating=rating, review_count=1)

    order = {sort: "".join(titles(search(sort=sort))) for sort in (*Sort.values, "nonsense", "")}

    assert order == {
        Sort.RELEVANT: "CBA",
        Sort.NEWEST: "CBA",
        Sort.BEST_SOLD: "BCA",
        Sort.BEST_RATED: "ACB",
        Sort.CHEAPEST: "BCA",
        Sort.DEAREST: "ACB",
        "nonsense": "CBA",
        "": "CBA",
    }


def test_pages_hold_24_and_end(monkeypatch):
    monkeypatch.setattr(queries, "PER_PAGE", 2)
    for number in range(5):
        make_listed(f"Kopi {number}")

    pages = [search(page=number) for number in (1, 2, 3, 4)]

    assert [len(page.cards) for page in pages] == [2, 2, 1, 0]
    assert [page.has_next for page in pages] == [True, True, False, False]
    assert [page.has_previous for page in pages] == [False, True, True, True]
    assert search(page=-3).number == 1
    assert search(page=10**9).number == queries.MAX_PAGE


def test_counting_stops_and_common_words_are_read_by_sales(monkeypatch):
    monkeypatch.setattr(queries, "COUNT_CAP", 3)
    for number in range(5):
        product = make_listed(f"Kopi {number}")
        ProductCard.objects.filter(pk=product.pk).update(sold_count=number)
    make_listed("Gula", description="untuk kopi")

    page = search(text="kopi")

    assert (page.total, page.is_capped) == (3, True)
    assert titles(page) == ["Kopi 4", "Kopi 3", "Kopi 2", "Kopi 1", "Kopi 0"]


def test_common_words_of_descriptions_are_weighed(monkeypatch):
    monkeypatch.setattr(queries, "COUNT_CAP", 3)
    for number in range(5):
        make_listed(f"Gula {number}", description="untuk kopi")

    assert len(search(text="kopi").cards) == 4  # no more than were counted


def test_beginning_of_a_longer_word_is_counted_once(monkeypatch):
    for number in range(3):
        make_listed(f"Kopi {number}")
    make_listed("Kopiah songket")

    few = search(text="kopi")
    monkeypatch.setattr(queries, "COUNT_CAP", 2)
    many = search(text="kopi")

    assert (few.total, few.is_capped) == (4, False)
    assert (many.total, many.is_capped) == (2, True)
    assert titles(many)[0] == "Kopiah songket"  # found, though the whole words filled the count


@pytest.mark.parametrize("many", [1, 24])
def test_number_of_queries_does_not_grow(many, django_assert_num_queries):
    for number in range(many):
        make_product(title=f"Kopi {number}")
    index_all()

    with django_assert_num_queries(2):
        search()
    with django_assert_num_queries(2):
        search(text="kopi", literal=True)
    with django_assert_num_queries(2):
        search(filters=Filters(district="16.07.02", in_stock=True), sort=Sort.CHEAPEST)
    with django_assert_num_queries(4):
        assert search(text="kpoi").corrected_from == "kpoi"
