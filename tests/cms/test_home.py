"""The front page: what it shows, what it costs, and that it is the same for everyone."""

import gzip
import re
from datetime import time

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from cms.home.models import HomePage
from marketplace.fulfilment.models import Departure, RiverRoute, RouteStop
from tests.factories.cms import make_article, make_listed_product, make_site
from tests.factories.goods import make_category
from tests.factories.people import make_seller, make_user, make_village
from tests.factories.photos import make_picture

pytestmark = pytest.mark.django_db

# Site, page, the hero's picture, the stories' pictures, newest, best sold, shops, articles.
WARM_QUERIES = 8
MAKER = {"title": "Bara yang tidak boleh marah", "text": "Satu. Dua. Tiga.", "picture": "maker-1"}


def make_boat():
    route = RiverRoute.objects.create(code="musi", name="Musi", river="Musi", base_fee=20_000)
    for position, name in enumerate(["Palembang", "Sungsang"]):
        RouteStop.objects.create(route=route, position=position, name=name, offset_minutes=position * 90)
    for weekday in range(7):
        Departure.objects.create(route=route, weekday=weekday, time=time(9))


def make_full_home(*, products: int, pictures=None) -> HomePage:
    """Every block in use, with so many products, each of its own shop."""
    category = make_category("Olahan ikan", icon="fish")
    shops = [make_seller() for _ in range(products)]
    for shop in shops:
        make_listed_product(seller=shop, category=category)
    make_boat()
    home = make_site(
        pictures=pictures or {"maker-1.webp": make_picture(ready=True)},
        makers=[{**MAKER, "shop": shops[0].slug}, {**MAKER, "shop": shops[-1].slug}],
    )
    return home


def queries_of(client, django_assert_num_queries, number):
    with django_assert_num_queries(number):
        return client.get("/")


def test_a_new_site_opens_with_a_front_page(client):
    response = client.get("/")

    assert response.status_code == 200
    assert "Hasil sungai dan kebun Banyuasin" in response.content.decode()


@pytest.mark.parametrize("products", [1, 6])
def test_home_with_every_block_costs_the_same_whatever_it_shows(client, django_assert_num_queries, products):
    make_full_home(products=products)
    client.get("/")

    response = queries_of(client, django_assert_num_queries, WARM_QUERIES)

    assert response.content.decode().count('class="card') >= products


def test_home_makes_its_kept_facts_anew_in_four_more_queries(client, django_assert_num_queries):
    make_full_home(products=2)
    client.get("/")
    cache.delete_many(["storefront:menu", "cms:figures", "cms:menu"])

    queries_of(client, django_assert_num_queries, WARM_QUERIES + 4)


def test_home_weighs_less_than_14_kb_and_text_mode_less_than_12(client):
    make_full_home(products=12)

    page = client.get("/").content
    text = client.get("/", headers={"Save-Data": "on"}).content

    assert len(gzip.compress(page, 6)) <= 14_000
    assert len(gzip.compress(text, 6)) <= 12_000


def test_text_mode_has_no_photos_styles_icons_or_script(client):
    make_full_home(products=2)

    page = client.get("/", headers={"Save-Data": "on"}).content.decode()

    assert not re.search(r"<(img|picture|svg|script|link rel=.stylesheet)", page)
    assert MAKER["title"] in page


def test_home_can_be_kept_by_a_cache_and_sets_no_cookie(client):
    make_full_home(products=1)

    response = client.get("/")

    assert response["Cache-Control"].startswith("public, s-maxage=60")
    assert response.cookies == {}
    assert "Cookie" not in response.get("Vary", "")
    again = client.get("/", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_home_is_the_same_for_a_signed_in_person(client):
    make_full_home(products=1)
    signed_in = Client()
    signed_in.force_login(make_user())

    assert signed_in.get("/").content == client.get("/").content


def test_home_has_nothing_inline_and_no_token(client):
    make_full_home(products=2)

    page = client.get("/").content.decode().replace(f"<style>{settings.HEAD_STYLE.text}</style>", "", 1)

    assert "csrfmiddlewaretoken" not in page
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)


def test_home_shows_the_next_boat_and_not_one_that_is_too_late(client):
    make_full_home(products=1)

    page = client.get("/").content.decode()

    assert 'class="boat"' in page
    assert "Sungsang" in page


def test_home_shows_at_most_two_products_of_a_shop_while_there_are_others(client):
    category = make_category()
    busy, others = make_seller(name="Toko Sibuk"), [make_seller() for _ in range(3)]
    for shop in [*others, busy, busy, busy, busy]:
        make_listed_product(seller=shop, category=category)
    home = make_site()
    home.body = [{"type": "products", "value": {"source": "newest", "limit": 5}}]
    home.save_revision().publish()

    page = client.get("/").content.decode()

    assert page.count("<b>Toko Sibuk</b>") == 2
    assert page.count('<article class="card') == 5


def test_figures_are_counted_once_and_kept_for_a_minute(client, django_assert_num_queries):
    make_listed_product(seller=make_seller(village=make_village()))
    home = make_site()
    home.body = [{"type": "figures", "value": {}}]
    home.save_revision().publish()
    client.cookies["django_language"] = "en"

    first = client.get("/").content.decode()
    make_listed_product()
    second = client.get("/").content.decode()

    assert "products from 1 shops" in first
    assert "1 of 1" in first
    assert second == first


def test_newest_articles_are_shown_newest_first(client):
    home = make_site()
    index = home.get_children().get(slug="cerita").specific
    make_article(index, title="Yang lama", date="2020-01-01")
    make_article(index, title="Draf", live=False)
    home.body = [{"type": "articles", "value": {"limit": 6}}]
    home.save_revision().publish()

    page = client.get("/").content.decode()

    assert re.findall(r'<h3 class="name"><a[^>]*>([^<]+)', page) == ["Dari dapur", "Yang lama"]
