"""The editors' room: who gets in, through which door, and what can be done there."""

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.pages.models import ArticlePage
from tests.factories.cms import make_editor, make_site
from tests.factories.people import make_officer, make_organisation, make_seller, make_user, owner_of
from tests.factories.photos import make_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    make_site()
    editor = make_editor(email="lia@contoh.test")
    client.force_login(editor)
    return editor


def article_form(article, **kw):
    data = {
        "title": article.title,
        "slug": article.slug,
        "date": "2026-11-23",
        "author": "Lia",
        "intro": "Baru.",
        "picture": "",
        "body": streamfield([("heading", "Api"), ("paragraph", rich_text("<p>Tenang.</p>"))]),
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
        **kw,
    }
    return nested_form_data(data)


def test_a_stranger_is_led_to_our_sign_in(client):
    response = client.get("/cms/")

    assert (response.status_code, response["Location"]) == (302, f"{reverse('account_login')}?next=/cms/")


def test_wagtails_own_sign_in_leads_to_ours(client):
    response = client.get("/cms/login/?next=/cms/pages/")

    assert response["Location"] == f"{reverse('account_login')}?next=/cms/pages/"
    assert client.get("/cms/password_reset/").status_code == 404


def test_editor_edits_and_publishes_an_article(client, editor):
    article = ArticlePage.objects.get()
    url = reverse("wagtailadmin_pages:edit", "config.editor_urls", args=[article.pk])
    assert client.get(url).status_code == 200

    response = client.post(url, article_form(article, title="Api kecil", **{"action-publish": "1"}))

    assert response.status_code == 302
    article.refresh_from_db()
    assert (article.title, article.live, article.live_revision.user) == ("Api kecil", True, editor)
    page = client.get(article.url).content.decode()
    assert "<h2>Api</h2>" in page
    assert ">Tenang.</p>" in page


def test_editor_sees_a_preview_before_publishing(client, editor):
    article = ArticlePage.objects.get()
    url = reverse("wagtailadmin_pages:preview_on_edit", "config.editor_urls", args=[article.pk])

    stored = client.post(url, article_form(article, title="Belum terbit"))
    preview = client.get(url)

    assert stored.json()["is_valid"] is True
    assert "<h1>Belum terbit</h1>" in preview.content.decode()
    assert preview["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in preview["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["", "images/", "account/", "reports/locked/", "pages/"])
def test_editors_screens_open(client, editor, path):
    assert client.get(f"/cms/{path}", follow=True).status_code == 200


@pytest.mark.parametrize("path", ["users/", "groups/", "documents/", "redirects/", "sites/", "collections/"])
def test_editor_has_pages_and_pictures_only(client, editor, path):
    response = client.get(f"/cms/{path}")

    assert (response.status_code, response.headers.get("Location")) == (302, "/cms/")


@pytest.mark.parametrize(
    "path", ["", "pages/", "images/", "users/", "account/", "api/main/pages/", "sprite/"]
)
def test_sellers_officers_and_buyers_get_nothing(client, path):
    seller = owner_of(make_seller())
    officer = make_officer(make_organisation(), role="director")
    for person in (seller, officer, make_user(), make_user(is_staff=True)):
        client.force_login(person)

        response = client.get(f"/cms/{path}")

        assert response.status_code == 403


def test_superuser_makes_an_editor_and_nothing_else_of_a_person(client):
    client.force_login(make_user(is_superuser=True, is_staff=True))
    person = make_user(name="Lia", email="lia@contoh.test")
    editors = Group.objects.get(name="Editors")
    url = reverse("wagtailusers_users:edit", "config.editor_urls", args=[person.pk])
    assert (
        client.get(reverse("wagtailusers_users:index", "config.editor_urls"), {"q": "Lia"}).status_code == 200
    )
    assert client.get(url).status_code == 200

    data = {"name": "Bukan Lia", "email": "lain@contoh.test", "groups": [editors.pk], "is_superuser": "on"}
    response = client.post(url, data)

    assert response.status_code == 302
    person.refresh_from_db()
    assert (person.name, person.email, person.is_superuser) == ("Lia", "lia@contoh.test", False)
    assert list(person.groups.all()) == [editors]


@pytest.mark.parametrize("path", ["users/new/", "users/delete/{}/", "bulk/users/user/delete/?id={}"])
def test_people_are_neither_made_nor_deleted_here(client, path):
    person = make_user()
    client.force_login(make_user(is_superuser=True, is_staff=True))

    response = client.post(f"/cms/{path.format(person.pk)}")

    assert response.status_code in (302, 404)
    person.refresh_from_db()


def test_no_rest_of_wagtail_is_in_reach(client):
    for path in ("/api/v2/pages/", "/api/v3/pages/", "/images/", "/_util/login/", "/cms/api/main/pages/"):
        assert client.get(path).status_code in (302, 404)


def test_blocks_take_no_raw_html_tables_or_embeds():
    from cms.blocks.fields import TEXT_FEATURES
    from cms.blocks.front import BodyBlock

    kinds = {type(block).__name__ for block in BodyBlock().child_blocks.values()}

    assert kinds.isdisjoint({"RawHTMLBlock", "TableBlock", "EmbedBlock"})
    assert set(TEXT_FEATURES) == {"bold", "italic", "link", "ol", "ul"}
    assert "wagtail.embeds" not in settings.INSTALLED_APPS


def test_editor_reaches_the_pictures_of_the_pages_but_not_those_of_shops(client):
    own, of_a_shop = make_picture(ready=True), make_picture(ready=True)
    make_site(pictures={"article-1": own})
    client.force_login(make_editor())

    answers = [
        client.get(reverse("wagtailimages:edit", "config.editor_urls", args=[picture.pk])).status_code
        for picture in (own, of_a_shop)
    ]

    assert answers == [200, 302]
