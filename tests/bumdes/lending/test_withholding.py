"""Repaying out of sales; the tests play the settlement that calls."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bumdes.ledger.access import opened
from bumdes.ledger.queries import accounts_of, balance
from bumdes.ledger.services import cr, dr
from bumdes.lending.models import LoanEvent, Withholding
from bumdes.lending.services.withholding import (
    NoSignedConsent,
    WithheldOtherwise,
    agree_to_withholding,
    due_from_proceeds,
    withhold,
)
from bumdes.members.enums import How, Purpose
from bumdes.members.services import give_consent, withdraw_consent
from core.invariants import violations
from tests.factories.books import make_entry, make_organisation_with_book
from tests.factories.loans import make_running_loan
from tests.factories.people import NOON, make_user
from tests.threads import at_once

DAY = date(2026, 2, 5)
NOW = datetime(2026, 2, 5, 5, tzinfo=UTC)


def signed(loan, *, purpose=Purpose.WITHHOLDING, cap_percent=50, floor=0, ends_on=date(2026, 12, 31)):
    actor = make_user()
    consent = give_consent(member=loan.member, purpose=purpose, how=How.PAPER, actor=actor, now=NOW)
    return agree_to_withholding(
        loan=loan,
        consent=consent,
        cap_percent=cap_percent,
        floor=floor,
        ends_on=ends_on,
        actor=actor,
        now=NOW,
    )


def owing_to_sellers(book, amount: int) -> None:
    accounts = accounts_of(book)
    make_entry(book, dr(accounts["cash"], amount), cr(accounts["seller_payable"], amount))


@pytest.fixture
def loan(db):
    return make_running_loan(make_organisation_with_book().book)


@pytest.mark.parametrize(
    ("net", "limits", "taken"),
    [
        (1_000_000, {}, 124_000),  # all that is due
        (100_000, {"cap_percent": 30}, 30_000),
        (100_000, {"floor": 90_000}, 10_000),
        (100_000, {"floor": 150_000}, 0),
        (0, {}, 0),
    ],
)
def test_no_more_is_taken_than_is_due_and_was_signed(loan, net, limits, taken):
    signed(loan, **limits)
    owing_to_sellers(loan.book, 1_000_000)

    withholding = withhold(settlement="s-1", member=loan.member, net=net, date=DAY, now=NOW)

    assert withholding.amount == taken
    assert balance(accounts_of(loan.book)["seller_payable"]) == 1_000_000 - taken
    with opened(loan.book):
        loan.refresh_from_db()
        assert loan.principal == 1_200_000 - max(0, taken - 24_000)
        assert list(withholding.parts.values_list("event__amount", "event__note")) == (
            [(taken, "s-1")] if taken else []
        )
    assert not list(violations(only="lending"))


def test_a_settlement_is_withheld_from_once(loan):
    signed(loan)
    first = withhold(settlement="s-1", member=loan.member, net=100_000, date=DAY, now=NOW)

    again = withhold(settlement="s-1", member=loan.member, net=100_000, date=DAY, now=NOW)

    assert first == again
    with pytest.raises(WithheldOtherwise):
        withhold(settlement="s-1", member=loan.member, net=90_000, date=DAY, now=NOW)
    with opened(loan.book):
        assert LoanEvent.objects.filter(kind="paid").count() == 1


def test_nothing_is_taken_without_a_consent_that_holds(loan):
    assert due_from_proceeds(member=loan.member, on=DAY) == []
    signed(loan, ends_on=date(2026, 2, 6))

    assert [due.amount for due in due_from_proceeds(member=loan.member, on=DAY)] == [124_000]
    assert due_from_proceeds(member=loan.member, on=date(2026, 2, 7)) == []
    withdraw_consent(member=loan.member, purpose=Purpose.WITHHOLDING, actor=make_user(), now=NOW)
    assert due_from_proceeds(member=loan.member, on=DAY) == []
    assert withhold(settlement="s-2", member=loan.member, net=500_000, date=DAY, now=NOW).amount == 0


def test_another_consent_is_not_enough(loan):
    with pytest.raises(NoSignedConsent):
        signed(loan, purpose=Purpose.SALES)


def test_two_workers_with_one_settlement_withhold_once(committed_db):
    loan = make_running_loan(make_organisation_with_book().book)
    signed(loan)
    owing_to_sellers(loan.book, 1_000_000)

    answers = at_once(
        [
            lambda: withhold(settlement="s-1", member=loan.member, net=1_000_000, date=DAY, now=NOON)
            for _ in range(4)
        ]
    )

    assert len({answer.pk for answer in answers}) == 1
    with opened(loan.book):
        assert Withholding.objects.get().amount == 124_000
    assert not list(violations(only="lending"))
