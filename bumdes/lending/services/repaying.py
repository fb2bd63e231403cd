"""Payments of a loan: taken today or found out late, and taken back exactly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from bumdes.ledger.access import opened
from bumdes.ledger.models import Account, Entry, Posting
from bumdes.ledger.services import reverse
from bumdes.lending.calculations.life import Fact, Paid, Reversed, Version
from bumdes.lending.calculations.movements import Shares, Step
from bumdes.lending.loan_kinds import Channel, EventKind, LoanState
from bumdes.lending.models import HOLDINGS, Loan, LoanEvent
from bumdes.lending.queries.stories import Story, story_of
from bumdes.lending.services.disbursing import money_account
from bumdes.lending.services.loan_refusals import (
    AlreadyTakenBack,
    BeforeTheSchedule,
    NoAmount,
    NotAPayment,
    NotRunning,
)
from bumdes.lending.services.member_savings import (
    check_savings,
    hold_savings,
    move_savings,
    savings_named,
    savings_of_event,
    through_savings,
)
from bumdes.lending.services.penalties import replace_charges
from bumdes.lending.services.recording import (
    NEW,
    Act,
    asked,
    at_loan,
    changes_of,
    check_day,
    earlier_event,
    keep,
    reckon,
    steps_for,
    write_allocations,
    write_steps,
)
from bumdes.savings.models import SavingsAccount
from core.audit.services import record
from core.users.models import User


def repay(
    *,
    loan: Loan,
    amount: int,
    channel: str,
    date: date,
    key: str,
    actor: User | None,
    now: datetime,
    account: Account | None = None,
    note: str = "",
    savings: SavingsAccount | None = None,
) -> LoanEvent:
    """Take a payment, also one of an earlier day: the loan is reckoned anew and what differs is posted.

    Money that nothing is due for waits as the borrower's deposit. `savings` is the member's own account
    that it is taken from. The same key gives the first event again. Raises NotRunning, NotYet,
    BeforeTheLoan, BeforeTheSchedule, NoAmount, NotThisAccount, PeriodClosed, Conflict, and as
    check_savings().
    """
    content = asked(
        what="repay",
        loan=loan.pk,
        amount=amount,
        channel=channel,
        date=date,
        account=account and account.pk,
        **savings_named(savings),
    )
    with at_loan(loan):
        if earlier := earlier_event(loan, key=key, content=content):
            return earlier
        if savings is not None:
            hold_savings(loan, savings)
        act = Act(loan, key, date, actor, now)
        event = take_payment(
            act,
            amount=amount,
            channel=channel,
            account=account,
            content=content,
            note=note,
            savings=savings,
        )
        record(action="loan.repaid", subject=loan, actor=actor, at=now, amount=amount, channel=channel)
    return event


def take_payment(
    act: Act,
    *,
    amount: int,
    channel: str,
    account: Account | None,
    content: str,
    note: str = "",
    savings: SavingsAccount | None = None,
) -> LoanEvent:
    """Book a payment on a loan whose lock the caller holds, and that of the savings. Raises as repay()."""
    loan = act.loan
    if loan.state not in (LoanState.ACTIVE, LoanState.PAID_OFF):
        raise NotRunning
    check_day(loan, act.day, today=act.today)
    if amount <= 0:
        raise NoAmount
    if loan.state == LoanState.PAID_OFF and act.day >= act.today:
        raise NotRunning
    if savings is not None:
        money = through_savings(loan, savings, channel=channel, amount=-amount, day=act.day)
        note = " · ".join(filter(None, (savings.number, note)))[:200]
    else:
        money = money_account(loan.book, channel, account)
    story = story_of(loan)
    paid = Paid(NEW, act.day, amount)
    facts = replace_charges(act, story, [*story.facts, paid], since=act.day)
    state = reckon(story, facts, on=act.today)
    changes = changes_of(story, state, facts)
    event = write_steps(
        act,
        steps_for(loan, changes, money=amount),
        kind=EventKind.PAID,
        account=money,
        amount=amount,
        channel=Channel(channel),
        key=act.key,
        content_hash=content,
        note=note,
    )
    write_allocations(event, changes, ids={NEW: event.pk})
    if savings is not None:
        move_savings(act, savings, words="Angsuran pinjaman")
    keep(act, state, facts, instalments=story.instalments)
    return event


def reverse_payment(
    *, event: LoanEvent, date: date, reason: str, key: str, actor: User, now: datetime
) -> LoanEvent:
    """Take a payment back as if it had never been; `date` is that of the correction in the books.

    The same key gives the first event again. Raises NotAPayment, AlreadyTakenBack, NotYet,
    BeforeTheSchedule (a newer schedule, or a penalty forgiven by its own, counts on it), NotEnough,
    PeriodClosed, Conflict. What came from savings goes back to the account; as check_savings() then.
    """
    with opened(event.book):
        loan = Loan.objects.select_related("book", "product", "unit").get(pk=event.loan_id)
    content = asked(what="reverse", event=event.pk, date=date)
    with at_loan(loan):
        if earlier := earlier_event(loan, key=key, content=content):
            return earlier
        if event.kind != EventKind.PAID:
            raise NotAPayment
        if LoanEvent.objects.filter(reverses=event).exists():
            raise AlreadyTakenBack
        if loan.state == LoanState.WRITTEN_OFF:
            raise NotRunning
        act = Act(loan, key, date, actor, now)
        check_day(loan, date, today=act.today)
        savings = savings_of_event(event)
        if savings is not None:
            hold_savings(loan, savings)
            check_savings(loan, savings, amount=event.amount, day=date)
        story = story_of(loan)
        facts: list[Fact] = [*story.facts, Reversed(NEW, date, event.pk)]
        versions = versions_without(story, event)
        if len(versions) < len(story.versions):
            # Penalties since then were those of a schedule that goes; by the one before it others arose.
            story = replace(story, versions=versions)
            facts = replace_charges(act, story, facts, since=event.date)
        state = reckon(story, facts, on=act.today)
        changes = changes_of(story, state, facts)
        steps = steps_for(loan, changes, money=-event.amount)
        entry = _mirror(event, changes, act, reason) if len(steps) == 1 else None
        account = None if entry else _money_of(event)
        taken = write_steps(
            act,
            _as_it_was(event, steps) if entry else steps,
            kind=EventKind.PAYMENT_REVERSED,
            account=account,
            entry=entry,
            amount=event.amount,
            channel=event.channel,
            reverses=event,
            key=key,
            content_hash=content,
            note=reason[:200],
        )
        write_allocations(taken, changes, ids={})
        if savings is not None:
            move_savings(act, savings, words="Pembatalan angsuran pinjaman")
        keep(act, state, facts, instalments=story.instalments)
        record(
            action="loan.payment_reversed",
            subject=loan,
            actor=actor,
            at=now,
            amount=event.amount,
            reason=reason,
        )
    return taken


def versions_without(story: Story, event: LoanEvent) -> list[Version]:
    """The schedules that stand when an event does not. Raises BeforeTheSchedule for one under a newer."""
    if event.pk not in story.version_events:
        return story.versions
    if story.version_events[-1] != event.pk:
        raise BeforeTheSchedule
    return story.versions[:-1]


def _mirror(event: LoanEvent, changes: Shares, act: Act, reason: str) -> Entry | None:
    """The mirror of the payment's entry, when taking it back undoes exactly what it did; else None."""
    did: Shares = Shares()
    for by, n, component, amount in event.allocations.values_list("payment", "n", "component", "amount"):
        did[by, n, component] -= amount
    if did != changes or event.parts.exists() or event.entry is None:
        return None
    return reverse(
        entry=event.entry,
        date=act.day,
        reason=reason,
        key=f"lending.payment_reversed:{act.loan.reference}:{act.key}",
        made_by=act.actor,
        now=act.now,
    )


def _as_it_was(event: LoanEvent, steps: list[Step]) -> list[Step]:
    """The one step of a mirror: it moves back what its event moved, whatever the loan holds now."""
    moved = {name: -getattr(event, name) for name in HOLDINGS if getattr(event, name)}
    return [replace(steps[0], movement=moved)]


def _money_of(event: LoanEvent) -> Account:
    """The account that a payment's money went through: what its entry debited, the deposit left out."""
    posted = Posting.objects.filter(entry=event.entry_id, debit__gt=0).select_related("account")
    return posted.exclude(account__role__in=("instalment_deposit", "murabahah_margin_deferred"))[0].account
