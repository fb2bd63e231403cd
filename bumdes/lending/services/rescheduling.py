"""New schedules of a running loan: paid ahead, paid off early, rescheduled, the harvest moved.

Old versions stay as they were. A version that a payment made goes when the payment is taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Account
from bumdes.ledger.services.refusals import NeedsSecondPerson
from bumdes.lending.calculations.life import Fact, Paid, State, Version, Waived
from bumdes.lending.calculations.prepayment import (
    Payoff,
    PayoffRule,
    Prepayment,
    after_prepayment,
    payoff,
)
from bumdes.lending.calculations.requests import reason as in_words
from bumdes.lending.calculations.schedule import Row, Unschedulable, schedule
from bumdes.lending.calculations.terms import Method, Terms
from bumdes.lending.loan_kinds import Channel, EventKind, LoanState, VersionReason
from bumdes.lending.models import Loan, LoanEvent
from bumdes.lending.queries.stories import Story, story_of
from bumdes.lending.services.disbursing import money_account
from bumdes.lending.services.loan_refusals import (
    BeforeTheSchedule,
    MarginStays,
    NoAmount,
    NoRoomForTheDates,
    NotRunning,
    TooMuch,
)
from bumdes.lending.services.penalties import forgive
from bumdes.lending.services.recording import (
    NEW,
    Act,
    asked,
    at_loan,
    changes_of,
    earlier_event,
    keep,
    reckon,
    steps_for,
    write_allocations,
    write_steps,
    write_version,
)
from core.audit.services import record
from core.money import format_rupiah
from core.refusals import Refusal
from core.users.models import User

# So many instalments of a restructured loan fall due before its class may be better than it was.
HELD_FOR = 3


class PayDueFirst(Refusal):
    message = _("All that is due is paid first. Take the payment, then the payment ahead.")
    field = "amount"


class NotThePayoff(Refusal):
    message = _("Ending this loan takes %(most)s. Record a payment of exactly that.")
    field = "amount"


class HarvestPassed(Refusal):
    message = _("The new day of the harvest comes after today.")
    field = "due"


class OtherPrincipal(Refusal):
    message = _("The new schedule must carry the principal that is still owed.")


def payoff_of(loan: Loan, *, on: date) -> Payoff:
    """What ends a loan on a day by its product's rule; the deposit is not taken off. Its book is open."""
    story = story_of(loan)
    return _payoff(story, story.state(on=on), on)


def _payoff(story: Story, state: State, on: date) -> Payoff:
    rule = PayoffRule(story.loan.product.payoff_rule)
    return payoff(
        state.owed, on=on, rule=rule, terms=replace(story.terms, disbursed=story.versions[-1].since)
    )


def prepay(
    *,
    loan: Loan,
    amount: int,
    how: str,
    channel: str,
    key: str,
    actor: User,
    now: datetime,
    account: Account | None = None,
) -> LoanEvent:
    """Take principal ahead today; the rest has fewer instalments (shorten) or lower ones (lower).

    The same key gives the first event again. Raises NotRunning, NoAmount, PayDueFirst, TooMuch (use
    pay_off() to end the loan), NoRoomForTheDates, Conflict.
    """
    content = asked(
        what="prepay",
        loan=loan.pk,
        amount=amount,
        how=how,
        channel=channel,
        account=account and account.pk,
    )
    with at_loan(loan):
        if earlier := earlier_event(loan, key=key, content=content):
            return earlier
        act, story, state = _begin(loan, key, actor, now)
        rows = rows_after(story, state, amount=amount, how=Prepayment(how), on=act.day)
        return _pay_by_version(
            act,
            story,
            amount=amount,
            rows=rows,
            penalties={},
            reason=VersionReason.PREPAID,
            channel=channel,
            account=account,
            content=content,
        )


def rows_after(story: Story, state: State, *, amount: int, how: Prepayment, on: date) -> list[Row]:
    """The schedule after a payment ahead on a day; its first row is that payment.

    Raises NoAmount, PayDueFirst, TooMuch, NoRoomForTheDates.
    """
    if amount <= 0:
        raise NoAmount
    if state.due:
        raise PayDueFirst
    if amount >= state.principal:
        raise TooMuch(most=format_rupiah(state.principal - 1))
    ahead = [row for row in story.versions[-1].rows if row.due > on]
    terms = story.terms
    # Interest by days begins anew with the new version: what ran up until today goes along.
    run_up = payoff(
        state.owed,
        on=on,
        rule=PayoffRule.TO_DAY,
        terms=replace(terms, disbursed=story.versions[-1].since),
    )
    carried = run_up.interest if terms.by_days else 0
    try:
        rest = after_prepayment(
            terms, principal=state.principal - amount, on=on, ahead=ahead, how=how, carried=carried
        )
    except Unschedulable as error:
        raise NoRoomForTheDates from error
    return _numbered([Row(0, on, amount, 0, 0, state.principal - amount), *rest], story)


def pay_off(
    *,
    loan: Loan,
    amount: int,
    channel: str,
    key: str,
    actor: User,
    now: datetime,
    account: Account | None = None,
) -> LoanEvent:
    """End a loan today by its product's rule. `amount` must be the payoff, less what already waits.

    The same key gives the first event again. Raises NotRunning, NotThePayoff, Conflict.
    """
    content = asked(
        what="pay_off", loan=loan.pk, amount=amount, channel=channel, account=account and account.pk
    )
    with at_loan(loan):
        if earlier := earlier_event(loan, key=key, content=content):
            return earlier
        act, story, state = _begin(loan, key, actor, now)
        ends = _payoff(story, state, act.day)
        needed = ends.total - state.deposit
        if amount != needed or amount <= 0:
            raise NotThePayoff(most=format_rupiah(max(0, needed)))
        rows = _numbered([Row(0, act.day, ends.principal, ends.interest, ends.fee, 0)], story)
        penalties = {rows[0].n: ends.penalty} if ends.penalty else {}
        return _pay_by_version(
            act,
            story,
            amount=amount,
            rows=rows,
            penalties=penalties,
            reason=VersionReason.PAYOFF,
            channel=channel,
            account=account,
            content=content,
        )


def reschedule(
    *,
    loan: Loan,
    terms: Terms,
    reason: str,
    note: str,
    key: str,
    actor: User,
    approved_by: User,
    now: datetime,
    waives_penalties: bool = False,
) -> LoanEvent:
    """Give a loan a new schedule from today by two people: `terms` of the principal that is still owed.

    Interest and fees that are overdue go into the first new instalment; penalties too, or they are
    forgiven. Its class is no better than today's until HELD_FOR new instalments fell due. A murabahah's
    margin stays. The same key gives the first event again. Raises NotRunning, OnePerson, OtherPrincipal,
    MarginStays, NoRoomForTheDates, Conflict.
    """
    with at_loan(loan):
        return put_on_new_terms(
            loan,
            terms=terms,
            reason=reason,
            note=note,
            key=key,
            actor=actor,
            approved_by=approved_by,
            now=now,
            waives_penalties=waives_penalties,
        )


def put_on_new_terms(
    loan: Loan,
    *,
    terms: Terms,
    reason: str,
    note: str,
    key: str,
    actor: User,
    approved_by: User,
    now: datetime,
    waives_penalties: bool,
) -> LoanEvent:
    """reschedule() on a loan whose lock the caller holds; raises as it does."""
    content = asked(what="reschedule", loan=loan.pk, terms=terms, reason=reason, waives=waives_penalties)
    if earlier := earlier_event(loan, key=key, content=content):
        return earlier
    act, story, state = _begin(loan, key, actor, now, approved_by=approved_by)
    return _replace_schedule(
        act,
        story,
        state=state,
        rows=rows_on(terms, state, on=act.day),
        reason=reason,
        note=note,
        content=content,
        waives=waives_penalties,
    )


def rows_on(terms: Terms, state: State, *, on: date) -> list[Row]:
    """The schedule of new terms from a day, with what is overdue of interest and fees in its first row.

    Raises OtherPrincipal, NoRoomForTheDates.
    """
    if terms.principal != state.principal:
        raise OtherPrincipal
    due = [each for each in state.owed if each.due <= on]
    try:
        rows = schedule(replace(terms, disbursed=on))
    except Unschedulable as error:
        raise NoRoomForTheDates(in_words(error), field=error.field) from error
    if rows[0].due <= on:
        raise NoRoomForTheDates(field="first_due")
    rows[0] = rows[0]._replace(
        interest=rows[0].interest + sum(each.interest for each in due),
        fee=rows[0].fee + sum(each.fee for each in due),
    )
    return rows


def move_harvest(
    *, loan: Loan, due: date, note: str, key: str, actor: User, approved_by: User, now: datetime
) -> LoanEvent:
    """Move the day of a seasonal loan by a decision of two people; interest by days runs to the new day.

    Raises NotRunning (also when something was paid: reschedule the rest), OnePerson, HarvestPassed,
    NoRoomForTheDates.
    """
    with at_loan(loan):
        return put_harvest_on(
            loan, due=due, note=note, key=key, actor=actor, approved_by=approved_by, now=now
        )


def put_harvest_on(
    loan: Loan, *, due: date, note: str, key: str, actor: User, approved_by: User, now: datetime
) -> LoanEvent:
    """move_harvest() on a loan whose lock the caller holds; raises as it does."""
    content = asked(what="move_harvest", loan=loan.pk, due=due)
    if earlier := earlier_event(loan, key=key, content=content):
        return earlier
    act, story, state = _begin(loan, key, actor, now, approved_by=approved_by)
    return _replace_schedule(
        act,
        story,
        state=state,
        rows=rows_of_harvest(story, due=due, on=act.day),
        reason=VersionReason.HARVEST_MOVED,
        note=note,
        content=content,
        waives=False,
    )


def rows_of_harvest(story: Story, *, due: date, on: date) -> list[Row]:
    """The one row of a seasonal loan on its new day. Raises NotRunning, HarvestPassed, NoRoomForTheDates."""
    if story.terms.method != Method.BULLET or story.shares:
        raise NotRunning
    if due <= on:
        raise HarvestPassed
    terms = replace(story.terms, disbursed=story.versions[0].since, first_due=due, due_dates=None)
    try:
        return schedule(terms)
    except Unschedulable as error:
        raise NoRoomForTheDates(in_words(error), field="due") from error


def _begin(
    loan: Loan, key: str, actor: User, now: datetime, *, approved_by: User | None = None
) -> tuple[Act, Story, State]:
    act = Act(loan, key, date.min, actor, now, approved_by=approved_by)
    act.day = act.today
    if loan.state != LoanState.ACTIVE:
        raise NotRunning
    story = story_of(loan)
    state = reckon(story, story.facts, on=act.day)
    if state.on > act.day or story.versions[-1].since > act.day:
        raise BeforeTheSchedule
    return act, story, state


def _numbered(rows: Sequence[Row], story: Story) -> list[Row]:
    """Numbers go on after every number the loan ever had, also of a version that was taken back."""
    return [row._replace(n=story.last_n + 1 + k) for k, row in enumerate(rows)]


def _pay_by_version(
    act: Act,
    story: Story,
    *,
    amount: int,
    rows: list[Row],
    penalties: dict[int, int],
    reason: VersionReason,
    channel: str,
    account: Account | None,
    content: str,
) -> LoanEvent:
    """A payment and the schedule it makes: its first row is due today, and the payment pays it."""
    version = Version(act.day, tuple(rows), tuple(penalties.items()))
    facts: list[Fact] = [*story.facts, Paid(NEW, act.day, amount)]
    state = reckon(story, facts, on=act.day, versions=[*story.versions, version])
    changes = changes_of(story, state, facts)
    event = write_steps(
        act,
        steps_for(act.loan, changes, money=amount),
        kind=EventKind.PAID,
        account=money_account(act.loan.book, channel, account),
        amount=amount,
        channel=Channel(channel),
        key=act.key,
        content_hash=content,
    )
    write_allocations(event, changes, ids={NEW: event.pk})
    made = write_version(
        act,
        event,
        number=story.last_number + 1,
        since=act.day,
        reason=reason,
        rows=rows,
        penalties=penalties,
    )
    keep(act, state, facts, instalments=story.instalments | made)
    record(
        action=f"loan.{reason.value}",
        subject=act.loan,
        actor=act.actor,
        at=act.now,
        amount=amount,
        channel=channel,
    )
    return event


def _replace_schedule(
    act: Act,
    story: Story,
    *,
    state: State,
    rows: Sequence[Row],
    reason: str,
    note: str,
    content: str,
    waives: bool,
) -> LoanEvent:
    loan = act.loan
    if act.approved_by is None or act.actor is None:
        raise NeedsSecondPerson
    if loan.product.method == Method.MURABAHAH and sum(row.interest for row in rows) != loan.margin:
        raise MarginStays
    numbered = _numbered(rows, story)
    facts = list(story.facts)
    unpaid = {each.n: each.penalty for each in state.owed if each.penalty}
    carried: dict[int, int] = {}
    if waives:
        for n, amount in unpaid.items():
            waived = forgive(act, n=n, amount=amount, note=note[:200])
            facts.append(Waived(waived.pk, act.day, n, amount))
    elif unpaid:
        carried[numbered[0].n] = sum(unpaid.values())
    event = act.write(EventKind.RESCHEDULED, key=act.key, content_hash=content, note=note[:200], entry=None)
    made = write_version(
        act,
        event,
        number=story.last_number + 1,
        since=act.day,
        reason=VersionReason(reason),
        rows=numbered,
        penalties=carried,
    )
    if reason != VersionReason.HARVEST_MOVED:
        loan.held_class = loan.collectability
        loan.held_until = numbered[min(HELD_FOR, len(numbered)) - 1].due
    version = Version(act.day, tuple(numbered), tuple(carried.items()))
    after = reckon(story, facts, on=act.day, versions=[*story.versions, version])
    changes = changes_of(story, after, facts)
    if changes:
        moved = write_steps(act, steps_for(loan, changes, money=0), kind=None, account=None)
        write_allocations(moved, changes, ids={})
    keep(act, after, facts, instalments=story.instalments | made)
    record(action=f"loan.{reason}", subject=loan, actor=act.actor, at=act.now, approved_by=act.approved_by.pk)
    return event
