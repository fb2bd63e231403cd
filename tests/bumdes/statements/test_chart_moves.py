"""From one version of a chart to the next: nothing is lost, no statement changes, two people answer."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, cr, dr
from bumdes.ledger.models import Account, Book, ChartMove, Posting
from bumdes.ledger.queries import accounts_of, balance
from bumdes.ledger.services import add_account, close_period, propose
from bumdes.ledger.services.books import newest_chart
from bumdes.ledger.services.moving import MapNotWhole, NotTheNext, ProposalsWait, move_to_chart, plan_move
from bumdes.ledger.services.refusals import OnePerson, PeriodClosed
from bumdes.statements.documents.data import as_data
from bumdes.statements.queries import pack_of
from bumdes.statements.spans import Span
from core.invariants import violations
from tests.bumdes.statements.worked_year import make_worked_year
from tests.factories.books import make_entry
from tests.factories.people import NOON, make_user

pytestmark = pytest.mark.django_db
OLD, NEW = "kepmendesa-136-2022.1", "kepmendesa-136-2022.2"
DAY = date(2026, 11, 20)


@pytest.fixture
def organisation():
    return make_worked_year(chart=newest_chart(OLD))


@pytest.fixture
def book(organisation) -> Book:
    return organisation.book


def move(book: Book, **kw) -> ChartMove:
    kw.setdefault("made_by", make_user())
    kw.setdefault("approved_by", make_user())
    kw.setdefault("day", DAY)
    return move_to_chart(book=book, chart=newest_chart(NEW), now=NOON, **kw)


def test_no_statement_changes_by_a_rupiah(organisation):
    spans = [Span(2026), Span.half(2026, 1), Span.half(2026, 2), Span(2026, 11, 11)]
    before = [as_data(pack_of(organisation, span=span)) for span in spans]

    move(organisation.book)

    organisation.refresh_from_db()
    after = [as_data(pack_of(organisation, span=span)) for span in spans]
    for old, new in zip(before, after, strict=True):
        for name in ("laba_rugi", "posisi_keuangan", "perubahan_ekuitas", "arus_kas"):
            assert new[name] == old[name]
    assert list(violations(only="ledger")) == []


def test_the_successor_takes_role_and_balance_and_the_old_one_keeps_its_postings(book):
    old = accounts_of(book)["revenue_returns"]
    held = balance(old)
    with opened(book):
        postings = Posting.objects.filter(account=old).count()

    made = move(book)

    new = accounts_of(book)["revenue_returns"]
    with opened(book):
        old.refresh_from_db()
    assert (new.code, new.is_active, old.is_active, old.role) == ("4.2.98.01", True, False, None)
    assert (balance(new), balance(old)) == (held, 0)
    assert held == 500_000
    with opened(book):
        assert Posting.objects.filter(account=old).count() == postings + 1
    assert made.entry_id is not None
    assert book.chart == newest_chart(NEW)


def test_what_the_treasurer_added_goes_with_its_heading(book):
    like = accounts_of(book)["revenue_returns"]
    own = add_account(
        book=book, code="4.2.02.02", name="Retur kerupuk", like=like, actor=make_user(), now=NOON
    )
    make_entry(book, dr(own, 25_000), cr(accounts_of(book)["cash"], 25_000), day=date(2026, 10, 1))

    move(book)

    with opened(book):
        moved = Account.objects.get(book=book, code="4.2.98.02")
    assert (moved.name, moved.is_from_chart, balance(moved), balance(own)) == (
        "Retur kerupuk",
        False,
        25_000,
        0,
    )


def test_two_people_answer_for_it(book):
    alone = make_user()

    with pytest.raises(OnePerson):
        move(book, made_by=alone, approved_by=alone)

    book.refresh_from_db()
    assert book.chart == newest_chart(OLD)
    with opened(book):
        assert not ChartMove.objects.exists()


def test_a_chart_is_never_changed_by_hand(book):
    with pytest.raises(IntegrityError, match="keeps its first day and its chart"), transaction.atomic():
        Book.objects.filter(pk=book.pk).update(chart=newest_chart(NEW))


def test_only_the_next_version_of_the_same_chart_will_do(book):
    with pytest.raises(NotTheNext):
        plan_move(book, newest_chart(OLD))
    with pytest.raises(NotTheNext):
        plan_move(book, newest_chart("bumdesma-lkd"))
    move(book)
    with pytest.raises(NotTheNext):
        move(book)


def test_waiting_journals_are_decided_first(book):
    accounts = accounts_of(book)
    with transaction.atomic():
        propose(
            Draft(
                book=book,
                date=DAY,
                description="Contoh",
                lines=[dr(accounts["cash"], 1_000), cr(accounts["village_capital"], 1_000)],
                source="journal",
                key="w" * 20,
                made_by=make_user(),
            ),
            now=NOON,
        )

    with pytest.raises(ProposalsWait):
        plan_move(book, newest_chart(NEW))


def test_a_map_that_forgets_an_account_is_refused(book, monkeypatch):
    monkeypatch.setattr("bumdes.ledger.services.moving.read_moves", lambda chart: {"4.2.02.01": "4.2.98.01"})

    with pytest.raises(MapNotWhole):
        move(book)


def test_the_carrying_entry_needs_an_open_day(book):
    with transaction.atomic(), opened(book):
        for month_end in (date(2026, 1, 31), date(2026, 2, 28)):
            close_period(book=book, through=month_end, made_by=None, now=NOON)

    with pytest.raises(PeriodClosed):
        move(book, day=date(2026, 2, 10))
    book.refresh_from_db()
    assert book.chart == newest_chart(OLD)


def test_the_command_shows_first_and_moves_then(organisation):
    maker, checker, said = make_user(email="a@contoh.test"), make_user(email="b@contoh.test"), StringIO()

    call_command("move_chart", bumdes="contoh", chart=NEW, dry_run=True, stdout=said)
    assert "> 4.2.02.01 Retur Penjualan Barang Dagangan > 4.2.98.01" in said.getvalue()
    assert Book.objects.get(code="contoh").chart == newest_chart(OLD)
    with pytest.raises(CommandError, match="names nobody"):
        call_command("move_chart", bumdes="contoh", chart=NEW, made_by=maker.email)
    call_command(
        "move_chart",
        bumdes="contoh",
        chart=NEW,
        day=DAY,
        made_by=maker.email,
        approved_by=checker.email,
        stdout=said,
    )

    assert Book.objects.get(code="contoh").chart == newest_chart(NEW)
