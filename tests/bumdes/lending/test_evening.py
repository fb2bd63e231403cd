"""The evening run: what a day does to loans by itself, and that it does it once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from bumdes.ledger.access import opened
from bumdes.ledger.queries import accounts_of, balance
from bumdes.lending.loan_kinds import Class, EventKind
from bumdes.lending.models import ClassChange, LoanEvent, PortfolioDay
from bumdes.lending.services.evening import Evening, TomorrowsEvening, accrue_loans
from bumdes.lending.services.penalties import waive_penalty
from bumdes.lending.services.repaying import repay, reverse_payment
from core.invariants import violations
from tests.factories.books import make_organisation_with_book
from tests.factories.lending import make_product
from tests.factories.loans import make_running_loan
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
FEBRUARY, MARCH, APRIL = date(2026, 2, 5), date(2026, 3, 5), date(2026, 4, 5)


@pytest.fixture
def book():
    return make_organisation_with_book().book


@pytest.fixture
def teller():
    return make_user()


def night(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 16, tzinfo=UTC)


def evening(book, day: date) -> Evening:
    return accrue_loans(book=book, on=day, now=night(day))


def pay(loan, amount, day, *, actor, key, now=None):
    return repay(
        loan=loan, amount=amount, channel="cash", date=day, key=key, actor=actor, now=now or night(day)
    )


def holds(book, role: str) -> int:
    return balance(accounts_of(book)[role])


def fresh(loan):
    with opened(loan.book):
        loan.refresh_from_db()
    return loan


def verified() -> bool:
    return not list(violations(only="lending")) and not list(violations(only="ledger"))


def test_interest_becomes_a_receivable_on_its_day_and_is_paid_from_it(book, teller):
    loan = make_running_loan(book)
    assert evening(book, FEBRUARY - timedelta(days=1)).accruals == 0

    evening(book, FEBRUARY)

    assert (holds(book, "loan_interest_receivable"), holds(book, "loan_interest_income")) == (24_000, 24_000)
    pay(loan, 124_000, FEBRUARY, actor=teller, key="p")
    assert (holds(book, "loan_interest_receivable"), holds(book, "loan_interest_income")) == (0, 24_000)
    assert verified()


def test_a_second_run_of_an_evening_does_nothing(book):
    make_running_loan(book, penalty_percent=1, penalty_is_daily=True)
    day = FEBRUARY + timedelta(days=20)
    first = evening(book, day)
    with opened(book):
        before = LoanEvent.objects.count(), list(PortfolioDay.objects.values_list("principal", "allowance"))

    again = evening(book, day)

    assert (first.penalties, first.accruals, first.classes, first.provisions) == (1, 1, 1, 1)
    assert again == Evening(loans=1)
    with opened(book):
        assert before == (
            LoanEvent.objects.count(),
            list(PortfolioDay.objects.values_list("principal", "allowance")),
        )


@pytest.mark.parametrize(
    ("days", "collectability", "percent"),
    [
        (10, Class.CURRENT, 0),
        (11, Class.WATCHED, 5),
        (90, Class.WATCHED, 5),
        (91, Class.SUBSTANDARD, 15),
        (121, Class.DOUBTFUL, 50),
        (181, Class.LOSS, 100),
    ],
)
def test_days_late_decide_the_class_and_what_is_set_aside(book, days, collectability, percent):
    loan = make_running_loan(book, collateral=200_000)

    evening(book, FEBRUARY + timedelta(days=days))

    fresh(loan)
    assert (loan.days_late, loan.collectability) == (days, collectability)
    assert loan.allowance == holds(book, "allowance_loan_principal") == 1_000_000 * percent // 100
    assert verified()


def test_a_bad_loan_accrues_no_more_and_what_it_accrued_is_taken_back(book, teller):
    loan = make_running_loan(book)
    evening(book, FEBRUARY + timedelta(days=58))
    assert holds(book, "loan_interest_receivable") == 48_000

    evening(book, FEBRUARY + timedelta(days=91))

    assert holds(book, "loan_interest_receivable") == holds(book, "loan_interest_income") == 0
    # Paid now, it is income when it is paid; and a loan that is good again accrues again.
    pay(loan, 124_000 * 4, FEBRUARY + timedelta(days=92), actor=teller, key="p")
    evening(book, FEBRUARY + timedelta(days=92))
    fresh(loan)
    assert (loan.collectability, loan.days_late, loan.allowance) == (Class.CURRENT, 0, 0)
    assert holds(book, "loan_interest_income") == 96_000
    with opened(book):
        assert list(ClassChange.objects.order_by("pk").values_list("before", "after")) == [
            ("current", "watched"),
            ("watched", "substandard"),
            ("substandard", "current"),
        ]
    assert verified()


def test_the_provision_falls_as_well_as_rises(book, teller):
    loan = make_running_loan(book)
    evening(book, FEBRUARY + timedelta(days=27))
    assert holds(book, "allowance_loan_principal") == 60_000

    pay(loan, 124_000, FEBRUARY + timedelta(days=27), actor=teller, key="p")
    evening(book, FEBRUARY + timedelta(days=27))

    assert holds(book, "allowance_loan_principal") == holds(book, "loan_provision_expense") == 0


def test_penalties_arise_day_by_day_within_the_cap_and_are_their_own_receivable(book):
    make_running_loan(book, penalty_percent=1, penalty_is_daily=True, penalty_cap=3_000)

    for days in (1, 2, 3):
        evening(book, FEBRUARY + timedelta(days=days))

    with opened(book):
        charged = list(LoanEvent.objects.filter(kind="penalty_charged").values_list("amount", flat=True))
    assert charged == [1_240, 1_240, 520]
    assert holds(book, "penalty_receivable") == holds(book, "penalty_income") == 3_000
    assert verified()


def test_missed_evenings_are_caught_up_with(book):
    make_running_loan(book, penalty_percent=1, penalty_is_daily=True)

    evening(book, FEBRUARY + timedelta(days=5))

    assert holds(book, "penalty_receivable") == 6_200


def test_a_payment_found_out_late_takes_the_penalties_after_it_away(book, teller):
    loan = make_running_loan(book, penalty_percent=1, penalty_is_daily=True)
    for days in (1, 2, 3):
        evening(book, FEBRUARY + timedelta(days=days))

    pay(loan, 125_240, FEBRUARY + timedelta(days=1), actor=teller, key="p", now=night(date(2026, 2, 8)))

    fresh(loan)
    assert (loan.penalty, loan.deposit, loan.days_late) == (0, 0, 0)
    assert holds(book, "penalty_income") == 1_240
    assert verified()


def test_a_penalty_is_paid_first_and_can_be_forgiven(book, teller):
    loan = make_running_loan(book, penalty_amount=5_000)
    day = FEBRUARY + timedelta(days=1)
    evening(book, day)

    waive_penalty(
        loan=loan, n=1, amount=2_000, date=day, reason="banjir", key="w", actor=teller, now=night(day)
    )
    event = pay(loan, 10_000, day, actor=teller, key="p")

    with opened(book):
        assert set(event.allocations.values_list("component", "amount")) == {
            ("penalty", 3_000),
            ("interest", 7_000),
        }
    assert (holds(book, "penalty_receivable"), holds(book, "penalty_income")) == (0, 3_000)
    assert verified()


def test_what_waits_pays_the_instalment_that_falls_due(book, teller):
    loan = make_running_loan(book)
    event = pay(loan, 200_000, FEBRUARY, actor=teller, key="p")

    done = evening(book, MARCH)

    assert (done.deposits, holds(book, "instalment_deposit")) == (1, 0)
    assert holds(book, "loan_principal") == 1_048_000
    assert verified()
    # And the payment can still be taken back whole.
    reverse_payment(event=event, date=MARCH, reason="salah", key="r", actor=teller, now=night(MARCH))
    assert (holds(book, "loan_principal"), holds(book, "instalment_deposit")) == (1_200_000, 0)
    assert verified()


def test_a_tazir_grows_no_receivable_and_goes_to_the_social_fund(book, teller):
    product = make_product(
        book,
        method="murabahah",
        margin_percent=2,
        penalty_amount=5_000,
        rounding_unit=1,
        rounding_mode="HALF_UP",
    )
    loan = make_running_loan(book, product=product, periods=2)
    day = FEBRUARY + timedelta(days=1)
    evening(book, day)
    assert holds(book, "penalty_receivable") == 0

    pay(loan, 629_000, day, actor=teller, key="p")

    assert holds(book, "profit_share_social") == 5_000
    assert holds(book, "murabahah_receivable") == 624_000
    assert verified()


def test_the_portfolio_of_an_evening_is_kept(book):
    make_running_loan(book)
    late = make_running_loan(book, disbursed=date(2026, 1, 2), day=date(2026, 1, 2))
    evening(book, date(2026, 3, 5))

    with opened(book):
        rows = {row.collectability: row for row in PortfolioDay.objects.all()}
    assert rows["watched"].loans == 2
    assert rows["watched"].late_30 == 1_200_000
    assert fresh(late).days_late == 31


def test_no_evening_before_its_day(book):
    with pytest.raises(TomorrowsEvening):
        accrue_loans(book=book, on=FEBRUARY, now=night(FEBRUARY - timedelta(days=1)))


def test_an_earlier_evening_changes_nothing_after_a_later_one(book):
    loan = make_running_loan(book)
    evening(book, MARCH)

    assert evening(book, FEBRUARY) == Evening()
    assert fresh(loan).days_late == 28


def test_the_command_runs_it(book):
    make_running_loan(book)
    out = StringIO()

    call_command("accrue", "--date", "2026-02-05", stdout=out)

    assert out.getvalue().startswith("loans=1 ")
    with opened(book):
        assert LoanEvent.objects.filter(kind=EventKind.INTEREST_ACCRUED).count() == 1


@pytest.mark.parametrize("loans", [1, 3])
def test_the_queries_do_not_grow_with_the_loans(book, loans, django_assert_num_queries):
    for _ in range(loans):
        make_running_loan(book)

    with django_assert_num_queries(23):
        evening(book, FEBRUARY + timedelta(days=91))
