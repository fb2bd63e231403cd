"""Building the site from data, once and again."""

import pytest
from wagtail.models import Page, Revision, Site

from cms.home.models import HomePage
from cms.pages.models import ArticlePage, StandardPage
from tests.factories.cms import make_site
from tests.factories.people import make_seller
from tests.factories.photos import make_picture

pytestmark = pytest.mark.django_db


def tree():
    return list(Page.objects.order_by("path").values_list("url_path", "title", "live"))


def test_site_is_built_once():
    make_site()
    before = tree(), Revision.objects.count()

    make_site()

    assert (tree(), Revision.objects.count()) == before
    assert [path for path, _, _ in tree()] == [
        "/",
        "/beranda/",
        "/beranda/tentang/",
        "/beranda/cerita/",
        "/beranda/cerita/dari-dapur/",
    ]


def test_what_an_editor_changed_is_kept():
    home = make_site()
    home.body = [{"type": "heading", "value": "Selamat datang"}]
    home.save_revision().publish()
    about = StandardPage.objects.get(slug="tentang")
    about.title = "Tentang kami"
    about.save_revision().publish()

    make_site()

    assert [block.block_type for block in HomePage.objects.get().body] == ["heading"]
    assert StandardPage.objects.get(slug="tentang").title == "Tentang kami"


def test_makers_stand_beside_the_headline_and_in_a_row_of_their_own():
    shop = make_seller(name="Dapur Cek Lina", slug="dapur-cek-lina")
    picture = make_picture(ready=True)
    makers = [
        {"shop": shop.slug, "title": "Bara", "picture": "maker-1", "text": "Satu. Dua. Tiga."},
        {"shop": "sudah-tutup", "title": "Purun", "picture": "hilang", "text": "Satu."},
    ]

    home = make_site(makers=makers, pictures={"maker-1.webp": picture})

    blocks = {block.block_type: block.value for block in HomePage.objects.get(pk=home.pk).body}
    story = blocks["hero"]["story"]
    assert (story["title"], story["text"], story["name"]) == ("Bara", "Satu. Dua.", "Dapur Cek Lina")
    assert (story["address"], story["picture"]) == ("/toko/dapur-cek-lina/", picture)
    assert [(other["title"], other["address"]) for other in blocks["stories"]["stories"]] == [("Purun", "")]


def test_site_is_built_where_there_is_no_page_at_all():
    Site.objects.all().delete()
    Page.objects.all().delete()

    make_site()

    assert Site.objects.get().root_page.specific == HomePage.objects.get()
    assert ArticlePage.objects.get().url == "/cerita/dari-dapur/"
