"""The on-time incentive (IPTW): a part of the interest given back when a loan was never late."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Account
from bumdes.lending.calculations.allocation import Component
from bumdes.lending.calculations.liability import on_time_incentive
from bumdes.lending.loan_kinds import Channel, EventKind, LoanState, VersionReason
from bumdes.lending.models import Allocation, Loan, LoanEvent, ScheduleVersion
from bumdes.lending.queries.stories import story_of
from bumdes.lending.services.disbursing import money_account
from bumdes.lending.services.recording import Act, asked, at_loan, check_day, earlier_event
from bumdes.lending.templates import Event
from core.audit.services import record
from core.refusals import Refusal
from core.users.models import User


class NotPaidOff(Refusal):
    message = _("The incentive is paid when the loan is paid off.")


class WasLate(Refusal):
    message = _("This loan was late or rescheduled, so there is no incentive for it.")


class IncentivePaid(Refusal):
    message = _("The incentive of this loan was paid already.")


class NoInterestPaid(Refusal):
    message = _("No interest was paid on this loan.")


class NotAPercentage(Refusal):
    message = _("Write a percentage from 1 to 100.")
    field = "percent"


def incentive_of(loan: Loan, *, percent: int) -> int:
    """What the incentive of a loan that was paid off comes to, in rupiah. Its book is open.

    Late is whatever was still due at the end of its own day, by all that is known today; a penalty's
    cancelled day counts as on time. Raises NotPaidOff, WasLate, IncentivePaid, NoInterestPaid,
    NotAPercentage.
    """
    if not 1 <= percent <= 100:
        raise NotAPercentage
    if loan.state != LoanState.PAID_OFF:
        raise NotPaidOff
    if loan.events.filter(kind=EventKind.INCENTIVE_PAID).exists():
        raise IncentivePaid
    again = (VersionReason.RESCHEDULED, VersionReason.RESTRUCTURED, VersionReason.HARVEST_MOVED)
    was_moved = ScheduleVersion.objects.filter(loan=loan, reason__in=again).exists()
    story = story_of(loan)
    dues = {row.due for version in story.versions for row in version.rows}
    is_on_time = not was_moved and all(story.state(on=due).due == 0 for due in sorted(dues))
    if not is_on_time:
        raise WasLate
    interest = Allocation.objects.filter(loan=loan, component=Component.INTEREST.value)
    amount = on_time_incentive(
        interest.aggregate(sum=Sum("amount"))["sum"] or 0, percent=percent, is_on_time=is_on_time
    )
    if amount == 0:
        raise NoInterestPaid
    return amount


def pay_incentive(
    *,
    loan: Loan,
    percent: int,
    channel: str,
    date: date,
    key: str,
    actor: User,
    now: datetime,
    account: Account | None = None,
) -> LoanEvent:
    """Pay the incentive of a loan out, in cash or from a bank: once a loan.

    The same key gives the first event again. Raises as incentive_of(), NotYet, NotEnough, PeriodClosed,
    Conflict.
    """
    content = asked(
        what="incentive",
        loan=loan.pk,
        percent=percent,
        channel=channel,
        date=date,
        account=account and account.pk,
    )
    with at_loan(loan):
        if earlier := earlier_event(loan, key=key, content=content):
            return earlier
        act = Act(loan, key, date, actor, now)
        check_day(loan, date, today=act.today)
        amount = incentive_of(loan, percent=percent)
        entry = act.post(
            Event.INCENTIVE_PAID, {"paid": amount}, money=money_account(loan.book, channel, account)
        )
        event = act.write(
            EventKind.INCENTIVE_PAID,
            amount=amount,
            channel=Channel(channel),
            entry=entry,
            key=key,
            content_hash=content,
            note=f"{percent}%",
        )
        record(action="loan.incentive_paid", subject=loan, actor=actor, at=now, amount=amount)
    return event
