"""What moves on an account. For an upper room's transaction: each function needs one open, and the
account locked by whoever opened it; the desk's own functions do both (services.desk)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, cr, dr
from bumdes.ledger.models import Account, Entry
from bumdes.ledger.services import post
from bumdes.ledger.services import reverse as reverse_entry
from bumdes.savings.enums import ROLES, Kind, Move
from bumdes.savings.models import InterestRun, Movement, SavingsAccount
from bumdes.savings.services.refusals import (
    AccountClosed,
    CannotReverse,
    DayToCome,
    InterestWasPaid,
    NotCovered,
    ReasonMissing,
    spoken,
)
from core.idempotency.services import content_hash
from core.locks import lock
from core.money import format_rupiah
from core.refusals import Conflict
from core.users.models import User


def hold_row(account: SavingsAccount, *others: models.Model) -> None:
    """Lock an account (and other rows); its book and product, which lock() forgets, stay at hand."""
    book, product = account.book, account.product
    lock(account, *others)
    account.book, account.product = book, product


def ledger_account(account: SavingsAccount) -> Account:
    """The liability of the chart that this account is a part of. One query, in the open book."""
    return Account.objects.get(book=account.book, role=ROLES[Kind(account.kind)])


def deposit(
    *,
    account: SavingsAccount,
    amount: int,
    against: Account | None = None,
    entry: Entry | None = None,
    on: date,
    note: str = "",
    key: str,
    actor: User | None,
    now: datetime,
) -> Movement:
    """Put money on an account; the same key gives the first movement again.

    `against` is what is debited for it (cash, a bank, a loan's principal), and the entry is posted here.
    Or `entry` is the caller's own, of that day, with the same amount on ledger_account(account).
    The caller holds the account's lock. Raises AccountClosed, BeforeOpening, DayToCome, InterestWasPaid
    (not with an entry of the caller's), Conflict, and as ledger.post().
    """
    return _move(
        account,
        amount=amount,
        against=against,
        entry=entry,
        on=on,
        note=note,
        key=key,
        actor=actor,
        approved_by=None,
        now=now,
    )


def withdraw(
    *,
    account: SavingsAccount,
    amount: int,
    against: Account | None = None,
    entry: Entry | None = None,
    on: date,
    note: str = "",
    key: str,
    actor: User | None,
    approved_by: User | None = None,
    now: datetime,
) -> Movement:
    """Take money from an account, as deposit() puts it there. `against` is what is credited.

    What is held is never taken: release it first. Money to cash or a bank over the book's limit needs
    `approved_by`. Raises NotCovered, NotInOrder, TermNotOver, CompulsoryStays, NeedsSecondPerson,
    OnePerson, and as deposit().
    """
    return _move(
        account,
        amount=-amount,
        against=against,
        entry=entry,
        on=on,
        note=note,
        key=key,
        actor=actor,
        approved_by=approved_by,
        now=now,
    )


def _move(
    account: SavingsAccount,
    *,
    amount: int,
    against: Account | None,
    entry: Entry | None,
    on: date,
    note: str,
    key: str,
    actor: User | None,
    approved_by: User | None,
    now: datetime,
) -> Movement:
    if (against is None) == (entry is None):
        raise ValueError("a movement is posted against an account, or is part of an entry")
    content = content_hash(account.pk, amount, against.pk if against else str(entry and entry.pk), on)
    with opened(account.book), spoken():
        if earlier := Movement.objects.filter(book=account.book, key=key).first():
            if earlier.content != content:
                raise Conflict
            return earlier
        _check(account, amount=amount, on=on, is_posted=entry is not None, now=now)
        if entry is None and against is not None:
            entry = _post(account, amount, against, on=on, key=key, actor=actor, by=approved_by, now=now)
        is_paid = against is not None and against.is_cash
        kind = Move.TRANSFER if not is_paid else Move.DEPOSIT if amount > 0 else Move.WITHDRAWAL
        return write(
            account,
            Movement(
                kind=kind,
                amount=amount,
                on=on,
                note=" ".join(note.split()),
                entry=entry,
                key=key,
                content=content,
                made_by=actor,
                approved_by=approved_by,
                made_at=now,
            ),
        )


def write(account: SavingsAccount, movement: Movement) -> Movement:
    """Add a movement; the account at hand follows what the trigger made of its row."""
    movement.book, movement.account = account.book, account
    movement.save(force_insert=True)
    account.balance = movement.balance_after
    account.newest_on = max(account.newest_on or movement.on, movement.on)
    return movement


def _check(account: SavingsAccount, *, amount: int, on: date, is_posted: bool, now: datetime) -> None:
    """What is said before anything is written; the database says it too."""
    if account.closed_on is not None:
        raise AccountClosed
    if amount < 0 and account.free < -amount:
        raise NotCovered(
            _("Only %(free)s of this account is free."),
            free=format_rupiah(account.free),
        )
    today = timezone.localdate(now)
    if on > today:
        raise DayToCome
    first = on.replace(day=1)
    # Of this month nothing can have been paid, so most deposits do not ask.
    if not is_posted and first < today.replace(day=1):
        runs = InterestRun.objects.filter(product=account.product_id, month__gte=first)
        if runs.exists():
            raise InterestWasPaid


def _post(
    account: SavingsAccount,
    amount: int,
    against: Account,
    *,
    on: date,
    key: str,
    actor: User | None,
    by: User | None,
    now: datetime,
) -> Entry:
    unit = account.product.unit
    words, event = ("Setoran", "deposit") if amount > 0 else ("Penarikan", "withdrawal")
    return post(
        Draft(
            book=account.book,
            date=on,
            description=f"{words} simpanan {account}"[:200],
            # A negative amount turns both sides round.
            lines=[dr(against, amount, unit), cr(ledger_account(account), amount, unit, memo=account.number)],
            source=f"savings.{event}",
            subject=f"savings:{account.number}",
            key=f"savings:{key}",
            made_by=actor,
            approved_by=by,
        ),
        now=now,
    )


def reverse(
    *,
    movement: Movement,
    on: date,
    reason: str,
    key: str,
    actor: User | None,
    now: datetime,
    entry: Entry | None = None,
    approved_by: User | None = None,
) -> Movement:
    """Mirror a movement and its entry, once; the account is as it was before.

    `entry` is the mirror that the caller posted of an entry of its own. A deposit over the book's limit
    has an `approved_by`. The caller holds the account's lock. Raises CannotReverse, ReasonMissing,
    NotCovered, NotInOrder, OnePerson, NeedsSecondPerson, Conflict, and as ledger.reverse().
    """
    account = movement.account
    if not reason.strip():
        raise ReasonMissing
    content = content_hash("reversal", movement.pk, on, reason.strip())
    with opened(account.book), spoken():
        if earlier := Movement.objects.filter(book=account.book, key=key).first():
            if earlier.content != content:
                raise Conflict
            return earlier
        _check(account, amount=-movement.amount, on=on, is_posted=entry is not None, now=now)
        if Movement.objects.filter(reverses=movement).exists():
            raise CannotReverse
        if entry is None and movement.kind != Move.OPENING:
            if movement.kind not in (Move.DEPOSIT, Move.WITHDRAWAL) or movement.entry is None:
                raise CannotReverse
            entry = reverse_entry(
                entry=movement.entry,
                date=on,
                reason=reason,
                key=f"savings:{key}",
                made_by=actor,
                approved_by=approved_by,
                now=now,
            )
        return write(
            account,
            Movement(
                kind=Move.REVERSAL,
                amount=-movement.amount,
                on=on,
                note=reason.strip()[:120],
                entry=entry,
                reverses=movement,
                key=key,
                content=content,
                made_by=actor,
                approved_by=approved_by,
                made_at=now,
            ),
        )


def begin_with(
    *, account: SavingsAccount, amount: int, on: date, key: str, actor: User, now: datetime
) -> Movement:
    """Give an account its part of the books' opening balances. The caller holds the account's lock.

    Raises OpeningTooLarge when the opening entries have less left for this kind, and Conflict.
    """
    content = content_hash("opening", account.pk, amount, on)
    with opened(account.book), spoken():
        if earlier := Movement.objects.filter(book=account.book, key=key).first():
            if earlier.content != content:
                raise Conflict
            return earlier
        _check(account, amount=amount, on=on, is_posted=False, now=now)
        return write(
            account,
            Movement(
                kind=Move.OPENING,
                amount=amount,
                on=on,
                key=key,
                content=content,
                made_by=actor,
                made_at=now,
            ),
        )
