"""The everyday forms, filled in by people in a hurry and by people who mean ill."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from bumdes.bookkeeping.models import ReceiptPhoto
from bumdes.ledger.access import opened
from bumdes.ledger.models import Entry, Proposal
from bumdes.ledger.queries import accounts_of, balance
from bumdes.ledger.services import close_period
from core.ids import random_token
from tests.factories.bookkeeping import make_act, make_hub
from tests.factories.books import make_unit
from tests.factories.people import NOON, make_officer, make_user
from tests.factories.photos import make_upload

pytestmark = pytest.mark.django_db


def answers(**kw) -> dict[str, object]:
    """A form as the page sends it: Rp15.000 of electricity, paid in cash today."""
    return {
        "key": random_token(),
        "amount": "15000",
        "what": "listrik",
        "out_of": "1.1.01.01",
        "date": timezone.localdate().isoformat(),
        "description": "Token listrik",
        **kw,
    }


def entries(book) -> list[Entry]:
    """What was written beside the capital of the fixture."""
    with opened(book):
        return list(Entry.objects.filter(book=book).exclude(source="test").order_by("pk"))


def test_what_is_recorded_is_shown_with_its_name(client, book, at, treasurer):
    page = client.post(at("pay"), answers(), follow=True)

    (entry,) = entries(book)
    assert page.redirect_chain == [(at("entry", entry.pk), 302)]
    assertContains(page, "Recorded as ")
    assertContains(page, "Token listrik")
    assert balance(accounts_of(book)["electricity"]) == 15_000


@pytest.mark.parametrize(
    ("typed", "amount"), [("15rb", 15_000), ("Rp 15.000", 15_000), ("1,5jt", 1_500_000), (" 250 ", 250)]
)
def test_amounts_are_read_as_people_write_them(*, client, hub, book, at, treasurer, typed, amount):
    make_act(hub, "receive", what="barang", into="1.1.01.01", amount=1_000_000)

    client.post(at("pay"), answers(amount=typed))

    assert balance(accounts_of(book)["electricity"]) == amount


HOSTILE = [
    ("amount", "-1", "Write an amount in rupiah"),
    ("amount", "1e9", "Write an amount in rupiah"),
    ("amount", "0", "must be more than Rp0"),
    ("amount", "", "Write the amount."),
    ("amount", "💰", "Write an amount in rupiah"),
    ("amount", "9" * 30, "too large"),
    ("amount", "1" * 10_000, "at most 30 characters"),
    ("amount", "12.5", "Write an amount in rupiah"),
    ("amount", "1000001", "There is not enough money in Kas Tunai"),
    ("what", "emas", "Select a valid choice"),
    ("what", "", "Choose what it is for."),
    ("out_of", "1.1.03.01", "Select a valid choice"),
    ("out_of", "1 OR 1=1", "Select a valid choice"),
    ("unit", "TOKO-TETANGGA", "Select a valid choice"),
    ("date", "besok", "Write a day, such as"),
    ("date", "2026-13-45", "Write a day, such as"),
    ("date", "0001-01-01", "The books do not go back to this date."),
    ("date", "9999-12-31", "This date is still to come."),
    ("description", "x" * 10_000, "at most 200 characters"),
    ("description", "a\x00b", "Null characters are not allowed."),
    ("key", "", "This form is incomplete."),
    ("key", "pendek", "at least 16 characters"),
]


@pytest.mark.parametrize(("field", "typed", "message"), HOSTILE, ids=lambda value: str(value)[:24])
def test_a_bad_answer_is_told_and_nothing_is_lost(*, client, book, at, treasurer, field, typed, message):
    make_unit(book)

    page = client.post(at("pay"), answers(**{field: typed}))

    assert page.status_code == 422
    assertContains(page, message, status_code=422)
    if field != "description":
        assertContains(page, "Token listrik", status_code=422)
    if field != "amount":
        assertContains(page, 'value="15000"', status_code=422)
    assert entries(book) == []


def test_what_was_typed_is_shown_as_text(client, at, treasurer):
    page = client.post(at("pay"), answers(amount="-1", description='"><script>alert(1)</script>'))

    assertNotContains(page, "<script>alert(1)", status_code=422)
    assertContains(page, "&lt;script&gt;alert(1)", status_code=422)


def test_emoji_is_a_word_like_any_other(client, book, at, treasurer):
    client.post(at("pay"), answers(description="Token 💡 kios"))

    assert [entry.description for entry in entries(book)] == ["Token 💡 kios"]


def test_a_closed_day_is_refused_beside_the_date(client, book, at, treasurer):
    close_period(book=book, through=date(2020, 1, 31), made_by=None, now=NOON)

    page = client.post(at("pay"), answers(date="2020-01-15"))

    assert page.context["form"].errors["date"] == [
        "The books are closed for this date. Use a later date, or ask for the period to be reopened."
    ]
    assert entries(book) == []


def test_the_unit_of_another_bumdes_is_no_answer(client, hub, book, at, treasurer):
    make_unit(book)
    make_unit(make_hub().book, code="KIOS-LAIN", name="Kios lain")

    page = client.post(at("pay"), answers(unit="KIOS-LAIN"))

    assert "unit" in page.context["form"].errors


def test_sending_twice_records_once(client, book, at, treasurer):
    form = answers()

    first, again = (client.post(at("pay"), form) for _ in range(2))

    assert first.url == again.url
    assert len(entries(book)) == 1


def test_two_tabs_are_two_entries(client, book, at, treasurer):
    keys = [client.get(at("pay")).context["form"]["key"].value() for _tab in range(2)]

    for key in keys:
        client.post(at("pay"), answers(key=key))

    assert len(set(keys)) == len(entries(book)) == 2


def test_the_key_of_a_sent_form_takes_no_other_content(client, book, at, treasurer):
    form = answers()
    client.post(at("pay"), form)

    page = client.post(at("pay"), form | {"amount": "20000"})

    assertContains(page, "already recorded with other content", status_code=422)
    assert len(entries(book)) == 1


def test_over_the_limit_it_waits_and_says_so(client, hub, book, at, treasurer):
    book.approval_limit = 10_000
    book.save()

    page = client.post(at("pay"), answers(), follow=True)

    assertContains(page, "waits until a second person approves it")
    assertContains(page, "You wrote this, so somebody else approves it.")
    assert entries(book) == []
    with opened(book):
        assert Proposal.objects.get().total == 15_000


def test_the_unit_is_asked_only_where_there_are_several(client, book, at, treasurer):
    assert "unit" not in client.get(at("pay")).context["form"].fields

    make_unit(book)

    assert "unit" in client.get(at("pay")).context["form"].fields


def test_a_photo_is_kept_and_seen_by_this_bumdes_alone(client, hub, book, at, treasurer):
    client.post(at("pay"), answers(photo=make_upload()))
    with opened(book):
        photo = ReceiptPhoto.objects.get()
    url = at("receipt", photo.pk)

    shown = client.get(url)
    client.force_login(make_officer(make_hub(), "treasurer"))
    hidden = client.get(url)

    assert shown["Content-Type"] == "image/jpeg"
    assert {"private", "no-store"} <= set(shown["Cache-Control"].split(", "))
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")
    assert hidden.status_code == 404


def test_what_is_no_photo_is_refused(client, book, at, treasurer):
    page = client.post(at("pay"), answers(photo=make_upload(content=b"<?php evil")))

    assertContains(page, "not a photo that we can read", status_code=422)
    assert entries(book) == []


def test_a_photo_can_follow_once(client, hub, book, at, treasurer):
    entry = make_act(hub, actor=treasurer)
    url = at("add_photo", entry.pk)

    first = client.post(url, {"photo": make_upload()})
    again = client.post(url, {"photo": make_upload(width=300, height=200)})

    assert first.status_code == 302
    assertContains(again, "has its photo already", status_code=422)


def test_taking_back_is_done_once_and_leaves_both(client, hub, book, at, treasurer):
    entry = make_act(hub, actor=treasurer, date=timezone.localdate(), now=timezone.now())
    undo = {"key": random_token(), "reason": "Salah akun"}

    first = client.post(at("undo", entry.pk), undo)
    again = client.post(at("undo", entry.pk), undo | {"key": random_token()})

    (_entry, mirror) = entries(book)
    assert first.url == at("entry", mirror.pk)
    assertContains(again, "already reversed", status_code=422)
    assertContains(client.get(at("entry", entry.pk)), "This entry was taken back.")


def test_taking_back_needs_a_reason(client, hub, book, at, treasurer):
    entry = make_act(hub, actor=treasurer)

    page = client.post(at("undo", entry.pk), {"key": random_token(), "reason": ""})

    assertContains(page, "Write why it is taken back.", status_code=422)
    assert len(entries(book)) == 1


def test_a_cashier_takes_back_today_but_not_yesterday(client, hub, book, at):
    cashier = make_officer(hub, "cashier")
    client.force_login(cashier)
    now = timezone.now()
    today = make_act(hub, actor=cashier, date=timezone.localdate(), now=now)
    yesterday = timezone.localdate() - timedelta(days=1)
    before = make_act(hub, actor=cashier, date=yesterday, now=now - timedelta(days=1))

    refused = client.post(at("undo", before.pk), {"key": random_token(), "reason": "Salah"})
    done = client.post(at("undo", today.pk), {"key": random_token(), "reason": "Salah"})

    assertContains(refused, "taken back by the treasurer", status_code=422)
    assert done.status_code == 302
    assertNotContains(client.get(at("entry", before.pk)), "Take this entry back")


def test_nobody_records_without_signing_in(client, book, at):
    assert "/masuk/" in client.post(at("pay"), answers()).url
    client.force_login(make_user())
    assert client.post(at("pay"), answers()).status_code == 404
    assert entries(book) == []
