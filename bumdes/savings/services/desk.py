"""What the desk does with an account, each in a transaction of its own. Over the book's limit it waits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.access import opened
from bumdes.ledger.models import Account
from bumdes.members.models import Group, Member
from bumdes.savings.enums import Move, RequestState
from bumdes.savings.models import Hold, Movement, SavingsAccount, SavingsProduct, WithdrawalRequest
from bumdes.savings.services import accounts, holds, movements
from bumdes.savings.services.movements import hold_row
from bumdes.savings.services.refusals import (
    AlreadyDecided,
    AlreadyReleased,
    CannotReverse,
    NotCovered,
    OnlyItsMaker,
    ReasonMissing,
    WrongAccount,
    spoken,
)
from core.audit.services import record
from core.idempotency.services import content_hash
from core.locks import lock
from core.money import format_rupiah
from core.refusals import Conflict
from core.users.models import User


def begin_account(
    *,
    product: SavingsProduct,
    member: Member | None = None,
    group: Group | None = None,
    opened_on: date,
    interest_to: SavingsAccount | None = None,
    key: str,
    actor: User,
    now: datetime,
) -> SavingsAccount:
    """open_account() at the desk. Raises as it does."""
    with transaction.atomic(durable=True):
        return accounts.open_account(
            product=product,
            member=member,
            group=group,
            opened_on=opened_on,
            interest_to=interest_to,
            key=key,
            actor=actor,
            now=now,
        )


def take_in(
    *,
    account: SavingsAccount,
    amount: int,
    against: Account,
    on: date,
    note: str = "",
    key: str,
    actor: User,
    now: datetime,
) -> Movement:
    """Receive a deposit in cash or at the bank. Raises WrongAccount, and as deposit()."""
    if not against.is_cash:
        raise WrongAccount
    with transaction.atomic(durable=True), opened(account.book):
        hold_row(account)
        return movements.deposit(
            account=account, amount=amount, against=against, on=on, note=note, key=key, actor=actor, now=now
        )


def pay_out(
    *,
    account: SavingsAccount,
    amount: int,
    against: Account,
    on: date,
    note: str = "",
    key: str,
    actor: User,
    now: datetime,
) -> Movement | WithdrawalRequest:
    """Pay out of an account, or ask for it when it is over the book's limit.

    What must stay on the account of its product stays, unless all of it is taken. The same key gives
    the same answer. Raises WrongAccount, NotCovered, and as withdraw().
    """
    if not against.is_cash:
        raise WrongAccount
    book = account.book
    with transaction.atomic(durable=True), opened(book), spoken():
        hold_row(account)
        content = content_hash(account.pk, amount, against.pk, on)
        if earlier := WithdrawalRequest.objects.filter(book=book, key=key).first():
            if earlier.content != content:
                raise Conflict
            return earlier
        repeated = Movement.objects.filter(book=book, key=key).exists()
        rest = account.balance - amount
        if not repeated and 0 < rest < account.product.smallest_balance:
            raise NotCovered(
                _("%(least)s stays on this account until all of it is taken."),
                least=format_rupiah(account.product.smallest_balance),
            )
        facts: dict[str, Any] = {
            "account": account,
            "amount": amount,
            "against": against,
            "on": on,
            "note": note,
        }
        if repeated or book.approval_limit is None or amount <= book.approval_limit:
            return movements.withdraw(**facts, key=key, actor=actor, now=now)
        if account.free < amount:
            raise NotCovered
        asked = WithdrawalRequest.objects.create(
            **facts, book=book, key=key, content=content, made_by=actor, made_at=now
        )
        record(action="savings.withdrawal_asked", subject=asked, actor=actor, at=now, amount=amount)
    return asked


def agree(*, request: WithdrawalRequest, actor: User, now: datetime) -> Movement:
    """Do what was asked for, as it was asked.

    Raises OnePerson, AlreadyDecided, and as withdraw() or reverse().
    """
    with transaction.atomic(durable=True), opened(request.book), spoken():
        hold_row(request.account, request)
        if request.movement is not None:
            return request.movement
        if request.state != RequestState.WAITING:
            raise AlreadyDecided
        facts: dict[str, Any] = {
            "on": request.on,
            "key": request.key,
            "actor": request.made_by,
            "approved_by": actor,
            "now": now,
        }
        if request.reverses is not None:
            paid = movements.reverse(movement=request.reverses, reason=request.note, **facts)
        else:
            paid = movements.withdraw(
                account=request.account,
                amount=request.amount,
                against=request.against,
                note=request.note,
                **facts,
            )
        request.movement = paid
        _decide(request, RequestState.PAID, actor=actor, now=now)
    return paid


def refuse(*, request: WithdrawalRequest, reason: str, actor: User, now: datetime) -> WithdrawalRequest:
    """Say no, with the reason. Raises ReasonMissing, AlreadyDecided."""
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic(durable=True), opened(request.book), spoken():
        lock(request)
        if request.state != RequestState.WAITING:
            raise AlreadyDecided
        request.reason = reason.strip()[:200]
        _decide(request, RequestState.REFUSED, actor=actor, now=now)
    return request


def take_back(*, request: WithdrawalRequest, actor: User, now: datetime) -> WithdrawalRequest:
    """Its maker no longer wants it. Raises OnlyItsMaker, AlreadyDecided."""
    with transaction.atomic(durable=True), opened(request.book), spoken():
        lock(request)
        if request.made_by_id != actor.pk:
            raise OnlyItsMaker
        if request.state != RequestState.WAITING:
            raise AlreadyDecided
        _decide(request, RequestState.TAKEN_BACK, actor=actor, now=now)
    return request


def _decide(request: WithdrawalRequest, state: RequestState, *, actor: User, now: datetime) -> None:
    request.state, request.decided_by, request.decided_at = state, actor, now
    request.save(update_fields=["state", "movement", "reason", "decided_by", "decided_at"])
    record(action=f"savings.withdrawal_{state}", subject=request, actor=actor, at=now)


def undo(
    *, movement: Movement, on: date, reason: str, key: str, actor: User, now: datetime
) -> Movement | WithdrawalRequest:
    """Reverse a deposit or a withdrawal, or ask for it when a deposit is over the book's limit.

    The same key gives the same answer. Raises AlreadyAsked, and as reverse().
    """
    book, account = movement.book, movement.account
    with transaction.atomic(durable=True), opened(book), spoken():
        hold_row(account)
        content = content_hash("undo", movement.pk, on, reason.strip())
        if earlier := WithdrawalRequest.objects.filter(book=book, key=key).first():
            if earlier.content != content:
                raise Conflict
            return earlier
        limit = book.approval_limit
        is_over = movement.kind == Move.DEPOSIT and limit is not None and movement.amount > limit
        repeated = Movement.objects.filter(book=book, key=key).exists()
        if repeated or not is_over or movement.entry is None:
            return movements.reverse(movement=movement, on=on, reason=reason, key=key, actor=actor, now=now)
        if not reason.strip():
            raise ReasonMissing
        if Movement.objects.filter(reverses=movement).exists():
            raise CannotReverse
        if account.free < movement.amount:
            raise NotCovered
        taken = movement.entry.postings.select_related("account").get(debit__gt=0)
        asked = WithdrawalRequest.objects.create(
            book=book,
            account=account,
            amount=movement.amount,
            against=taken.account,
            on=on,
            note=reason.strip()[:120],
            reverses=movement,
            key=key,
            content=content,
            made_by=actor,
            made_at=now,
        )
        record(action="savings.reversal_asked", subject=asked, actor=actor, at=now, amount=asked.amount)
    return asked


def spread_opening(
    *, account: SavingsAccount, amount: int, on: date, key: str, actor: User, now: datetime
) -> Movement:
    """begin_with() at the desk. Raises as it does."""
    with transaction.atomic(durable=True), opened(account.book):
        hold_row(account)
        return movements.begin_with(account=account, amount=amount, on=on, key=key, actor=actor, now=now)


def place_hold(
    *, account: SavingsAccount, amount: int, reason: str, key: str, actor: User, now: datetime
) -> Hold:
    """hold() at the desk. Raises as it does."""
    with transaction.atomic(durable=True), opened(account.book):
        hold_row(account)
        return holds.hold(account=account, amount=amount, reason=reason, key=key, actor=actor, now=now)


def lift_hold(*, hold: Hold, actor: User, now: datetime) -> Hold:
    """Release a hold that was placed at the desk. Raises AlreadyReleased; a loan releases its own."""
    with transaction.atomic(durable=True), opened(hold.book):
        hold_row(hold.account)
        if hold.subject:
            raise AlreadyReleased(_("This secures a loan: it is released there."))
        return holds.release(hold=hold, actor=actor, now=now)
