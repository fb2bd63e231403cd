"""Codes: for signing in, for a new password, for an e-mail address, and how many there may be."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from core.messages.models import Message
from core.users.codes import (
    MOST_PER_QUARTER,
    NoPhoneChannel,
    send_phone_code,
    send_waiting_codes,
    write_letter,
)
from core.users.models import User
from core.users.tasks import send_letters
from tests.core.users.senders import Recorder
from tests.factories.people import NOON, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def sender(settings):
    settings.PHONE_CODE_SENDER = "tests.core.users.senders.Recorder"
    Recorder.sent.clear()
    return Recorder.sent


def code_in(text: str) -> str:
    return re.search(r"\b\d{6}\b", text)[0]


def wrong(code: str) -> str:
    return code[:-1] + str((int(code[-1]) + 1) % 10)


def test_sign_in_by_email_code(client):
    user = make_user(email="siti@contoh.test")

    client.post(
        "/akun/masuk/kode/?next=/akun/alamat/", {"login": "siti@contoh.test", "next": "/akun/alamat/"}
    )
    letter = Message.objects.get()
    answer = client.post("/akun/masuk/kode/isi/", {"code": code_in(letter.body), "next": "/akun/alamat/"})

    assert answer["Location"] == "/akun/alamat/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert (letter.recipient, letter.address, letter.channel) == (None, "siti@contoh.test", "email")


def test_letters_leave_with_the_job(client):
    make_user(email="siti@contoh.test")
    client.post("/akun/masuk/kode/", {"login": "siti@contoh.test"})

    jobs = ProcrastinateJob.objects.filter(task_name="core.users.tasks.send_letters").count()
    send_letters.func()

    assert jobs == 1
    assert [letter.to for letter in mail.outbox] == [["siti@contoh.test"]]


def test_five_wrong_codes_end_it(client):
    make_user(email="siti@contoh.test")
    client.post("/akun/masuk/kode/", {"login": "siti@contoh.test"})
    code = code_in(Message.objects.get().body)

    for _ in range(4):
        assert client.post("/akun/masuk/kode/isi/", {"code": wrong(code)}).status_code == 200
    fifth = client.post("/akun/masuk/kode/isi/", {"code": wrong(code)})
    late = client.post("/akun/masuk/kode/isi/", {"code": code})

    assert fifth["Location"] == "/akun/masuk/kode/"
    assert late["Location"] == "/akun/masuk/kode/"
    assert "_auth_user_id" not in client.session


def test_code_belongs_to_the_browser_that_asked(client):
    make_user(email="siti@contoh.test")
    client.post("/akun/masuk/kode/", {"login": "siti@contoh.test"})
    code = code_in(Message.objects.get().body)

    stranger = Client()
    stranger.post("/akun/masuk/kode/isi/", {"code": code})

    assert "_auth_user_id" not in stranger.session


def test_sign_in_by_phone_code_proves_the_phone(client, sender):
    user = make_user(email=None, phone="081234567890")

    client.post("/akun/masuk/kode/", {"login": "0812-3456-7890"})
    send_letters.func()
    [(phone, code)] = sender
    client.post("/akun/masuk/kode/isi/", {"code": code})

    user.refresh_from_db()
    assert phone == "+6281234567890"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert user.phone_verified


def test_phone_code_goes_to_a_proven_email_and_proves_no_phone(client, sender):
    user = make_user(email="siti@contoh.test", phone="081234567890")

    client.post("/akun/masuk/kode/", {"login": "0812-3456-7890"})
    client.post("/akun/masuk/kode/isi/", {"code": code_in(Message.objects.get().body)})

    user.refresh_from_db()
    assert sender == []
    assert client.session["_auth_user_id"] == str(user.pk)
    assert not user.phone_verified


def test_phone_code_never_goes_to_an_unproven_email(sender):
    user = make_user(email="siti@contoh.test", phone="081234567890")
    EmailAddress.objects.create(user=user, email="siti@contoh.test", verified=False, primary=True)

    assert send_phone_code(user=user, subject="Kode", text="Kode 123456", code="123456", at=NOON)
    send_waiting_codes(now=NOON)

    assert sender == [("+6281234567890", "123456")]


def test_without_a_sender_a_phone_code_is_refused():
    with pytest.raises(NoPhoneChannel):
        send_phone_code(
            user=make_user(email=None, phone="081234567890"), subject="", text="", code="1", at=NOON
        )


def test_letters_to_one_address_are_limited():
    sent = [
        write_letter(address="siti@contoh.test", subject="Kode", body="1", at=NOON)
        for _ in range(MOST_PER_QUARTER + 1)
    ]

    assert sent == [True] * MOST_PER_QUARTER + [False]
    assert write_letter(address="lain@contoh.test", subject="Kode", body="1", at=NOON)


def test_new_password_by_code_signs_in_and_ends_the_other_sessions(client):
    user = make_user(email="siti@contoh.test")
    other = Client()
    other.force_login(user)

    client.post("/akun/sandi/lupa/", {"login": "siti@contoh.test"})
    client.post("/akun/sandi/lupa/kode/", {"code": code_in(Message.objects.first().body)})
    answer = client.post("/akun/sandi/lupa/baru/", {"password1": "perahu-hijau-laju"})

    user.refresh_from_db()
    assert answer["Location"] == reverse("account:home")
    assert user.check_password("perahu-hijau-laju")
    assert client.get(reverse("account:home")).status_code == 200
    assert other.get(reverse("account:home")).status_code == 302


def test_sign_up_by_email_waits_for_its_code(client):
    typed = {"name": "Siti", "login": "siti@contoh.test", "password1": "perahu-hijau-laju"}

    asked = client.post("/akun/daftar/", typed)
    early = client.get(reverse("account:home")).status_code
    client.post("/akun/email/kode/", {"code": code_in(Message.objects.get().body)})

    assert asked["Location"] == "/akun/email/kode/"
    assert early == 302
    assert client.get(reverse("account:home")).status_code == 200
    assert EmailAddress.objects.get().verified
    assert User.objects.get().name == "Siti"


def test_unproven_sign_up_cannot_sign_in_by_password(client):
    client.post(
        "/akun/daftar/", {"name": "Siti", "login": "siti@contoh.test", "password1": "perahu-hijau-laju"}
    )

    answer = Client().post("/akun/masuk/", {"login": "siti@contoh.test", "password": "perahu-hijau-laju"})

    # Within ten seconds a second code is refused, later it is asked for; signed in it never is.
    assert answer.status_code in (200, 302)
    assert answer.get("Location", "/akun/email/kode/") == "/akun/email/kode/"


def test_changing_the_email_needs_the_code_from_the_new_one(client):
    user = make_user(email="lama@contoh.test")
    client.force_login(user)

    client.post("/akun/email/", {"email": "baru@contoh.test", "action_add": "1"})
    before = User.objects.get(pk=user.pk).email
    client.post("/akun/email/kode/", {"code": code_in(Message.objects.get(address="baru@contoh.test").body)})

    assert before == "lama@contoh.test"
    assert User.objects.get(pk=user.pk).email == "baru@contoh.test"
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("baru@contoh.test", True)]


def test_letters_are_indonesian_and_hold_no_html(client):
    make_user(email="siti@contoh.test")

    client.post("/akun/sandi/lupa/", {"login": "siti@contoh.test"}, headers={"accept-language": "en"})

    letter = Message.objects.get()
    assert "<" not in letter.subject + letter.body
    assert "http://127.0.0.1:8000" in letter.body


def test_asking_for_codes_without_end_is_refused_kindly(client):
    for _ in range(3):
        Client().post("/akun/masuk/kode/", {"login": "siti@contoh.test"})
        Client().post("/akun/sandi/lupa/", {"login": "siti@contoh.test"})

    code = client.post("/akun/masuk/kode/", {"login": "siti@contoh.test"})
    reset = client.post("/akun/sandi/lupa/", {"login": "siti@contoh.test"})

    assert "Too many tries." in code.text
    assert 'value="siti@contoh.test"' in code.text
    assert reset.status_code == 429
    assert "A moment, please" in reset.text
