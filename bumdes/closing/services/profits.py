"""Sharing a year's profit after the assembly, and paying the shares out."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from bumdes.closing.models import AllocationShare, ProfitAllocation, SharePayment, YearClosing
from bumdes.closing.queries.profits import shareable
from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, Line, cr, dr
from bumdes.ledger.models import Account
from bumdes.ledger.queries import AccountIndex, accounts_of
from bumdes.ledger.services import post
from bumdes.ledger.services.refusals import spoken
from bumdes.organisations.books import book_of
from bumdes.organisations.models import ByLaws, Organisation
from bumdes.organisations.models.bylaws import ProfitPurpose
from bumdes.organisations.services import share_out
from core.locks import lock
from core.money import format_rupiah
from core.refusals import Conflict, Refusal
from core.users.models import User


class YearNotClosed(Refusal):
    message = _("Close the year first.")


class NothingToShare(Refusal):
    message = _("There is no profit to share: the year made a loss, or earlier losses are not covered yet.")


class NoBylaws(Refusal):
    message = _("No by-laws were in force on the day of the assembly. Write them down first.")
    field = "assembly_date"


class AssemblyTooEarly(Refusal):
    message = _("The assembly is held after the end of the year, and not in the future.")
    field = "assembly_date"


class AlreadyShared(Refusal):
    message = _("The profit of this year was shared already, or is waiting for approval.")


class AlreadyDecided(Refusal):
    message = _("This was already decided.")


class MoreThanTheShare(Refusal):
    message = _("Only %(rest)s of this share is still to be paid.")
    field = "amount"


class ReceiptMissing(Refusal):
    message = _("Write the number of the village treasury's receipt.")
    field = "receipt_number"


# What a share is owed to, and from which equity it goes. The owners' shares stand in lines of their
# own in the statements (3.2); the rest is taken straight from retained earnings.
_PAYABLE = {
    ProfitPurpose.VILLAGE: "profit_share_village",
    ProfitPurpose.COMMUNITY: "profit_share_community",
    ProfitPurpose.RESERVE: "reserved_for_assets",
    ProfitPurpose.MANAGEMENT: "profit_share_management",
    ProfitPurpose.ADVISER: "profit_share_management",
    ProfitPurpose.SUPERVISOR: "profit_share_management",
    ProfitPurpose.SOCIAL: "profit_share_social",
}
_FROM = {ProfitPurpose.VILLAGE: "village_drawing", ProfitPurpose.COMMUNITY: "community_drawing"}


def propose_allocation(
    *,
    organisation: Organisation,
    year: int,
    assembly_date: date,
    minutes_number: str,
    key: str,
    actor: User,
    now: datetime,
) -> ProfitAllocation:
    """Compute the shares by the by-laws in force on the day of the assembly; nothing is posted yet.

    The base is the year's profit, less what still covers earlier losses. Raises YearNotClosed,
    NothingToShare, NoBylaws, AssemblyTooEarly, AlreadyShared. The same key gives the same again.
    """
    book = book_of(organisation)
    if not date(year, 12, 31) < assembly_date <= now.date():
        raise AssemblyTooEarly
    with transaction.atomic(durable=True), opened(book):
        lock(book)
        if earlier := ProfitAllocation.objects.filter(key=key).first():
            if (earlier.organisation_id, earlier.year) != (organisation.pk, year):
                raise Conflict
            return earlier
        closing = YearClosing.objects.filter(organisation=organisation, year=year, undone_at=None).first()
        if closing is None:
            raise YearNotClosed
        base = shareable(closing)
        if base <= 0:
            raise NothingToShare
        bylaws = ByLaws.objects.filter(organisation=organisation).in_force(on=assembly_date).first()
        if bylaws is None:
            raise NoBylaws
        taken = ProfitAllocation.objects.filter(organisation=organisation, year=year)
        if taken.exclude(state=ProfitAllocation.State.REFUSED).exists():
            raise AlreadyShared
        allocation = ProfitAllocation.objects.create(
            organisation=organisation,
            closing=closing,
            year=year,
            bylaws=bylaws,
            assembly_date=assembly_date,
            minutes_number=minutes_number,
            base=base,
            key=key,
            made_by=actor,
            made_at=now,
        )
        shares = dict(bylaws.shares.order_by("pk").values_list("purpose", "share_bps"))
        AllocationShare.objects.bulk_create(
            AllocationShare(allocation=allocation, purpose=purpose, share_bps=shares[purpose], amount=amount)
            for purpose, amount in share_out(base, shares).items()
        )
    return allocation


def approve_allocation(*, allocation: ProfitAllocation, actor: User, now: datetime) -> ProfitAllocation:
    """Post the shares on the day of the assembly. Raises OnePerson, AlreadyDecided, PeriodClosed."""
    book = book_of(allocation.organisation)
    with transaction.atomic(durable=True), opened(book):
        lock(allocation)
        if allocation.state == ProfitAllocation.State.APPROVED:
            return allocation
        if allocation.state != ProfitAllocation.State.PROPOSED:
            raise AlreadyDecided
        allocation.entry = post(
            Draft(
                book=book,
                date=allocation.assembly_date,
                description=f"Pembagian hasil usaha tahun {allocation.year}",
                lines=allocation_lines(
                    accounts_of(book), dict(allocation.shares.order_by("pk").values_list("purpose", "amount"))
                ),
                source="closing.allocation",
                subject=f"allocation:{allocation.pk}",
                key=f"closing.allocation:{allocation.pk}",
                made_by=allocation.made_by,
                approved_by=actor,
            ),
            now=now,
        )
        _decide(allocation, ProfitAllocation.State.APPROVED, actor=actor, now=now)
    return allocation


def refuse_allocation(
    *, allocation: ProfitAllocation, note: str, actor: User, now: datetime
) -> ProfitAllocation:
    """Say no; a new one may be proposed. Raises AlreadyDecided."""
    with transaction.atomic(durable=True):
        lock(allocation)
        if allocation.state != ProfitAllocation.State.PROPOSED:
            raise AlreadyDecided
        allocation.note = note.strip()
        _decide(allocation, ProfitAllocation.State.REFUSED, actor=actor, now=now)
    return allocation


def _decide(allocation: ProfitAllocation, state: str, *, actor: User, now: datetime) -> None:
    allocation.state, allocation.decided_by, allocation.decided_at = state, actor, now
    with spoken():
        allocation.save(update_fields=["state", "decided_by", "decided_at", "entry", "note"])


def allocation_lines(accounts: AccountIndex, shares: dict[str, int]) -> list[Line]:
    """Debit equity, credit who is owed, one pair for each share. Pure."""
    lines = []
    for purpose, amount in shares.items():
        kind = ProfitPurpose(purpose)
        memo = str(kind.label)
        lines.append(dr(accounts[_FROM.get(kind, "retained_earnings")], amount, memo=memo))
        lines.append(cr(accounts[_PAYABLE[kind]], amount, memo=memo))
    return lines


def pay_share(
    *,
    share: AllocationShare,
    amount: int,
    paid_on: date,
    paid_from: Account,
    recipient: str,
    receipt_number: str,
    key: str,
    actor: User,
    now: datetime,
) -> SharePayment:
    """Pay out of a share, in cash or from a bank. The same key pays once.

    Raises MoreThanTheShare, ReceiptMissing (the village's share), NotEnough, PeriodClosed, and
    Conflict for the same key with another amount or share.
    """
    allocation = share.allocation
    organisation, kind = allocation.organisation, ProfitPurpose(share.purpose)
    book = book_of(organisation)
    if kind == ProfitPurpose.VILLAGE and not receipt_number.strip():
        raise ReceiptMissing
    if kind == ProfitPurpose.RESERVE or not paid_from.is_cash or paid_from.book_id != book.pk:
        raise ValueError("a share is paid from cash or a bank, and a reserve to nobody")
    with transaction.atomic(durable=True), opened(book):
        lock(share)
        if earlier := SharePayment.objects.filter(organisation=organisation, key=key).first():
            if (earlier.share_id, earlier.amount) != (share.pk, amount):
                raise Conflict
            return earlier
        rest = share.amount - sum(share.payments.values_list("amount", flat=True))
        if amount > rest:
            raise MoreThanTheShare(rest=format_rupiah(rest))
        entry = post(
            Draft(
                book=book,
                date=paid_on,
                description=f"Pembayaran bagi hasil {allocation.year}: {kind.label}",
                lines=[dr(accounts_of(book)[_PAYABLE[kind]], amount), cr(paid_from, amount)],
                source="closing.share_paid",
                subject=f"share:{share.pk}",
                key=f"closing.share_paid:{key}",
                made_by=actor,
            ),
            now=now,
        )
        try:
            return SharePayment.objects.create(
                share=share,
                organisation=organisation,
                amount=amount,
                paid_on=paid_on,
                paid_from=paid_from,
                recipient=recipient,
                receipt_number=receipt_number.strip(),
                key=key,
                entry=entry,
                made_by=actor,
                made_at=now,
            )
        except IntegrityError as error:
            raise MoreThanTheShare(rest=format_rupiah(rest)) from error
