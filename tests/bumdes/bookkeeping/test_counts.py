"""Counting the cash box: what agrees, what differs, what moves while one counts."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.asserts import assertContains

from bumdes.bookkeeping.calculations import DENOMINATIONS, worth
from bumdes.bookkeeping.models import CashCount
from bumdes.bookkeeping.services import count_cash
from bumdes.bookkeeping.services.counts import BookMoved, ReasonMissing
from bumdes.ledger.access import opened
from bumdes.ledger.models import Entry, Proposal
from bumdes.ledger.queries import accounts_of, balance
from bumdes.ledger.services import approve
from core.ids import random_token
from core.refusals import Conflict
from tests.factories.bookkeeping import make_act, make_hub
from tests.factories.people import NOON, make_officer, make_user

pytestmark = pytest.mark.django_db
CASH = "1.1.01.01"


def counting(hub, pieces: dict[int, int], **kw) -> CashCount:
    kw = {
        "account": accounts_of(hub.book)["cash"],
        "booked": 1_000_000,
        "reason": "",
        "key": "kunci-hitung-kas-1",
        "now": NOON,
    } | kw
    if "actor" not in kw:
        kw["actor"] = make_officer(hub, "cashier")
    return count_cash(pieces=pieces, **kw)


@given(st.integers(0, 10_000_000))
def test_an_amount_paid_out_in_pieces_is_worth_itself(hundreds):
    pieces, rest = {}, hundreds * 100
    for value in DENOMINATIONS:
        pieces[value], rest = divmod(rest, value)

    assert (worth(pieces), rest) == (hundreds * 100, 0)


def test_a_count_that_agrees_is_a_fact_and_nothing_else(hub, book):
    count = counting(hub, {100_000: 9, 50_000: 2, 500: 0})

    assert (count.counted, count.booked, count.difference) == (1_000_000, 1_000_000, 0)
    assert count.pieces == {"100000": 9, "50000": 2}
    assert count.counted_on == NOON.date()
    with opened(book):
        assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("pieces", "role", "gap"), [({100_000: 9}, "cash_short", -100_000), ({100_000: 11}, "cash_over", 100_000)]
)
def test_a_difference_waits_for_a_second_person(hub, book, pieces, role, gap):
    count = counting(hub, pieces, reason="Kembalian tidak tercatat")

    with opened(book):
        proposal = Proposal.objects.get()
        approve(proposal=proposal, actor=make_officer(hub, "director"), now=NOON)
        entry = Entry.objects.get(key=count.key)

    accounts = accounts_of(book)
    assert count.difference == gap
    assert "Kembalian tidak tercatat" in entry.description
    assert balance(accounts["cash"]) == count.counted
    assert balance(accounts[role]) == 100_000


def test_a_difference_needs_a_reason(hub, book):
    with pytest.raises(ReasonMissing) as refused:
        counting(hub, {100_000: 9}, reason="   ")

    assert "-Rp100.000" in str(refused.value)
    with opened(book):
        assert not CashCount.objects.exists()


def test_what_moved_while_one_counted_is_said(hub):
    make_act(hub, amount=50_000)

    with pytest.raises(BookMoved) as refused:
        counting(hub, {100_000: 10})

    assert "Rp950.000" in str(refused.value)


def test_one_key_counts_once(hub, book):
    actor = make_officer(hub, "cashier")
    count = [counting(hub, {100_000: 9}, reason="Kurang", actor=actor) for _ in range(2)]

    assert count[0].pk == count[1].pk
    with opened(book):
        assert Proposal.objects.count() == 1
    with pytest.raises(Conflict):
        counting(hub, {100_000: 8}, reason="Kurang", actor=actor)


def test_a_count_is_never_changed(hub, book):
    count = counting(hub, {100_000: 10})

    with opened(book), pytest.raises(IntegrityError), transaction.atomic():
        CashCount.objects.filter(pk=count.pk).update(counted=5)
    with opened(book), pytest.raises(IntegrityError), transaction.atomic():
        count.delete()


def test_a_count_is_seen_only_with_its_book_open(hub):
    counting(hub, {100_000: 10})

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM bookkeeping_cashcount")
        assert cursor.fetchone() == (0,)


def test_a_count_of_an_account_of_another_book_is_refused_by_the_database(hub):
    other = make_hub().book
    cash = accounts_of(other)["cash"]

    with (
        opened(hub.book, other),
        pytest.raises(IntegrityError, match="cash_count_account_of_its_book"),
        transaction.atomic(),
    ):
        CashCount.objects.create(
            book=hub.book,
            account=cash,
            counted_on=NOON.date(),
            pieces={},
            counted=0,
            booked=0,
            key="x",
            counted_by=make_user(),
            counted_at=NOON,
        )


def form(**kw) -> dict[str, str]:
    return {"key": random_token(), "booked": "1000000", "reason": "", "n100000": "10"} | kw


def test_the_page_counts_and_shows_the_count(client, hub, at):
    client.force_login(make_officer(hub, "cashier", name="Mbak Sri"))
    assertContains(client.get(at("new_count", CASH)), "Rp1.000.000")

    page = client.post(at("new_count", CASH), form(), follow=True)

    assertContains(page, "it agrees with the book")
    assertContains(page, "Mbak Sri")
    assertContains(client.get(at("counts")), "agrees")


BAD = [
    ("n50000", "-1", "greater than or equal to 0"),
    ("n50000", "1e9", "Enter a whole number."),
    ("n50000", "999999999", "less than or equal to 99999"),
    ("n50000", "💰", "Enter a whole number."),
    ("reason", "x" * 10_000, "at most 200 characters"),
    ("booked", "x", "Enter a whole number."),
    ("n100000", "9", "Write the reason."),
]


@pytest.mark.parametrize(("field", "typed", "message"), BAD)
def test_a_bad_count_is_told_and_nothing_is_lost(*, client, hub, book, at, treasurer, field, typed, message):
    page = client.post(at("new_count", CASH), form(n500="7") | {field: typed})

    assertContains(page, message, status_code=422)
    assertContains(page, 'value="7"', status_code=422)
    with opened(book):
        assert not CashCount.objects.exists()


def test_after_the_book_moved_the_next_sending_answers_for_what_is_shown(client, hub, book, at, treasurer):
    make_act(hub, amount=50_000, actor=treasurer)
    sent = form(n100000="9", n50000="1")

    page = client.post(at("new_count", CASH), sent)
    shown = page.context["form"]["booked"].value()
    again = client.post(at("new_count", CASH), sent | {"booked": shown})

    assertContains(page, "While you counted", status_code=422)
    assert shown == "950000"
    assert again.status_code == 302


@pytest.mark.parametrize("code", ["1.1.01.02", "6.1.04.01", "9.9.99.99"])
def test_only_a_cash_box_is_counted(client, at, treasurer, code):
    assert client.get(at("new_count", code)).status_code == 404


def test_a_supervisor_sees_counts_but_makes_none(client, hub, at):
    count = counting(hub, {100_000: 9}, reason="Kurang")
    client.force_login(make_officer(hub, "supervisor"))

    assertContains(client.get(at("count", count.pk)), "Kurang")
    assert client.post(at("new_count", CASH), form()).status_code == 403


def test_a_count_of_another_bumdes_is_not_found(client, at, treasurer):
    theirs = counting(make_hub(), {100_000: 10})

    assert client.get(at("count", theirs.pk)).status_code == 404
