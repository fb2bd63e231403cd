"""Repaying out of sales: the port through which whoever pays a member out asks and takes.

The caller owns the settlement and its id; here stands how much goes to the loans, by signed consent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.access import opened
from bumdes.ledger.models import Account, Book
from bumdes.ledger.services.refusals import spoken
from bumdes.lending.calculations.withholding import to_withhold
from bumdes.lending.loan_kinds import Channel, LoanState
from bumdes.lending.models import (
    InstalmentBalance,
    Loan,
    Withholding,
    WithholdingConsent,
    WithholdingPart,
)
from bumdes.lending.services.loan_refusals import LOAN_RULES, NotRunning
from bumdes.lending.services.recording import Act, asked
from bumdes.lending.services.repaying import take_payment
from bumdes.members.enums import Purpose
from bumdes.members.models import Consent, Member
from bumdes.organisations.books import book_of
from core.audit.services import record
from core.locks import lock, lock_name
from core.refusals import Conflict, Refusal, spoken_as
from core.users.models import User


class NoSignedConsent(Refusal):
    message = _("A signed consent of the borrower is needed.")


class CapNotAPercentage(Refusal):
    message = _("The cap is from 1 to 100 percent.")
    field = "cap_percent"


class AlreadyOver(Refusal):
    message = _("The last day must be after today.")
    field = "ends_on"


class WithheldOtherwise(Conflict):
    message = _("This settlement was withheld from for another amount.")


@dataclass(frozen=True)
class Due:
    """What one loan may take: what is due of it with penalties, and the limits its borrower signed."""

    loan: Loan
    consent: WithholdingConsent
    amount: int


def agree_to_withholding(
    *,
    loan: Loan,
    consent: Consent,
    cap_percent: int,
    floor: int,
    ends_on: date,
    actor: User,
    now: datetime,
) -> WithholdingConsent:
    """Write down the limits of a signed consent, for one loan of the member who gave it.

    A later one stands in its place; it ends with its last day, or when the consent is withdrawn.
    Raises NoSignedConsent, CapNotAPercentage, AlreadyOver, NotRunning.
    """
    if not 1 <= cap_percent <= 100:
        raise CapNotAPercentage
    if ends_on <= timezone.localdate(now):
        raise AlreadyOver
    with opened(loan.book), transaction.atomic(durable=True):
        lock(loan)
        if loan.state not in (LoanState.APPROVED, LoanState.ACTIVE):
            raise NotRunning
        is_hers = consent.purpose == Purpose.WITHHOLDING and consent.member_id == loan.member_id
        if not is_hers or not Consent.objects.live().filter(pk=consent.pk).exists():
            raise NoSignedConsent
        agreed = WithholdingConsent.objects.create(
            book=loan.book,
            loan=loan,
            consent=consent,
            cap_percent=cap_percent,
            floor=max(0, floor),
            ends_on=ends_on,
            recorded_by=actor,
            recorded_at=now,
        )
        record(
            action="loan.withholding_agreed",
            subject=loan,
            actor=actor,
            at=now,
            cap_percent=cap_percent,
            floor=floor,
            ends_on=ends_on.isoformat(),
        )
    return agreed


def due_from_proceeds(*, member: Member, on: date) -> list[Due]:
    """What may be taken of a member's proceeds on a day, loan by loan, the oldest first.

    Empty without a consent that holds. Two queries, beside the scope's.
    """
    book = book_of(member.organisation)
    with opened(book):
        return _due(book, member, on)


def _due(book: Book, member: Member, on: date) -> list[Due]:
    newest: dict[int, WithholdingConsent] = {}
    agreed = (
        WithholdingConsent.objects.filter(loan__member=member, loan__state=LoanState.ACTIVE, loan__book=book)
        .select_related("loan__product", "loan__unit", "loan__book", "consent__withdrawal")
        .order_by("loan", "pk")
    )
    for each in agreed:
        newest[each.loan_id] = each
    due = dict(
        InstalmentBalance.objects.filter(loan__in=newest, due__lte=on, is_open=True)
        .values_list("loan")
        .annotate(due=Sum("principal") + Sum("interest") + Sum("fee") + Sum("penalty"))
    )
    return [
        Due(each.loan, each, max(0, due[pk] - each.loan.deposit))
        for pk, each in sorted(newest.items())
        if pk in due and each.ends_on >= on and not hasattr(each.consent, "withdrawal")
    ]


def withhold(
    *,
    settlement: str,
    member: Member,
    net: int,
    date: date,
    now: datetime,
    actor: User | None = None,
    money: Account | None = None,
) -> Withholding:
    """Take from what a settlement would pay a member, once for each settlement id.

    In the caller's transaction, so that both sides stand or neither. Each loan gets min(due, its cap
    of the net, what is over its floor); `money` is the account that owes the proceeds (without it,
    what is owed to sellers). The amount may be zero. Raises WithheldOtherwise for the same id with
    another net or member.
    """
    book = book_of(member.organisation)
    with opened(book), spoken(), spoken_as(LOAN_RULES), transaction.atomic():
        # A second delivery waits here until the first is done, and then finds it.
        lock_name(f"lending.withholding:{settlement}")
        if earlier := Withholding.objects.filter(settlement=settlement).first():
            if (earlier.member_id, earlier.net) != (member.pk, net):
                raise WithheldOtherwise
            return earlier
        loans = Loan.objects.filter(member=member, state=LoanState.ACTIVE, book=book)
        lock(*loans.select_related("product", "unit", "book"))
        takes = _takes(_due(book, member, date), net=net)
        withholding = Withholding.objects.create(
            book=book,
            settlement=settlement,
            member=member,
            net=max(0, net),
            amount=sum(amount for _due_of, amount in takes),
            date=date,
            made_at=now,
        )
        for due, amount in takes:
            act = Act(due.loan, f"sales:{settlement}:{due.loan.reference}"[:120], date, actor, now)
            event = take_payment(
                act,
                amount=amount,
                channel=Channel.SALES,
                account=money,
                content=asked(what="withhold", settlement=settlement, amount=amount),
                note=settlement,
            )
            WithholdingPart.objects.create(
                book=book, withholding=withholding, consent=due.consent, event=event, amount=amount
            )
        record(
            action="loan.withheld",
            subject=withholding,
            actor=actor,
            at=now,
            settlement=settlement,
            amount=withholding.amount,
        )
    return withholding


def _takes(dues: Sequence[Due], *, net: int) -> list[tuple[Due, int]]:
    """How much goes to each loan. Every limit is of the whole net, whatever went to the loans before."""
    taken, takes = 0, []
    for due in dues:
        within = to_withhold(
            due=due.amount + taken,
            net=max(0, net),
            cap_percent=due.consent.cap_percent,
            floor=due.consent.floor,
        )
        amount = max(0, within - taken)
        if amount:
            takes.append((due, amount))
            taken += amount
    return takes
