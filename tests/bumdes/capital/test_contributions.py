"""Capital received and given back: in the books once, by two people over the limit, never too much."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from bumdes.capital.models import Contribution
from bumdes.capital.services import approve, give_back, receive, refuse
from bumdes.capital.services.refusals import (
    AlreadyDecided,
    DecidedLater,
    NotTheVillages,
    ReasonMissing,
    TooMuchBack,
    WrongAccount,
)
from bumdes.ledger.access import opened
from bumdes.ledger.queries import accounts_of, balance, units_of
from bumdes.ledger.services import close_period
from bumdes.ledger.services.refusals import NotEnough, OnePerson, PeriodClosed
from core.refusals import Conflict
from tests.factories.books import make_book, make_organisation_with_book
from tests.factories.capital import NOW, make_contribution, make_spending
from tests.factories.people import make_officer


@pytest.fixture
def hub(db):
    return make_organisation_with_book()


@pytest.fixture
def book(hub):
    return hub.book


@pytest.fixture
def treasurer(hub):
    return make_officer(hub, "treasurer")


@pytest.fixture
def director(hub):
    return make_officer(hub, "director")


def back(contribution, actor, **kw):
    facts = {
        "amount": 4_000_000,
        "decree": "BA Musdes 7/2026",
        "decided_on": date(2026, 5, 1),
        "moved_on": date(2026, 5, 4),
        "purpose": "Dikembalikan",
        "account": accounts_of(contribution.book)["cash"],
        "key": "back-key-12345678",
    } | kw
    return give_back(contribution=contribution, actor=actor, now=NOW, **facts)


@pytest.mark.parametrize(
    ("kind", "source", "role"),
    [
        ("village", "village_fund", "village_capital"),
        ("community", "own_money", "community_capital"),
        ("grant", "government", "donated_capital"),
        ("donation", "private", "donated_capital"),
    ],
)
def test_each_kind_is_booked_on_its_own_account(book, treasurer, kind, source, role):
    given = make_contribution(book, treasurer, kind=kind, source=source, restriction="none")

    accounts = accounts_of(book)
    assert (given.state, given.certificate) == ("posted", "SPM/2026/0001")
    assert balance(accounts["cash"]) == balance(accounts[role]) == 10_000_000


def test_one_key_is_one_contribution(book, treasurer):
    first = make_contribution(book, treasurer, key="one key of a page")
    again = make_contribution(book, treasurer, key="one key of a page")

    assert first == again
    assert balance(accounts_of(book)["cash"]) == 10_000_000
    with pytest.raises(Conflict):
        make_contribution(book, treasurer, key="one key of a page", amount=1)


def test_goods_go_to_their_asset_and_opening_capital_moves_nothing(book, treasurer):
    make_contribution(book, treasurer, goods="Dua perahu", account="machinery")
    old = make_contribution(
        book, treasurer, account=None, moved_on=date(2023, 5, 5), decided_on=date(2023, 5, 1)
    )

    accounts = accounts_of(book)
    assert (balance(accounts["machinery"]), balance(accounts["cash"])) == (10_000_000, 0)
    assert (old.entry, old.certificate) == (None, "SPM/2023/0001")


def test_over_the_limit_a_second_person_posts_it(book, treasurer, director):
    book.approval_limit = 5_000_000
    book.save(update_fields=["approval_limit"])

    given = make_contribution(book, treasurer)

    accounts = accounts_of(book)
    assert (given.state, given.certificate, balance(accounts["cash"])) == ("proposed", "", 0)
    with pytest.raises(OnePerson):
        approve(contribution=given, actor=treasurer, now=NOW)
    approve(contribution=given, actor=director, now=NOW)
    assert (given.state, given.entry.approved_by, balance(accounts["cash"])) == (
        "posted",
        director,
        10_000_000,
    )
    with pytest.raises(AlreadyDecided):
        refuse(contribution=given, reason="Terlambat", actor=director, now=NOW)


def test_a_refused_contribution_moves_nothing(book, treasurer, director):
    book.approval_limit = 0
    book.save(update_fields=["approval_limit"])
    given = make_contribution(book, treasurer)

    with pytest.raises(ReasonMissing):
        refuse(contribution=given, reason=" ", actor=director, now=NOW)
    refuse(contribution=given, reason="SK belum ada", actor=director, now=NOW)

    assert (given.state, given.number, balance(accounts_of(book)["cash"])) == ("refused", None, 0)
    with pytest.raises(AlreadyDecided):
        approve(contribution=given, actor=director, now=NOW)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"decided_on": date(2026, 2, 3)}, DecidedLater),
        ({"kind": "community"}, NotTheVillages),
        ({"kind": "community", "source": "own_money"}, NotTheVillages),
        ({"account": "machinery"}, WrongAccount),
        ({"goods": "Perahu"}, WrongAccount),
        ({"account": "village_capital", "goods": "Perahu"}, WrongAccount),
        ({"account": "accumulated_depreciation_machinery", "goods": "Perahu"}, WrongAccount),
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing(book, treasurer, changed, refusal):
    with pytest.raises(refusal):
        make_contribution(book, treasurer, **changed)

    with opened(book):
        assert not Contribution.objects.exists()
    assert balance(accounts_of(book)["cash"]) == 0


def test_a_closed_month_takes_no_capital(book, treasurer):
    make_contribution(book, treasurer)
    with transaction.atomic():
        for day in (date(2026, 1, 31), date(2026, 2, 28)):
            close_period(book=book, through=day, made_by=treasurer, now=NOW)

    with pytest.raises(PeriodClosed):
        make_contribution(book, treasurer)


def test_capital_goes_back_as_a_row_of_its_own(book, treasurer):
    given = make_contribution(book, treasurer)

    first, again = back(given, treasurer), back(given, treasurer)

    accounts = accounts_of(book)
    assert (first, first.certificate) == (again, "PM/2026/0002")
    assert balance(accounts["cash"]) == balance(accounts["village_capital"]) == 6_000_000
    with pytest.raises(TooMuchBack):
        back(given, treasurer, amount=6_000_001, key="too much 12345678")
    with pytest.raises(TooMuchBack):
        back(
            given, treasurer, decided_on=date(2026, 1, 1), moved_on=date(2026, 2, 1), key="too early 1234567"
        )
    with pytest.raises(TooMuchBack):
        back(first, treasurer, amount=1, key="back of back 12345")
    make_spending(book, 5_000_000)
    with pytest.raises(NotEnough):
        back(given, treasurer, amount=6_000_000, key="no money 12345678")


def test_a_waiting_return_holds_what_it_would_give(book, treasurer):
    given = make_contribution(book, treasurer)
    book.approval_limit = 0
    book.save(update_fields=["approval_limit"])

    waiting = back(given, treasurer, amount=10_000_000)

    assert waiting.state == "proposed"
    with pytest.raises(TooMuchBack):
        back(given, treasurer, amount=1, key="another 123456789")


def test_a_contributor_of_another_book_gives_nothing_here(book, treasurer):
    other = make_book()
    elsewhere = make_contribution(other, treasurer).contributor

    with pytest.raises(IntegrityError, match="another book"), opened(other):
        receive(
            book=book,
            contributor=elsewhere,
            kind="village",
            source="village_fund",
            amount=1,
            decree="x",
            decided_on=date(2026, 2, 1),
            moved_on=date(2026, 2, 1),
            purpose="x",
            account=accounts_of(book)["cash"],
            unit=units_of(book)["PUSAT"],
            key="k" * 16,
            actor=treasurer,
            now=NOW,
        )


ATTACKS = [
    "UPDATE capital_contribution SET amount = 1",
    "UPDATE capital_contribution SET state = 'proposed', number = NULL, entry_id = NULL",
    "UPDATE capital_contribution SET contributor_id = contributor_id, decree = 'lain'",
    "DELETE FROM capital_contribution",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_direct_sql_cannot_change_what_was_posted(book, treasurer, attack):
    make_contribution(book, treasurer)

    with opened(book), pytest.raises(IntegrityError, match="stays as it was written"), transaction.atomic():
        connection.cursor().execute(attack)


def test_direct_sql_cannot_post_over_the_limit_alone(book, treasurer):
    book.approval_limit = 0
    book.save(update_fields=["approval_limit"])
    make_contribution(book, treasurer, account=None)

    for who, rule in (("NULL", "second person"), ("made_by_id", "may not approve it")):
        attack = f"UPDATE capital_contribution SET state = 'posted', number = 1, decided_by_id = {who}"
        with opened(book), pytest.raises(IntegrityError, match=rule), transaction.atomic():
            connection.cursor().execute(attack)


def test_a_forgotten_filter_finds_nothing(book, treasurer):
    make_contribution(book, treasurer)

    assert not Contribution.objects.exists()
    with opened(book):
        assert Contribution.objects.count() == 1
