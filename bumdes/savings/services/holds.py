"""Holding a part of an account, as collateral for instance, and letting it go."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bumdes.ledger.access import opened
from bumdes.savings.models import Hold, SavingsAccount
from bumdes.savings.services.refusals import AccountClosed, NotCovered, ReasonMissing, spoken
from core.audit.services import record
from core.money import format_rupiah
from core.refusals import Conflict
from core.users.models import User


def hold(
    *,
    account: SavingsAccount,
    amount: int,
    reason: str,
    subject: str = "",
    key: str,
    actor: User | None,
    now: datetime,
) -> Hold:
    """Keep an amount from being taken out; the same key gives the first hold again.

    In the caller's transaction, which holds the account's lock. Raises NotCovered, AccountClosed,
    ReasonMissing, Conflict.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise ReasonMissing
    with opened(account.book), spoken():
        if earlier := Hold.objects.filter(book=account.book, key=key).first():
            if (earlier.account_id, earlier.amount, earlier.subject) != (account.pk, amount, subject):
                raise Conflict
            return earlier
        if account.closed_on is not None:
            raise AccountClosed
        if account.free < amount:
            raise NotCovered(_("Only %(free)s of this account is free."), free=format_rupiah(account.free))
        made = Hold.objects.create(
            book=account.book,
            account=account,
            amount=amount,
            reason=reason,
            subject=subject,
            key=key,
            placed_by=actor,
            placed_at=now,
        )
        account.held += amount
        record(action="savings.held", subject=account, actor=actor, at=now, amount=amount, reason=reason)
    return made


def release(*, hold: Hold, actor: User | None, now: datetime) -> Hold:
    """Let a hold go; once it was, nothing happens again.

    In the caller's transaction, which holds the lock of the hold's account.
    """
    account = hold.account
    with opened(account.book), spoken():
        hold.refresh_from_db(fields=["released_at", "released_by"])
        if hold.released_at is None:
            hold.released_at, hold.released_by = now, actor
            hold.save(update_fields=["released_at", "released_by"])
            account.held -= hold.amount
            record(action="savings.released", subject=account, actor=actor, at=now, amount=hold.amount)
    return hold
