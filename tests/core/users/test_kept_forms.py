"""A form that comes too late loses nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.address.models import UserAddress
from tests.factories.people import make_user, make_village

pytestmark = pytest.mark.django_db
PASSWORD = "rahasia-sekali-1"


def address(**kw):
    return {
        "name": "Siti",
        "phone": "0812-3456-7890",
        "village": make_village().pk,
        "landmark": "rumah hijau & <b>musala</b>",
        **kw,
    }


def test_form_after_the_session_ended_can_be_sent_after_signing_in(client):
    user = make_user(email="siti@contoh.test")
    typed = address()

    detour = client.post("/akun/alamat/baru/", typed)
    client.post(detour["Location"], {"login": "siti@contoh.test", "password": PASSWORD})
    page = client.get("/akun/formulir/")
    kept = page.context["kept"]
    client.post(kept.path, dict(kept.fields))

    assert detour["Location"] == "/akun/masuk/?next=/akun/formulir/"
    assert "rumah hijau &amp; &lt;b&gt;musala" in page.text
    assert UserAddress.objects.get(user=user).landmark == typed["landmark"]
    assert client.get("/akun/formulir/")["Location"] == reverse("account:home")


def test_kept_form_holds_no_secrets(client):
    client.post("/akun/profil/", {"name": "Siti", "password": PASSWORD})

    kept = client.session["kept_form"]

    assert (kept["fields"], kept["is_whole"]) == ([("name", "Siti")], False) or kept["fields"] == [
        ["name", "Siti"]
    ]


def test_huge_form_is_not_kept(client):
    client.post("/akun/alamat/baru/", address(landmark="x" * 60_000))

    assert client.session["kept_form"]["fields"] == []


def test_old_token_from_our_own_page_offers_to_send_again():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())

    answer = client.post("/akun/alamat/baru/", address(), headers={"origin": "http://testserver"})

    assert answer.status_code == 403
    assert 'action="/akun/alamat/baru/"' in answer.text
    assert "rumah hijau" in answer.text
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("headers", [{"origin": "https://evil.test"}, {"origin": "null"}, {}])
def test_form_of_another_site_is_never_offered_again(headers):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())

    answer = client.post("/akun/alamat/baru/", address(), headers=headers)

    assert answer.status_code == 403
    assert 'action="/akun/alamat/baru/"' not in answer.text
    assert "rumah hijau" not in answer.text


def test_old_token_at_the_sign_in_says_press_back():
    client = Client(enforce_csrf_checks=True)

    answer = client.post(
        "/akun/masuk/",
        {"login": "siti@contoh.test", "password": PASSWORD},
        headers={"origin": "http://testserver"},
    )

    assert answer.status_code == 403
    assert PASSWORD not in answer.text
