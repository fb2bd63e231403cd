"""Two at once in one group: its meeting is booked once, and nothing is given back twice."""

from __future__ import annotations

from bumdes.ledger.access import opened
from bumdes.lending.calculations.liability import Covered
from bumdes.lending.models import LoanEvent
from bumdes.lending.queries.liability import FUND, debts_of
from bumdes.lending.services.collecting import collect
from bumdes.lending.services.liability import cover_from_fund
from core.invariants import violations
from tests.bumdes.lending.test_group_liability import DAY, FEBRUARY, Circle
from tests.threads import at_once


def test_a_sheet_sent_twice_and_another_beside_it(committed_db):
    circle = Circle()
    both = {circle.of_ani: 124_000, circle.of_beti: 124_000}

    def send(key, amounts):
        return collect(
            book=circle.book,
            amounts=amounts,
            channel="cash",
            date=FEBRUARY,
            key=key,
            actor=circle.officer,
            now=DAY,
        )

    # The other sheet has its rows the other way round: they lock in one order all the same.
    answers = at_once(
        [
            lambda: send("sheet", both),
            lambda: send("sheet", both),
            lambda: send("other", dict(reversed(both.items()))),
        ]
    )

    assert all(isinstance(answer, list) for answer in answers)
    with opened(circle.book):
        assert LoanEvent.objects.filter(kind="paid").count() == 4
    assert list(violations()) == []


def test_a_debt_is_given_back_once_and_the_fund_not_overdrawn(committed_db):
    circle = Circle()
    with opened(circle.book):
        circle.fund(30_000)
        circle.cover(Covered(circle.beti.pk, circle.ani.pk, 24_000))

    def from_fund(loan, debtor, key):
        return cover_from_fund(
            group=circle.group,
            loan=loan,
            debtor=debtor,
            amount=20_000,
            date=FEBRUARY,
            key=key,
            actor=circle.officer,
            now=DAY,
        )

    back = at_once(
        [lambda key=key: circle.give(circle.ani, circle.beti, 24_000, key=key) for key in ("a", "b")]
    )
    funded = at_once(
        [
            lambda: from_fund(circle.of_ani, circle.ani, "one"),
            lambda: from_fund(circle.of_beti, circle.beti, "two"),
        ]
    )

    for answers in (back, funded):
        assert sorted(type(answer).__name__ for answer in answers) == ["LiabilityFact", "TooMuch"]
    with opened(circle.book):
        assert list(debts_of(circle.group).values()) == [20_000]
        assert FUND in next(iter(debts_of(circle.group)))
    assert list(violations()) == []
