"""Nobody can learn from us who has an account: the same answer, the same work."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import hashers
from django.test import Client

from core.messages.models import Message
from core.users.models import User
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
SENDER = "tests.core.users.senders.Recorder"


@pytest.fixture
def hashes(monkeypatch):
    """How often a password was hashed, whoever asked for it."""
    counted = []
    for cls in {type(hasher) for hasher in hashers.get_hashers()}:
        encode = cls.encode

        def counting(self, password, salt, *args, _encode=encode, **kwargs):
            counted.append(1)
            return _encode(self, password, salt, *args, **kwargs)

        monkeypatch.setattr(cls, "encode", counting)
    return counted


def body(answer) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"', "", answer.text)


def follow(path, data, hashes):
    """Post as a new visitor and follow; gives where it led, the page, and the hashing done."""
    client, start = Client(), len(hashes)
    answer = client.post(path, data)
    work = len(hashes) - start
    where = answer.get("Location", "")
    page = client.get(where) if where else answer
    return where, body(page), work


@pytest.mark.parametrize(
    ("known", "unknown"),
    [("siti@contoh.test", "beda@contoh.test"), ("0812-3456-7890", "0812-3456-7891")],
)
def test_sign_in(known, unknown, hashes):
    make_user(email="siti@contoh.test", phone="081234567890")

    where, page, work = follow("/akun/masuk/", {"login": known, "password": "salah"}, hashes)
    where_u, page_u, work_u = follow("/akun/masuk/", {"login": unknown, "password": "salah"}, hashes)

    assert (where, page, work) == (where_u, page_u.replace(unknown, known), work_u)
    assert work == 1


def test_sign_in_without_a_password_of_ones_own(hashes):
    make_user(email="siti@contoh.test", password=None)

    known = follow("/akun/masuk/", {"login": "siti@contoh.test", "password": "salah"}, hashes)
    unknown = follow("/akun/masuk/", {"login": "beda@contoh.test", "password": "salah"}, hashes)

    assert known[0] == unknown[0]
    assert known[2] == unknown[2] == 1


@pytest.mark.parametrize(
    ("known", "unknown"),
    [("siti@contoh.test", "beda@contoh.test"), ("0812-3456-7890", "0812-3456-7891")],
)
def test_sign_up(known, unknown, hashes):
    make_user(email="siti@contoh.test", phone="081234567890")
    typed = {"name": "Siti", "password1": "perahu-hijau-laju"}

    where, page, work = follow("/akun/daftar/", {**typed, "login": known}, hashes)
    where_u, page_u, work_u = follow("/akun/daftar/", {**typed, "login": unknown}, hashes)

    assert (where, page, work) == (where_u, page_u.replace(unknown, known), work_u)
    assert work == 1
    assert User.objects.count() == 2


@pytest.mark.parametrize("path", ["/akun/sandi/lupa/", "/akun/masuk/kode/"])
def test_codes_by_email(path, hashes):
    make_user(email="siti@contoh.test")

    known = follow(path, {"login": "siti@contoh.test"}, hashes)
    unknown = follow(path, {"login": "beda@contoh.test"}, hashes)

    assert known == (unknown[0], unknown[1].replace("beda@", "siti@"), unknown[2])
    assert known[0].startswith(path)
    assert Message.objects.filter(address="siti@contoh.test").count() == 1
    assert Message.objects.filter(address="beda@contoh.test").count() == 1


@pytest.mark.parametrize("path", ["/akun/sandi/lupa/", "/akun/masuk/kode/"])
def test_codes_by_phone_with_a_sender(path, hashes, settings):
    settings.PHONE_CODE_SENDER = SENDER
    make_user(email=None, phone="081234567890")

    known = follow(path, {"login": "0812-3456-7890"}, hashes)
    unknown = follow(path, {"login": "0812-3456-7891"}, hashes)

    assert known == (unknown[0], unknown[1].replace("7891", "7890"), unknown[2])


@pytest.mark.parametrize("path", ["/akun/sandi/lupa/", "/akun/masuk/kode/"])
@pytest.mark.parametrize("typed", ["0812-3456-7890", "0812-3456-7891"])
def test_codes_by_phone_without_a_sender_are_plainly_refused(path, typed, client):
    make_user(email="siti@contoh.test", phone="081234567890")

    answer = client.post(path, {"login": typed})

    assert answer.context["form"].errors["login"] == [
        "We cannot send codes to telephones yet. Use your e-mail address or your password."
    ]
    assert not Message.objects.exists()


def test_an_unproven_address_added_by_another_person_gives_them_nothing(client):
    other = make_user(email=None, phone="081234567890")
    EmailAddress.objects.create(user=other, email="siti@contoh.test", verified=False)
    make_user(email="siti@contoh.test", password="milik-siti-sendiri")

    client.post("/akun/masuk/kode/", {"login": "siti@contoh.test"})

    code = Message.objects.get().body
    assert re.search(r"\d{6}", code)
    assert client.session["account_login"]["user_pk"] != str(other.pk)
