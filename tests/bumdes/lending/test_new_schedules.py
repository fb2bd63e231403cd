"""Paid ahead, paid off early, rescheduled, the harvest moved; written off and recovered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from bumdes.ledger.access import opened
from bumdes.ledger.queries import accounts_of, balance
from bumdes.ledger.services.refusals import OnePerson
from bumdes.lending.calculations.frozen import terms_from_json
from bumdes.lending.loan_kinds import Class, LoanState, VersionReason
from bumdes.lending.models import LoanEvent
from bumdes.lending.queries.stories import story_of
from bumdes.lending.services.evening import accrue_loans
from bumdes.lending.services.loan_refusals import BeforeTheSchedule, NotRunning, TooMuch
from bumdes.lending.services.penalties import waive_penalty
from bumdes.lending.services.repaying import repay, reverse_payment
from bumdes.lending.services.rescheduling import (
    NotThePayoff,
    OtherPrincipal,
    PayDueFirst,
    move_harvest,
    pay_off,
    payoff_of,
    prepay,
    reschedule,
)
from bumdes.lending.services.writing_off import NotWrittenOff, recover, write_off
from core.invariants import violations
from core.refusals import Conflict, broken_rule
from tests.factories.books import make_organisation_with_book
from tests.factories.loans import make_running_loan
from tests.factories.people import NOON, make_user

pytestmark = pytest.mark.django_db
FEBRUARY, MARCH = date(2026, 2, 5), date(2026, 3, 5)
DAY = date(2026, 2, 10)


@pytest.fixture
def book():
    return make_organisation_with_book().book


@pytest.fixture
def teller():
    return make_user()


def night(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 16, tzinfo=UTC)


def pay(loan, amount, day, *, actor, key, now=None):
    return repay(
        loan=loan, amount=amount, channel="cash", date=day, key=key, actor=actor, now=now or night(day)
    )


def fresh(loan):
    with opened(loan.book):
        loan.refresh_from_db()
    return loan


def unpaid(loan) -> list[tuple]:
    with opened(loan.book):
        return list(
            loan.unpaid.filter(is_open=True)
            .order_by("n")
            .values_list("due", "principal", "interest", "penalty")
        )


def verified() -> bool:
    return not list(violations(only="lending")) and not list(violations(only="ledger"))


@pytest.mark.parametrize(("how", "rows", "first"), [("lower", 11, 50_000), ("shorten", 6, 100_000)])
def test_principal_paid_ahead_lowers_or_shortens_what_is_left(book, teller, how, rows, first):
    loan = make_running_loan(book)
    pay(loan, 124_000, FEBRUARY, actor=teller, key="p")

    prepay(loan=loan, amount=550_000, how=how, channel="cash", key="ahead", actor=teller, now=night(DAY))

    left = unpaid(loan)
    assert (len(left), left[0][:2]) == (rows, (MARCH, first))
    assert fresh(loan).principal == sum(row[1] for row in left) == 550_000
    with opened(book):
        assert loan.versions.count() == 2
        assert loan.versions.get(number=1).instalments.count() == 12
    assert verified()


def test_taking_a_payment_ahead_back_brings_the_old_schedule_back(book, teller):
    loan = make_running_loan(book)
    before = unpaid(loan)
    ahead = prepay(
        loan=loan,
        amount=500_000,
        how="lower",
        channel="cash",
        key="a",
        actor=teller,
        now=night(DAY - timedelta(9)),
    )

    reverse_payment(event=ahead, date=DAY, reason="salah", key="r", actor=teller, now=night(DAY))

    assert [row[:3] for row in unpaid(loan)] == [row[:3] for row in before]
    assert balance(accounts_of(book)["cash"]) == 0
    assert verified()


def paid_ahead_and_late(book, teller):
    """Rp500.000 ahead on 20 January, then nothing: a penalty of the new schedule on 10 February."""
    loan = make_running_loan(book, penalty_amount=5_000)
    asked = {"loan": loan, "amount": 500_000, "how": "lower", "channel": "cash", "key": "a"}
    ahead = prepay(**asked, actor=teller, now=night(date(2026, 1, 20)))
    late = date(2026, 2, 10)
    accrue_loans(book=book, on=late, now=night(late))
    assert unpaid(loan)[0][3] == 5_000
    return loan, ahead, late


def test_penalty_of_a_schedule_that_is_taken_back_arises_by_the_old_one(book, teller):
    loan, ahead, late = paid_ahead_and_late(book, teller)

    for _again in range(2):
        reverse_payment(event=ahead, date=late, reason="salah", key="r", actor=teller, now=night(late))

    assert unpaid(loan)[0] == (FEBRUARY, 100_000, 24_000, 5_000)
    assert [fresh(loan).penalty, balance(accounts_of(book)["penalty_receivable"])] == [5_000, 5_000]
    assert verified()


def test_schedule_whose_penalty_was_forgiven_is_not_taken_back(book, teller):
    loan, ahead, late = paid_ahead_and_late(book, teller)
    with opened(book):
        n = story_of(loan).versions[-1].rows[1].n
    asked = {"loan": loan, "n": n, "amount": 5_000, "reason": "Banjir", "key": "w"}
    waive_penalty(**asked, date=late, actor=teller, now=night(late))

    with pytest.raises(BeforeTheSchedule):
        reverse_payment(event=ahead, date=late, reason="salah", key="r", actor=teller, now=night(late))


def test_what_is_due_is_paid_before_anything_ahead(book, teller):
    loan = make_running_loan(book)

    with pytest.raises(PayDueFirst):
        prepay(loan=loan, amount=1, how="lower", channel="cash", key="a", actor=teller, now=night(DAY))


@pytest.mark.parametrize(
    ("rule", "ends"), [("full", 1_364_000), ("current", 1_124_000), ("to_day", 1_104_000)]
)
def test_paying_off_takes_the_interest_that_the_product_says(book, teller, rule, ends):
    loan = make_running_loan(book, payoff_rule=rule)
    pay(loan, 124_000, FEBRUARY, actor=teller, key="p")
    if rule == "to_day":
        # 1.100.000 * 24 % * 5 / 365, on the days since the last due date.
        ends = 1_103_616
    with pytest.raises(NotThePayoff):
        pay_off(loan=loan, amount=ends - 1, channel="cash", key="x", actor=teller, now=night(DAY))

    pay_off(loan=loan, amount=ends, channel="cash", key="off", actor=teller, now=night(DAY))

    assert fresh(loan).state == LoanState.PAID_OFF
    assert verified()


def test_a_reschedule_keeps_the_class_and_carries_what_is_overdue(book, teller):
    loan = make_running_loan(book, penalty_amount=5_000)
    day = FEBRUARY + timedelta(days=40)
    accrue_loans(book=book, on=day, now=night(day))
    fresh(loan)
    assert (loan.collectability, loan.penalty) == (Class.WATCHED, 10_000)
    terms = replace(terms_from_json(loan.terms), periods=18)

    with pytest.raises(OtherPrincipal):
        reschedule(
            loan=loan,
            terms=replace(terms, principal=1),
            reason="rescheduled",
            note="banjir",
            key="a",
            actor=teller,
            approved_by=make_user(),
            now=night(day),
        )
    with pytest.raises(OnePerson):
        reschedule(
            loan=loan,
            terms=terms,
            reason="rescheduled",
            note="banjir",
            key="b",
            actor=teller,
            approved_by=teller,
            now=night(day),
        )
    reschedule(
        loan=loan,
        terms=terms,
        reason="rescheduled",
        note="banjir",
        key="c",
        actor=teller,
        approved_by=make_user(),
        now=night(day),
    )

    left = unpaid(loan)
    assert (len(left), left[0][2], left[0][3]) == (18, 24_000 + 48_000, 10_000)
    accrue_loans(book=book, on=day, now=night(day))
    fresh(loan)
    assert (loan.days_late, loan.collectability, loan.penalty) == (0, Class.WATCHED, 10_000)
    # What is dated before the new schedule would make it wrong.
    with pytest.raises(BeforeTheSchedule):
        pay(loan, 124_000, FEBRUARY, actor=teller, key="late", now=night(day))
    assert verified()


def test_a_restructure_can_forgive_the_penalties(book, teller):
    loan = make_running_loan(book, penalty_amount=5_000)
    day = FEBRUARY + timedelta(days=5)
    accrue_loans(book=book, on=day, now=night(day))

    reschedule(
        loan=fresh(loan),
        terms=replace(terms_from_json(loan.terms), periods=24),
        reason=VersionReason.RESTRUCTURED,
        note="sakit",
        key="c",
        actor=teller,
        approved_by=make_user(),
        now=night(day),
        waives_penalties=True,
    )

    assert (fresh(loan).penalty, balance(accounts_of(book)["penalty_income"])) == (0, 0)
    assert unpaid(loan)[0][3] == 0
    assert verified()


def test_the_harvest_moves_and_interest_runs_to_the_new_day(book, teller):
    loan = make_running_loan(book, method="bullet", periods=4, day_count="actual/365")

    move_harvest(
        loan=loan,
        due=date(2026, 6, 5),
        note="musim mundur",
        key="h",
        actor=teller,
        approved_by=make_user(),
        now=night(DAY),
    )

    # 1.200.000 * 24 % * 151 / 365
    assert unpaid(loan) == [(date(2026, 6, 5), 1_200_000, 119_145, 0)]
    assert verified()


def test_a_write_off_takes_what_was_set_aside_first_and_keeps_the_claim(book, teller):
    loan = make_running_loan(book)
    day = FEBRUARY + timedelta(days=121)
    accrue_loans(book=book, on=day, now=night(day))
    accounts = accounts_of(book)
    with pytest.raises(NotWrittenOff):
        recover(loan=loan, amount=1, channel="cash", date=day, key="x", actor=teller, now=night(day))
    with pytest.raises(OnePerson):
        write_off(
            loan=loan, date=day, note="hilang", key="w0", actor=teller, approved_by=teller, now=night(day)
        )

    write_off(
        loan=loan, date=day, note="hilang", key="w", actor=teller, approved_by=make_user(), now=night(day)
    )

    fresh(loan)
    assert (loan.state, loan.principal, loan.allowance) == (LoanState.WRITTEN_OFF, 0, 0)
    assert balance(accounts["loan_principal"]) == balance(accounts["allowance_loan_principal"]) == 0
    assert balance(accounts["loan_provision_expense"]) == 1_200_000
    assert loan.written_off == 1_200_000 + 5 * 24_000
    with pytest.raises(NotRunning):
        pay(loan, 1, day, actor=teller, key="p")

    recover(loan=loan, amount=100_000, channel="cash", date=day, key="r", actor=teller, now=night(day))
    with pytest.raises(TooMuch):
        recover(loan=loan, amount=1_300_000, channel="cash", date=day, key="r2", actor=teller, now=night(day))
    assert (fresh(loan).recovered, balance(accounts["recovery_income"])) == (100_000, 100_000)
    assert verified()


def test_the_database_knows_no_write_off_by_one_person(book, teller):
    loan = make_running_loan(book)
    with opened(book):
        like = LoanEvent.objects.filter(loan=loan, entry__isnull=False).first()

    with pytest.raises(IntegrityError) as caught, transaction.atomic(), opened(book):
        LoanEvent.objects.create(
            book=book,
            loan=loan,
            kind="written_off",
            date=like.date,
            amount=1,
            entry=like.entry,
            made_by=teller,
            made_at=NOON,
        )

    assert broken_rule(caught.value) == "loan_written_off_by_two_people"


@pytest.mark.parametrize("act", ["prepay", "pay_off"])
def test_same_key_through_another_bank_is_refused(book, teller, act):
    loan = make_running_loan(book)
    day = date(2026, 1, 20)
    asked = {"loan": loan, "channel": "bank", "key": "bank", "actor": teller, "now": night(day)}
    doing = partial(prepay, amount=500_000, how="lower", **asked)
    if act == "pay_off":
        with opened(book):
            doing = partial(pay_off, amount=payoff_of(loan, on=day).total, **asked)
    one, other = (accounts_of(book)[role] for role in ("bank_1", "bank_2"))

    first = doing(account=one)

    assert doing(account=one) == first
    with pytest.raises(Conflict):
        doing(account=other)
