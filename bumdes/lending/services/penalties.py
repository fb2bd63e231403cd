"""Penalties: those that a payment found out late makes wrong, and those that are forgiven.

They arise in the evening run (services.evening).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bumdes.lending.calculations.life import Charged, Fact, Reversed, Waived
from bumdes.lending.calculations.penalising import charged_anew
from bumdes.lending.calculations.terms import Method
from bumdes.lending.loan_kinds import EventKind, LoanState
from bumdes.lending.models import Loan, LoanEvent
from bumdes.lending.queries.stories import Story, story_of
from bumdes.lending.services.loan_refusals import NoAmount, NotRunning, TooMuch
from bumdes.lending.services.recording import (
    Act,
    asked,
    at_loan,
    check_day,
    earlier_event,
    keep,
    reckon,
)
from bumdes.lending.templates import Event
from core.audit.services import record
from core.money import format_rupiah
from core.users.models import User


def replace_charges(act: Act, story: Story, facts: Sequence[Fact], *, since: date) -> list[Fact]:
    """Cancel the penalties dated after a day that are no longer right, and charge what is.

    Gives the facts with that; the loan's lock is held. A murabahah's ta'zir is owed to nobody, so
    nothing is posted for it.
    """
    dropped, anew = charged_anew(
        story.versions, facts, since=since, rule=act.loan.product.penalty_rule, order=story.order
    )
    changed = list(facts)
    is_murabahah = act.loan.product.method == Method.MURABAHAH
    for charge in dropped:
        event = act.write(
            EventKind.PENALTY_CANCELLED,
            movement={} if is_murabahah else {"penalty": -charge.amount},
            entry=None if is_murabahah else act.post(Event.PENALTY_WAIVED, {"penalty": charge.amount}),
            amount=charge.amount,
            n=charge.n,
            reverses_id=charge.id,
        )
        changed.append(Reversed(event.pk, event.date, charge.id))
    for day, n, amount in anew:
        event = act.write(
            EventKind.PENALTY_CHARGED,
            movement={} if is_murabahah else {"penalty": amount},
            entry=None if is_murabahah else act.post(Event.PENALTY_CHARGED, {"penalty": amount}),
            amount=amount,
            n=n,
            date=day,
        )
        changed.append(Charged(event.pk, day, n, amount))
    return changed


def waive_penalty(
    *,
    loan: Loan,
    n: int,
    amount: int,
    date: date,
    reason: str,
    key: str,
    actor: User,
    now: datetime,
) -> LoanEvent:
    """Forgive so much of an instalment's unpaid penalty, on a day that nothing of the loan is later than.

    Raises NotRunning, NotYet, BeforeTheLoan, NoAmount, TooMuch, PeriodClosed, Conflict.
    """
    content = asked(what="waive", loan=loan.pk, n=n, amount=amount, date=date)
    with at_loan(loan):
        if earlier := earlier_event(loan, key=key, content=content):
            return earlier
        act = Act(loan, key, date, actor, now)
        if loan.state != LoanState.ACTIVE:
            raise NotRunning
        check_day(loan, date, today=act.today)
        if amount <= 0:
            raise NoAmount
        story = story_of(loan)
        unpaid = next((each.penalty for each in story.state(on=date).owed if each.n == n), 0)
        later = next((each.penalty for each in story.state(on=act.today).owed if each.n == n), 0)
        if amount > min(unpaid, later):
            raise TooMuch(most=format_rupiah(min(unpaid, later)))
        event = forgive(act, n=n, amount=amount, key=key, content_hash=content, note=reason[:200])
        facts: list[Fact] = [*story.facts, Waived(event.pk, date, n, amount)]
        keep(act, reckon(story, facts, on=act.today), facts, instalments=story.instalments)
        record(action="loan.penalty_waived", subject=loan, actor=actor, at=now, amount=amount, reason=reason)
    return event


def forgive(act: Act, *, n: int, amount: int, **facts: str) -> LoanEvent:
    """Post a penalty as given up, on a loan whose lock the caller holds."""
    is_murabahah = act.loan.product.method == Method.MURABAHAH
    return act.write(
        EventKind.PENALTY_WAIVED,
        movement={} if is_murabahah else {"penalty": -amount},
        entry=None if is_murabahah else act.post(Event.PENALTY_WAIVED, {"penalty": amount}),
        amount=amount,
        n=n,
        **facts,
    )
