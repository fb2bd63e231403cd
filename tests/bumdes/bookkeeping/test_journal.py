"""The general journal without a script, and the second person."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from bumdes.bookkeeping.forms.journal import MOST_ROWS
from bumdes.ledger.access import opened
from bumdes.ledger.enums import ProposalState
from bumdes.ledger.models import Entry, Proposal
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services import close_period
from core.ids import random_token
from tests.factories.bookkeeping import make_act, make_hub
from tests.factories.books import make_unit
from tests.factories.people import NOON, make_officer

pytestmark = pytest.mark.django_db


def journal(*rows: dict[str, str], **kw) -> dict[str, str]:
    """The form as the page sends it; without rows, Rp75.000 of stationery paid in cash."""
    rows = rows or (
        {"account": "6.1.02.01", "debit": "75.000"},
        {"account": "Kas Tunai", "credit": "75rb"},
    )
    form = {
        "key": random_token(),
        "rows": "4",
        "date": timezone.localdate().isoformat(),
        "description": "ATK kantor",
    }
    for number, row in enumerate(rows):
        form |= {f"r{number}-{name}": value for name, value in row.items()}
    return form | kw


def written(book) -> list[Entry]:
    with opened(book):
        return list(Entry.objects.filter(book=book).exclude(source="test").order_by("pk"))


def test_accounts_are_found_by_code_name_or_a_part_of_it(client, book, at, treasurer):
    unit = make_unit(book)
    rows = (
        {"account": "6.1.02.01 Beban Alat Tulis Kantor (ATK)", "unit": unit.code, "debit": "50.000"},
        {"account": "foto copy", "debit": "25.000", "memo": "Undangan"},
        {"account": "kas tunai", "credit": "75.000"},
    )

    answer = client.post(at("write"), journal(*rows))

    (entry,) = written(book)
    assert answer.url == at("entry", entry.pk)
    with opened(book):
        lines = list(entry.postings.order_by("pk").values_list("account__role", "unit__code", "memo"))
    assert lines == [
        ("office_supplies", "TOKO", ""),
        ("photocopy", "PUSAT", "Undangan"),
        ("cash", "PUSAT", ""),
    ]


BAD_ROWS = [
    ({"account": "zzz", "debit": "1"}, "There is no such account."),
    ({"account": "piutang", "debit": "1"}, "Several accounts fit: 1.1.03.01 Piutang Usaha;"),
    ({"account": "", "debit": "1"}, "Choose an account."),
    ({"account": "6.1.02.01"}, "Write an amount, debit or credit."),
    ({"account": "6.1.02.01", "debit": "1", "credit": "1"}, "A row has one side"),
    ({"account": "6.1.02.01", "debit": "-5"}, "Write an amount in rupiah"),
    ({"account": "6.1.02.01", "debit": "1e9"}, "Write an amount in rupiah"),
    ({"account": "6.1.02.01", "debit": "1", "unit": "TETANGGA"}, "Select a valid choice"),
    ({"account": "6.1.02.01", "debit": "1", "memo": "x" * 10_000}, "at most 120 characters"),
    ({"account": "6" * 10_000, "debit": "1"}, "at most 140 characters"),
]


@pytest.mark.parametrize(("row", "message"), BAD_ROWS, ids=[message[:28] for _row, message in BAD_ROWS])
def test_each_row_says_what_is_wrong_and_nothing_is_lost(*, client, book, at, treasurer, row, message):
    make_unit(book)
    good = {"account": "Kas Tunai", "credit": "1", "memo": "Ini tetap"}

    page = client.post(at("write"), journal(row, good))

    assertContains(page, message, status_code=422)
    assertContains(page, "Ini tetap", status_code=422)
    assertContains(page, "ATK kantor", status_code=422)
    assert written(book) == []


def test_an_account_of_another_bumdes_is_none(client, at, treasurer):
    other = make_hub().book
    with opened(other):
        theirs = accounts_of(other)["cash"]

    page = client.post(at("write"), journal({"account": str(theirs.pk), "debit": "1"}))

    assertContains(page, "There is no such account.", status_code=422)


def test_both_sides_must_meet_and_the_difference_is_said(client, book, at, treasurer):
    page = client.post(
        at("write"),
        journal({"account": "6.1.02.01", "debit": "75.000"}, {"account": "Kas Tunai", "credit": "70.000"}),
    )

    assertContains(page, "they differ by Rp5.000", status_code=422)
    assert written(book) == []


def test_an_empty_journal_is_none(client, book, at, treasurer):
    page = client.post(at("write"), {"key": random_token(), "rows": "4"})

    assertContains(page, "Write at least two rows.", status_code=422)
    assertContains(page, "Write what this is.", status_code=422)


def test_more_rows_keep_what_was_typed_and_blame_nobody(client, book, at, treasurer):
    page = client.post(at("write"), journal({"account": "zzz", "debit": "-5"}, more="1"))

    assert page.status_code == 200
    assert len(page.context["journal"].rows) == 8
    assertContains(page, 'value="zzz"')
    assertNotContains(page, "There is no such account.")


@pytest.mark.parametrize(
    ("asked", "given"), [("9999999", 4), ("999", MOST_ROWS), ("-1", 4), ("x", 4), ("²", 4)]
)
def test_nobody_makes_us_draw_a_million_rows(*, client, at, treasurer, asked, given):
    page = client.post(at("write"), journal(rows=asked, description=""))

    assert len(page.context["journal"].rows) == given


def test_a_closed_day_is_refused_beside_the_date(client, book, at, treasurer):
    close_period(book=book, through=date(2020, 1, 31), made_by=None, now=NOON)

    page = client.post(at("write"), journal(date="2020-01-15"))

    assert "date" in page.context["journal"].head.errors
    assert written(book) == []


def test_sending_twice_posts_once(client, book, at, treasurer):
    form = journal()

    first, again = (client.post(at("write"), form) for _ in range(2))

    assert first.url == again.url
    assert len(written(book)) == 1


@pytest.fixture
def waiting(client, book, at, treasurer) -> Proposal:
    """A journal of the treasurer's over the limit."""
    book.approval_limit = 50_000
    book.save()
    client.post(at("write"), journal())
    with opened(book):
        return Proposal.objects.get()


def state_of(book) -> tuple[str, str]:
    with opened(book):
        found = Proposal.objects.get()
    return found.state, found.note


def test_over_the_limit_it_waits_until_another_approves(client, hub, book, at, waiting):
    assert written(book) == []
    client.force_login(make_officer(hub, "director", name="Pak Rahman"))
    assertContains(client.get(at("approvals")), "ATK kantor")
    assertContains(client.get(at("proposal", waiting.pk)), "Approve and post")

    answer = client.post(at("approve", waiting.pk))

    (entry,) = written(book)
    assert answer.url == at("entry", entry.pk)
    assertContains(client.get(answer.url), "Pak Rahman")
    assert client.post(at("approve", waiting.pk)).url == answer.url  # a second tap finds the same
    assert len(written(book)) == 1


def test_its_maker_cannot_approve_it_and_is_told_why(client, book, at, waiting):
    page = client.get(at("proposal", waiting.pk))
    answer = client.post(at("approve", waiting.pk), follow=True)

    assertContains(page, "You wrote this, so somebody else approves it.")
    assertNotContains(page, at("approve", waiting.pk))
    assertContains(answer, "Whoever made it cannot approve it.")
    assert written(book) == []


def test_refusing_needs_a_reason_that_its_maker_reads(client, hub, book, at, waiting):
    client.force_login(make_officer(hub, "director"))

    silent = client.post(at("refuse", waiting.pk), {"note": ""})
    client.post(at("refuse", waiting.pk), {"note": "Nota belum ada"})

    assertContains(silent, "Write why it is refused.", status_code=422)
    assert state_of(book) == (ProposalState.REFUSED, "Nota belum ada")
    assertContains(client.get(at("proposal", waiting.pk)), "Nota belum ada")
    assertContains(client.get(at("approvals"), {"tab": "selesai"}), "ATK kantor")


def test_its_maker_may_withdraw_it_and_nobody_else(*, client, hub, book, at, waiting, treasurer):
    client.force_login(make_officer(hub, "director"))
    client.post(at("withdraw", waiting.pk))
    assert state_of(book)[0] == ProposalState.WAITING

    client.force_login(treasurer)
    client.post(at("withdraw", waiting.pk))

    assert state_of(book)[0] == ProposalState.WITHDRAWN


@pytest.mark.parametrize("role", ["cashier", "supervisor", "credit_officer"])
def test_other_offices_decide_nothing(*, client, hub, book, at, waiting, role):
    client.force_login(make_officer(hub, role))

    answers = [client.post(at(name, waiting.pk), {"note": "x"}).status_code for name in ("approve", "refuse")]

    assert answers == [403, 403]
    assert state_of(book)[0] == ProposalState.WAITING


def test_a_proposal_of_another_bumdes_is_not_found(client, at, treasurer):
    other = make_hub(limit=0)
    theirs = make_act(other)

    assert client.get(at("proposal", theirs.pk)).status_code == 404
    assert {client.post(at(name, theirs.pk)).status_code for name in ("approve", "refuse", "withdraw")} == {
        404
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_costs_the_same_however_long(*, client, hub, at, rows, django_assert_num_queries):
    hub.book.approval_limit = 0
    hub.book.save()
    for _ in range(rows):
        make_act(hub)
    client.force_login(make_officer(hub, "supervisor"))

    with django_assert_num_queries(7):
        client.get(at("approvals"))


def test_the_form_costs_two_queries_beside_the_office(client, at, treasurer, django_assert_num_queries):
    with django_assert_num_queries(8):
        client.get(at("write"))
