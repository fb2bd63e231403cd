"""What an act on a loan would do, reckoned by the same rules and written nowhere.

Reads only; each raises what the act itself would raise, so that a page says it before it asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone

from bumdes.lending.calculations.life import Charged, Fact, Paid, Reversed, State, VersionDoesNotFit, moved
from bumdes.lending.calculations.penalising import charged_anew
from bumdes.lending.calculations.prepayment import Payoff, Prepayment
from bumdes.lending.calculations.schedule import Row
from bumdes.lending.calculations.terms import Method, Terms
from bumdes.lending.loan_kinds import LoanState
from bumdes.lending.models import Loan
from bumdes.lending.queries.stories import Story, story_of
from bumdes.lending.services.loan_refusals import BeforeTheSchedule, NoAmount, NotRunning
from bumdes.lending.services.member_savings import check_savings
from bumdes.lending.services.recording import NEW, check_day, reckon
from bumdes.lending.services.rescheduling import payoff_of, rows_after, rows_of_harvest, rows_on
from bumdes.savings.models import SavingsAccount
from core.idempotency.services import content_hash

# In the order in which an instalment is paid; what is left waits.
PARTS = ("penalty", "fee", "interest", "principal", "deposit")


@dataclass(frozen=True)
class Split:
    """Where a payment would go, in rupiah; together that is the payment.

    A part is negative where a payment of an earlier day moves money that was placed already.
    """

    amount: int
    on: date
    parts: dict[str, int]
    penalties_cancelled: int  # charged on days after the payment's own
    still_due: int  # today, once it is paid
    ends_the_loan: bool

    @property
    def stamp(self) -> str:
        """A page that shows this split sends it along: another split is shown before it is booked."""
        return content_hash([self.amount, self.on, *sorted(self.parts.items())])


def quote_payment(
    *, loan: Loan, amount: int, on: date, now: datetime, savings: SavingsAccount | None = None
) -> Split:
    """Where a payment of a day would go, in money or out of the member's savings.

    Raises NotRunning, NotYet, BeforeTheLoan, BeforeTheSchedule, NoAmount, and as check_savings().
    """
    today = timezone.localdate(now)
    if loan.state != LoanState.ACTIVE:
        raise NotRunning
    check_day(loan, on, today=today)
    if amount <= 0:
        raise NoAmount
    if savings is not None:
        check_savings(loan, savings, amount=-amount, day=on)
    story = story_of(loan)
    before = reckon(story, story.facts, on=today)
    facts: list[Fact] = [*story.facts, Paid(NEW, on, amount)]
    try:
        dropped, anew = charged_anew(
            story.versions, facts, since=on, rule=loan.product.penalty_rule, order=story.order
        )
    except VersionDoesNotFit as error:
        raise BeforeTheSchedule from error
    facts += [Reversed(NEW + 1 + k, each.on, each.id) for k, each in enumerate(dropped)]
    facts += [Charged(2 * NEW + k, day, n, charge) for k, (day, n, charge) in enumerate(anew)]
    after = reckon(story, facts, on=today)
    changes = moved(before, after)
    return Split(
        amount=amount,
        on=on,
        parts={part: changes[part] for part in PARTS if part in changes},
        penalties_cancelled=sum(each.amount for each in dropped) - sum(charge for _day, _n, charge in anew),
        still_due=after.due,
        ends_the_loan=after.is_paid_off,
    )


@dataclass(frozen=True)
class NewRows:
    """A schedule that would follow, beside what is ahead by the one in force; in rupiah."""

    rows: Sequence[Row]
    instalments_before: int
    interest_before: int

    @property
    def interest(self) -> int:
        return sum(row.interest for row in self.rows)

    @property
    def interest_saved(self) -> int:
        return self.interest_before - self.interest

    @property
    def stamp(self) -> str:
        return content_hash([tuple(row) for row in self.rows])


def quote_prepayment(*, loan: Loan, amount: int, how: str, now: datetime) -> NewRows:
    """The rows that follow a payment ahead of today. Raises NotRunning, and as rows_after()."""
    story, state, on = _now(loan, now)
    rows = rows_after(story, state, amount=amount, how=Prepayment(how), on=on)
    return _beside(state, rows[1:], on=on)


@dataclass(frozen=True)
class Quote:
    """What ends a loan today, what waits on it already, and so what is to be paid; in rupiah."""

    payoff: Payoff
    deposit: int

    @property
    def needed(self) -> int:
        return max(0, self.payoff.total - self.deposit)


def quote_payoff(*, loan: Loan, now: datetime) -> Quote:
    """What ends a loan today. Raises NotRunning."""
    _story, state, on = _now(loan, now)
    return Quote(payoff_of(loan, on=on), state.deposit)


def terms_for_rest(
    loan: Loan,
    *,
    periods: int,
    first_due: date | None,
    now: datetime,
    instalment: int | None = None,
    grace_principal: int = 0,
) -> Terms:
    """The loan's own terms for the principal that is still owed, over so many instalments from today.

    A murabahah keeps its margin; what of it is overdue comes on top of the first row. Raises NotRunning.
    """
    story, state, on = _now(loan, now)
    overdue = sum(each.interest for each in state.owed if each.due <= on)
    return replace(
        story.terms,
        principal=state.principal,
        periods=periods,
        first_due=first_due,
        due_dates=None,
        disbursed=on,
        instalment=instalment or story.terms.instalment,
        margin=loan.margin - overdue if story.terms.method == Method.MURABAHAH else 0,
        grace_principal=grace_principal,
        grace_interest_payment=0,
    )


def quote_new_terms(*, loan: Loan, terms: Terms, now: datetime) -> NewRows:
    """The rows of a reschedule to these terms today. Raises NotRunning, and as rows_on()."""
    _story, state, on = _now(loan, now)
    return _beside(state, rows_on(terms, state, on=on), on=on)


def quote_harvest(*, loan: Loan, due: date, now: datetime) -> NewRows:
    """The row of a seasonal loan on another day. Raises NotRunning, HarvestPassed, NoRoomForTheDates."""
    story, state, on = _now(loan, now)
    return _beside(state, rows_of_harvest(story, due=due, on=on), on=on)


def _now(loan: Loan, now: datetime) -> tuple[Story, State, date]:
    if loan.state != LoanState.ACTIVE:
        raise NotRunning
    story, on = story_of(loan), timezone.localdate(now)
    return story, reckon(story, story.facts, on=on), on


def _beside(state: State, rows: Sequence[Row], *, on: date) -> NewRows:
    unpaid = [each for each in state.owed if each.total]
    return NewRows(rows, len(unpaid), sum(each.interest for each in unpaid))
