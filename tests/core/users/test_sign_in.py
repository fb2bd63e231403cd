"""Signing in, by any of a person's names, and what comes with it."""

import pytest
from django.test import Client
from django.urls import reverse

from core.users.models import User
from marketplace.basket.models import Basket
from tests.factories.goods import make_product
from tests.factories.people import make_user
from tests.factories.purchases import make_basket

pytestmark = pytest.mark.django_db
PASSWORD = "rahasia-sekali-1"
LOGIN = "/akun/masuk/"


def sign_in(client, login, password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": login, "password": password, **extra})


@pytest.mark.parametrize(
    "typed", ["0812-3456-7890", "6281234567890", "+62 812 3456 7890", "Siti@Contoh.test"]
)
def test_sign_in_with_phone_or_email(client, typed):
    user = make_user(email="siti@contoh.test", phone="081234567890")

    answer = sign_in(client, typed)

    assert (answer.status_code, answer["Location"]) == (302, reverse("account:home"))
    assert client.session["_auth_user_id"] == str(user.pk)


def test_wrong_password_keeps_what_was_typed_and_says_one_sentence(client):
    make_user(email="siti@contoh.test")

    answer = sign_in(client, "siti@contoh.test", "salah")

    assert answer.status_code == 200
    assert 'value="siti@contoh.test"' in answer.text
    assert "The number, e-mail or password is not right." in answer.text


def test_sign_in_rotates_the_session_and_keeps_the_guests_one_out(client):
    make_user(email="siti@contoh.test")
    session = client.session
    session["typed"] = "x"
    session.save()
    before = client.cookies["sessionid"].value

    sign_in(client, "siti@contoh.test")

    assert client.cookies["sessionid"].value != before
    assert not type(client.session)().exists(before)


def test_sign_in_sets_the_presence_cookie_and_signing_out_takes_all_away(client):
    make_user(email="siti@contoh.test")

    presence = sign_in(client, "siti@contoh.test").cookies["sdl_me"]
    out = client.post("/akun/keluar/")

    assert (presence.value, presence["httponly"]) == ("1", "")
    assert out["Clear-Site-Data"] == '"cache", "storage"'
    assert out.cookies["sdl_me"]["max-age"] == 0
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("account:home")).status_code == 302


def test_signing_out_needs_a_post(client):
    client.force_login(make_user())

    answer = client.get("/akun/keluar/")

    assert answer.status_code == 200
    assert "_auth_user_id" in client.session


def test_sign_in_brings_the_guests_basket(client):
    user = make_user(email="siti@contoh.test")
    offer = make_product().stockrecords.get()
    guest = make_basket((offer, 2))
    client.cookies["sdl_basket"] = guest.token

    answer = sign_in(client, "siti@contoh.test")

    mine = Basket.objects.get(owner=user, status="Open")
    assert list(mine.lines.values_list("stockrecord_id", "quantity")) == [(offer.pk, 2)]
    assert answer.cookies["sdl_basket"]["max-age"] == 0


@pytest.mark.parametrize(
    "following", ["//evil.test/", "https://evil.test/", "https:evil.test", "/\\evil.test", "javascript:x"]
)
def test_next_never_leaves_the_site(client, following):
    make_user(email="siti@contoh.test")

    answer = sign_in(client, "siti@contoh.test", next=following)

    assert answer["Location"] == reverse("account:home")


def test_next_on_the_site_is_followed(client):
    make_user(email="siti@contoh.test")

    assert sign_in(client, "siti@contoh.test", next="/akun/alamat/")["Location"] == "/akun/alamat/"


def test_closed_account_cannot_sign_in(client):
    make_user(email="siti@contoh.test", is_active=False)

    assert sign_in(client, "siti@contoh.test")["Location"] == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


def test_staff_sessions_are_short_and_absolute(client):
    make_user(email="siti@contoh.test", is_staff=True)

    sign_in(client, "siti@contoh.test")

    assert 11.9 * 3600 < client.session.get_expiry_age() <= 12 * 3600


def test_buyers_sessions_last_a_month(client):
    make_user(email="siti@contoh.test")

    sign_in(client, "siti@contoh.test")

    assert 29.9 * 86400 < client.session.get_expiry_age() <= 30 * 86400


def test_sign_out_everywhere_ends_the_other_phone_only(client):
    make_user(email="siti@contoh.test")
    other = Client()
    sign_in(client, "siti@contoh.test")
    sign_in(other, "siti@contoh.test")

    answer = client.post("/akun/perangkat/lain/")

    assert answer["Location"] == "/akun/perangkat/"
    assert client.get(reverse("account:home")).status_code == 200
    assert other.get(reverse("account:home")).status_code == 302


def test_sign_up_by_phone_then_sign_in(client):
    typed = {"name": "Siti", "login": "0812 3456 7890", "password1": "perahu-hijau-laju"}

    answer = client.post("/akun/daftar/", typed)
    page = client.get(answer["Location"])

    user = User.objects.get(phone="+6281234567890")
    assert (user.name, user.email, user.phone_verified) == ("Siti", None, False)
    assert answer["Location"] == LOGIN
    assert 'value="0812-3456-7890"' in page.text
    assert sign_in(client, "0812-3456-7890", "perahu-hijau-laju").status_code == 302


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("login", "siti", "Write a mobile number such as"),
        ("login", "", "Write your mobile number or e-mail address."),
        ("name", "", "Write your name."),
        ("name", "x" * 10_000, "at most 120 characters"),
        ("password1", "12345", "too common"),
    ],
)
def test_sign_up_says_what_is_wrong_beside_the_field(client, field, value, error):
    typed = {"name": "Siti", "login": "siti@contoh.test", "password1": "perahu-hijau-laju", field: value}

    client.cookies["django_language"] = "en"

    answer = client.post("/akun/daftar/", typed)

    assert answer.status_code == 200
    assert error in answer.context["form"].errors[field][0]
    assert not User.objects.exists()
