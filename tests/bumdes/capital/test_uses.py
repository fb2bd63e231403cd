"""The use report: no rupiah of an entry or of a contribution is used twice."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bumdes.capital.calculations import food_security_share
from bumdes.capital.models import Use
from bumdes.capital.services import allocate, give_back, take_out
from bumdes.capital.services.refusals import (
    AlreadyDecided,
    AlreadyUsed,
    EntryDoesNotStand,
    MoreThanTheEntry,
    MoreThanTheRest,
    NotRestricted,
    TooMuchBack,
)
from bumdes.ledger.access import opened
from bumdes.ledger.drafts import cr, dr
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services import reverse
from core.refusals import Refusal
from tests.factories.books import make_book, make_entry, make_organisation_with_book
from tests.factories.capital import NOW, make_contribution, make_spending
from tests.factories.people import make_officer
from tests.threads import at_once


@pytest.fixture
def hub(db):
    return make_organisation_with_book()


@pytest.fixture
def book(hub):
    return hub.book


@pytest.fixture
def treasurer(hub):
    return make_officer(hub, "treasurer")


@given(fund=st.integers(0, 10**13))
def test_a_fifth_is_the_least_that_is_enough(fund):
    share = food_security_share(fund)

    assert share * 5 >= fund > (share - 1) * 5 or fund == share == 0


def use(contribution, entry, amount, actor):
    return allocate(contribution=contribution, entry=entry, amount=amount, actor=actor, now=NOW)


def test_an_entry_is_used_up_to_what_it_took_out(book, treasurer):
    first, second = make_contribution(book, treasurer), make_contribution(book, treasurer)
    spent = make_spending(book, 3_000_000)

    use(first, spent, 2_000_000, treasurer)

    with pytest.raises(MoreThanTheEntry):
        use(second, spent, 1_000_001, treasurer)
    assert use(second, spent, 1_000_000, treasurer).amount == 1_000_000


def test_a_contribution_is_used_up_to_what_is_left(book, treasurer):
    contribution = make_contribution(book, treasurer)
    make_contribution(book, treasurer)  # so that there is cash for more
    for day in (1, 2):
        use(contribution, make_spending(book, 4_000_000, day=date(2026, 3, day)), 4_000_000, treasurer)

    with pytest.raises(MoreThanTheRest):
        use(contribution, make_spending(book, 4_000_000), 2_000_001, treasurer)
    with pytest.raises(TooMuchBack):
        give_back(
            contribution=contribution,
            amount=2_000_001,
            decree="BA 1",
            decided_on=date(2026, 4, 1),
            moved_on=date(2026, 4, 1),
            purpose="x",
            account=accounts_of(book)["cash"],
            key="k" * 16,
            actor=treasurer,
            now=NOW,
        )


def test_the_same_use_again_is_the_same_and_another_amount_is_refused(book, treasurer):
    contribution, spent = make_contribution(book, treasurer), make_spending_of(book, treasurer)

    assert use(contribution, spent, 5, treasurer) == use(contribution, spent, 5, treasurer)
    with pytest.raises(AlreadyUsed):
        use(contribution, spent, 6, treasurer)


def make_spending_of(book, treasurer):
    make_contribution(book, treasurer)
    return make_spending(book, 1_000_000)


def test_what_is_taken_out_is_free_again(book, treasurer):
    contribution, spent = make_contribution(book, treasurer), make_spending_of(book, treasurer)
    taken = use(contribution, spent, 1_000_000, treasurer)

    take_out(use=taken, actor=treasurer, now=NOW)

    assert use(contribution, spent, 900_000, treasurer).amount == 900_000
    with pytest.raises(AlreadyDecided):
        take_out(use=taken, actor=treasurer, now=NOW)


def test_only_spending_that_stands_is_a_use(book, treasurer):
    contribution, accounts = make_contribution(book, treasurer), accounts_of(book)
    early = make_contribution(book, treasurer, moved_on=date(2026, 1, 30))
    older = make_spending(book, 1_000, day=date(2026, 2, 1))
    moved = make_entry(book, dr(accounts["bank_1"], 500), cr(accounts["cash"], 500))
    reversed_ = make_spending(book, 2_000)
    with transaction.atomic():
        mirror = reverse(
            entry=reversed_, date=date(2026, 3, 11), reason="x", key="r", made_by=treasurer, now=NOW
        )

    for entry, refusal in (
        (older, EntryDoesNotStand),
        (reversed_, EntryDoesNotStand),
        (mirror, EntryDoesNotStand),
        (early.entry, EntryDoesNotStand),
        (moved, MoreThanTheEntry),
    ):
        with pytest.raises(refusal):
            use(contribution, entry, 1, treasurer)


@pytest.mark.parametrize("changed", [{"restriction": "none"}, {"goods": "Perahu", "account": "machinery"}])
def test_free_money_and_goods_have_no_use_report(book, treasurer, changed):
    contribution, spent = make_contribution(book, treasurer, **changed), make_spending_of(book, treasurer)

    with pytest.raises(NotRestricted):
        use(contribution, spent, 1, treasurer)


def test_an_entry_of_another_book_is_no_use(book, treasurer):
    other = make_book()
    make_contribution(other, treasurer)
    elsewhere = make_spending(other, 1_000)
    contribution = make_contribution(book, treasurer)

    with opened(other), pytest.raises(EntryDoesNotStand):
        use(contribution, elsewhere, 1, treasurer)


@pytest.mark.parametrize(
    ("attack", "rule"),
    [
        ("UPDATE capital_use SET amount = 1", "only taken out"),
        ("DELETE FROM capital_use", "only taken out"),
        (
            "INSERT INTO capital_use (book_id, contribution_id, entry_id, amount, note, made_by_id, made_at)"
            " SELECT book_id, contribution_id, entry_id, 1, '', made_by_id, made_at FROM capital_use",
            "took less cash out",
        ),
    ],
)
def test_direct_sql_cannot_change_or_stretch_a_use(book, treasurer, attack, rule):
    contribution, spent = make_contribution(book, treasurer), make_spending_of(book, treasurer)
    use(contribution, spent, 1_000_000, treasurer)

    with opened(book), pytest.raises(IntegrityError, match=rule), transaction.atomic():
        connection.cursor().execute(attack)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    wishes=st.lists(
        st.tuples(st.integers(0, 1), st.integers(0, 2), st.integers(1, 7), st.booleans()), max_size=12
    )
)
def test_no_rupiah_is_used_twice(book, treasurer, wishes):
    """Whatever is asked for in whatever order, sums stay within every entry and every contribution."""
    contributions = [make_contribution(book, treasurer, amount=10) for _n in range(2)]
    entries = [make_spending(book, amount) for amount in (3, 6, 9)]

    for which, entry, amount, undo in wishes:
        try:
            made = use(contributions[which], entries[entry], amount, treasurer)
        except Refusal:
            continue
        if undo:
            take_out(use=made, actor=treasurer, now=NOW)

    with opened(book):
        live = list(Use.objects.filter(undone_at=None, contribution__in=contributions))
    for row in contributions:
        assert sum(one.amount for one in live if one.contribution_id == row.pk) <= 10
    for row, out in zip(entries, (3, 6, 9), strict=True):
        assert sum(one.amount for one in live if one.entry_id == row.pk) <= out


def test_two_uses_of_one_entry_at_once_share_it(committed_db, django_db_blocker):
    with django_db_blocker.unblock():
        hub = make_organisation_with_book()
        treasurer = make_officer(hub, "treasurer")
        pair = [make_contribution(hub.book, treasurer) for _n in range(2)]
        spent = make_spending(hub.book, 1_000_000)

        results = at_once([lambda c=c: use(c, spent, 700_000, treasurer) for c in pair])

        with opened(hub.book):
            total = sum(Use.objects.values_list("amount", flat=True))
    assert sorted(type(result).__name__ for result in results) == ["MoreThanTheEntry", "Use"]
    assert total == 700_000
