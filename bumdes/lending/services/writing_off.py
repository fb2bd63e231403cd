"""Writing a loan off by two people, and what comes back of it later.

A loan that was written off keeps its claim off the books: `written_off` less `recovered`.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Account
from bumdes.lending.calculations.terms import Method
from bumdes.lending.loan_kinds import Channel, EventKind, LoanState
from bumdes.lending.models import Loan, LoanEvent
from bumdes.lending.queries.stories import story_of
from bumdes.lending.services.disbursing import money_account
from bumdes.lending.services.loan_refusals import NoAmount, NoReason, NotRunning, TooMuch
from bumdes.lending.services.recording import Act, asked, at_loan, check_day, earlier_event, reckon
from bumdes.lending.templates import Event
from core.audit.services import record
from core.money import format_rupiah
from core.refusals import Refusal
from core.users.models import User


class NotWrittenOff(Refusal):
    message = _("Only a loan that was written off recovers.")


_KEPT = ("principal", "margin", "accrued", "penalty", "allowance", "state", "written_off", "recovered")


def write_off(
    *, loan: Loan, date: date, note: str, key: str, actor: User, approved_by: User, now: datetime
) -> LoanEvent:
    """Take a loan off the books: out of what was set aside, the rest an expense of the day.

    What is owed stays a claim outside the books. The same key gives the first event again. Raises
    NotRunning, NoReason, OnePerson, NotYet, PeriodClosed, Conflict.
    """
    with at_loan(loan):
        return take_off_the_books(
            loan, date=date, note=note, key=key, actor=actor, approved_by=approved_by, now=now
        )


def take_off_the_books(
    loan: Loan, *, date: date, note: str, key: str, actor: User, approved_by: User, now: datetime
) -> LoanEvent:
    """write_off() on a loan whose lock the caller holds; raises as it does."""
    content = asked(what="write_off", loan=loan.pk, date=date)
    if earlier := earlier_event(loan, key=key, content=content):
        return earlier
    act = Act(loan, key, date, actor, now, approved_by=approved_by)
    if loan.state != LoanState.ACTIVE:
        raise NotRunning
    if not note.strip():
        raise NoReason
    check_day(loan, date, today=act.today)
    story = story_of(loan)
    state = reckon(story, story.facts, on=act.today)
    set_aside = min(loan.allowance, loan.principal)
    amounts = {"set_aside": set_aside, "not_set_aside": loan.principal - set_aside}
    if loan.product.method == Method.MURABAHAH:
        template = Event.MURABAHAH_WRITTEN_OFF
        amounts |= {"margin": loan.margin, "price": loan.principal + loan.margin}
    else:
        template = Event.WRITTEN_OFF
        amounts |= {
            "principal": loan.principal,
            "accrued_interest": loan.accrued,
            "penalty": loan.penalty,
        }
    entry = act.post(template, amounts, approved_by=approved_by)
    # The claim: everything that is due, all principal ahead, and a murabahah's whole price.
    ahead = [each for each in state.owed if each.due > state.on]
    claim = state.due + sum(each.principal for each in ahead)
    if loan.product.method == Method.MURABAHAH:
        claim += sum(each.interest for each in ahead)
    event = act.write(
        EventKind.WRITTEN_OFF,
        movement={
            "principal": -loan.principal,
            "margin": -loan.margin,
            "accrued": -loan.accrued,
            "penalty": -loan.penalty,
            "allowance": -set_aside,
        },
        amount=claim,
        entry=entry,
        key=key,
        content_hash=content,
        note=note.strip()[:200],
    )
    loan.state, loan.written_off = LoanState.WRITTEN_OFF, claim
    loan.save(update_fields=_KEPT)
    record(
        action="loan.written_off",
        subject=loan,
        actor=actor,
        at=now,
        claim=claim,
        approved_by=approved_by.pk,
    )
    return event


def recover(
    *,
    loan: Loan,
    amount: int,
    channel: str,
    date: date,
    key: str,
    actor: User,
    now: datetime,
    account: Account | None = None,
) -> LoanEvent:
    """Take what comes back of a loan that was written off: income of the day.

    The same key gives the first event again. Raises NotWrittenOff, NoAmount, TooMuch, NotYet, Conflict.
    """
    content = asked(
        what="recover",
        loan=loan.pk,
        amount=amount,
        channel=channel,
        date=date,
        account=account and account.pk,
    )
    with at_loan(loan):
        if earlier := earlier_event(loan, key=key, content=content):
            return earlier
        act = Act(loan, key, date, actor, now)
        if loan.state != LoanState.WRITTEN_OFF:
            raise NotWrittenOff
        check_day(loan, date, today=act.today)
        if amount <= 0:
            raise NoAmount
        left = loan.written_off - loan.recovered
        if amount > left:
            raise TooMuch(most=format_rupiah(left))
        entry = act.post(Event.RECOVERED, {"paid": amount}, money=money_account(loan.book, channel, account))
        event = act.write(
            EventKind.RECOVERED,
            amount=amount,
            channel=Channel(channel),
            entry=entry,
            key=key,
            content_hash=content,
        )
        loan.recovered += amount
        loan.save(update_fields=_KEPT)
        record(action="loan.recovered", subject=loan, actor=actor, at=now, amount=amount, channel=channel)
    return event
