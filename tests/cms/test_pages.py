"""Articles, standard pages, navigation, addresses for machines."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms.pages.models import ArticleIndexPage, ArticlePage
from cms.tasks import publish_scheduled
from tests.factories.cms import make_article, make_listed_product, make_site
from tests.factories.people import make_seller, make_village
from tests.factories.photos import make_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def index():
    make_site(pictures={"article-1": make_picture(ready=True)})
    return ArticleIndexPage.objects.get()


def titles(response):
    return re.findall(r'<h3 class="name"><a[^>]*>([^<]+)', response.content.decode())


def test_article_shows_author_picture_and_escaped_text(client, index):
    page = client.get("/cerita/dari-dapur/").content.decode()

    assert "<h1>Dari dapur</h1>" in page
    assert "Redaksi Sedulang (contoh)" in page
    assert "<p>Ikan &amp; udang &lt;segar&gt;.</p>" in page
    assert page.count("<picture") == 1
    assert f'<link rel="canonical" href="{settings.SITE_URL}/cerita/dari-dapur/">' in page


@pytest.mark.parametrize("articles", [1, 3])
def test_article_list_costs_the_same_at_one_and_three(client, django_assert_num_queries, index, articles):
    for _ in range(articles - 1):
        make_article(index)
    client.get("/cerita/")

    with django_assert_num_queries(5):  # site, front page, two for the list itself, its articles
        response = client.get("/cerita/")

    assert len(titles(response)) == articles


def test_article_list_is_cut_into_pages(client, index):
    for _ in range(12):
        make_article(index, date="2020-01-01")

    first, second = client.get("/cerita/"), client.get("/cerita/?page=2")

    assert (len(titles(first)), len(titles(second))) == (12, 1)
    assert 'rel="next" href="?page=2"' in first.content.decode()
    assert 'rel="prev" href="?"' in second.content.decode()


@pytest.mark.parametrize("number", ["0", "3", "x", "-1", "²", "99999999999"])
def test_article_list_has_no_page_of_that_number(client, index, number):
    assert client.get("/cerita/", {"page": number}).status_code == 404


def test_product_in_an_article_is_shown_while_it_is_on_sale(client, index):
    product = make_listed_product(title="Kemplang panggang")
    article = ArticlePage.objects.get()
    article.body = [{"type": "product", "value": {"product": product.get_absolute_url()}}]
    article.save_revision().publish()

    shown = client.get(article.url).content.decode()
    product.card.delete()
    gone = client.get(article.url)

    assert "Kemplang panggang" in shown
    assert gone.status_code == 200
    assert "Kemplang panggang" not in gone.content.decode()


def test_standard_page_shows_its_sections(client, index):
    page = client.get("/tentang/").content.decode()

    assert "<h2>Mengapa</h2>" in page
    assert "<ul><li>Satu</li><li>Dua</li></ul>" in page


def test_pages_in_menus_are_in_the_footer_beside_the_ones_always_there(client, index):
    footer = client.get("/tentang/").content.decode().partition("<footer")[2].partition("</footer")[0]

    assert re.findall(r'href="(/[a-z]+/)"', footer) == ["/cerita/", "/tentang/", "/bantuan/"]


def test_draft_and_unknown_pages_are_not_found(client, index):
    make_article(index, slug="draf", live=False)

    assert client.get("/cerita/draf/").status_code == 404
    assert client.get("/tidak/ada/").status_code == 404


def test_redirect_leads_from_an_old_address(client, index):
    Redirect.objects.create(old_path="/lama", redirect_link="/cerita/")

    response = client.get("/lama/")

    assert (response.status_code, response["Location"]) == (301, "/cerita/")


def test_scheduled_page_appears_when_its_moment_has_come(client, index):
    article = make_article(index, slug="nanti", live=False)
    article.go_live_at = article.latest_revision_created_at = None
    article.save_revision(approved_go_live_at=now_less(minutes=1))

    publish_scheduled.func(timestamp=0)

    assert client.get("/cerita/nanti/").status_code == 200


def now_less(**kw):
    from django.utils import timezone

    return timezone.now() - timedelta(**kw)


def test_pages_answer_only_to_reading(client, index):
    assert client.post("/cerita/").status_code == 405


def test_sitemap_names_every_public_address(client, index):
    village = make_village()
    product = make_listed_product(seller=make_seller(village=village, slug="dapur-cek-lina"))
    make_article(index, slug="draf", live=False)

    sections = re.findall("<loc>([^<]+)", client.get("/sitemap.xml").content.decode())
    pages = {address.removeprefix(settings.SITE_URL) for address in sections}
    found = [
        address.removeprefix(settings.SITE_URL)
        for section in pages
        for address in re.findall("<loc>([^<]+)", client.get(section).content.decode())
    ]

    assert sorted(pages) == [f"/sitemap-{name}.xml" for name in ("pages", "products", "shops", "villages")]
    assert sorted(found) == sorted(
        [
            "/",
            "/cerita/",
            "/cerita/dari-dapur/",
            "/tentang/",
            product.get_absolute_url(),
            "/toko/dapur-cek-lina/",
            f"/desa/{village.slug}/",
        ]
    )


def test_robots_names_the_sitemap(client):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert lines[-1] == f"Sitemap: {settings.SITE_URL}/sitemap.xml"
    assert "Disallow: /cms/" in lines


def test_no_page_can_be_kept_from_some_readers():
    kinds = [kind for kind in Page.__subclasses__() if not kind._meta.abstract]

    assert [kind for kind in kinds if kind.private_page_options] == []
