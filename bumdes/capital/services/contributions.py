"""Receiving capital and giving it back: at once, or after a second person agreed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from bumdes.capital.kinds import ROLES, ContributorKind, Kind, Restriction, State
from bumdes.capital.models import Contribution, Contributor
from bumdes.capital.services.refusals import AlreadyDecided, ReasonMissing, spoken
from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, cr, dr
from bumdes.ledger.models import Account, Book, Entry, Unit
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services import post
from core.audit.services import record
from core.locks import lock, lock_name
from core.refusals import Conflict
from core.users.models import User


def add_contributor(*, book: Book, kind: str, name: str, phone: str = "", address: str = "") -> Contributor:
    """The contributor of this name and telephone, made when there is none. In the caller's transaction."""
    with opened(book):
        found, _is_new = Contributor.objects.get_or_create(
            book=book,
            name=name.strip(),
            phone=phone.strip(),
            defaults={"kind": ContributorKind(kind), "address": address.strip()},
        )
    return found


def receive(
    *,
    book: Book,
    contributor: Contributor | dict[str, str],
    kind: str,
    source: str,
    amount: int,
    decree: str,
    decided_on: date,
    moved_on: date,
    purpose: str,
    restriction: str = Restriction.NONE,
    account: Account | None,
    goods: str = "",
    unit: Unit,
    key: str,
    actor: User,
    now: datetime,
) -> Contribution:
    """Write down capital received, and post it unless it is over the book's limit: then it waits.

    `contributor` is a row or what add_contributor() needs of a new one. `account` takes the money
    or, with `goods`, the asset; None: it is among the opening balances already. The same key gives
    the same contribution. Raises DecidedLater, NotTheVillages, WrongAccount, PeriodClosed, Conflict.
    """
    with transaction.atomic(durable=True), opened(book), spoken():
        if isinstance(contributor, dict):
            contributor = add_contributor(book=book, **contributor)
        facts = {
            "contributor": contributor,
            "kind": str(kind),
            "source": str(source),
            "amount": amount,
            "decree": decree.strip(),
            "decided_on": decided_on,
            "moved_on": moved_on,
            "purpose": purpose.strip(),
            "restriction": str(restriction),
            "goods": goods.strip(),
            "account": account,
            "unit": unit,
        }
        return _write(book, facts, returns=None, key=key, actor=actor, now=now)


def give_back(
    *,
    contribution: Contribution,
    amount: int,
    decree: str,
    decided_on: date,
    moved_on: date,
    purpose: str,
    account: Account,
    key: str,
    actor: User,
    now: datetime,
) -> Contribution:
    """Give capital back by decision of the assembly, as a row of its own; over the limit it waits.

    Raises TooMuchBack, DecidedLater, WrongAccount, NotEnough, PeriodClosed, Conflict.
    """
    book = contribution.book
    with transaction.atomic(durable=True), opened(book), spoken():
        lock(contribution)
        facts = {
            "contributor": contribution.contributor,
            "kind": contribution.kind,
            "source": contribution.source,
            "amount": amount,
            "decree": decree.strip(),
            "decided_on": decided_on,
            "moved_on": moved_on,
            "purpose": purpose.strip(),
            "restriction": contribution.restriction,
            "goods": "" if account.is_cash else contribution.goods or account.name[:120],
            "account": account,
            "unit": contribution.unit,
        }
        return _write(book, facts, returns=contribution, key=key, actor=actor, now=now)


def _write(
    book: Book,
    facts: dict[str, Any],
    *,
    returns: Contribution | None,
    key: str,
    actor: User,
    now: datetime,
) -> Contribution:
    lock_name(f"capital:{book.pk}")
    if earlier := Contribution.objects.filter(book=book, key=key).first():
        if earlier.returns_id != (returns.pk if returns else None) or any(
            getattr(earlier, name) != value for name, value in facts.items()
        ):
            raise Conflict
        return earlier
    contribution = Contribution(
        book=book,
        returns=returns,
        key=key,
        year=facts["moved_on"].year,
        made_by=actor,
        made_at=now,
        state=State.PROPOSED,
        **facts,
    )
    # Written before it is posted: what does not fit is said before what the cash box lacks.
    contribution.save(force_insert=True)
    if book.approval_limit is None or contribution.amount <= book.approval_limit:
        _post(contribution, approved_by=None, now=now)
        contribution.save(update_fields=["state", "number", "entry"])
    record(
        action="capital.returned" if returns else "capital.received",
        subject=contribution,
        actor=actor,
        at=now,
        amount=contribution.amount,
        state=contribution.state,
    )
    return contribution


def _post(contribution: Contribution, *, approved_by: User | None, now: datetime) -> None:
    """Number it and post its entry; the caller saves. The caller holds the room's name of the book."""
    book = contribution.book
    last = Contribution.objects.filter(book=book, year=contribution.year).aggregate(last=Max("number"))
    contribution.number = (last["last"] or 0) + 1
    contribution.state = State.POSTED
    if contribution.account is not None:
        contribution.entry = _entry(contribution, contribution.account, approved_by=approved_by, now=now)


def _entry(contribution: Contribution, account: Account, *, approved_by: User | None, now: datetime) -> Entry:
    equity = accounts_of(contribution.book)[ROLES[Kind(contribution.kind)]]
    memo, unit, amount = contribution.decree[:120], contribution.unit, contribution.amount
    if contribution.returns_id:
        lines = [dr(equity, amount, unit, memo=memo), cr(account, amount, unit)]
        words, source = "Pengembalian modal", "capital.returned"
    else:
        lines = [dr(account, amount, unit), cr(equity, amount, unit, memo=memo)]
        words, source = "Penyertaan modal", "capital.received"
    return post(
        Draft(
            book=contribution.book,
            date=contribution.moved_on,
            description=f"{words}: {contribution.contributor.name}"[:200],
            lines=lines,
            source=source,
            subject=f"contribution:{contribution.certificate}",
            key=f"{source}:{contribution.key}",
            made_by=contribution.made_by,
            approved_by=approved_by,
        ),
        now=now,
    )


def approve(*, contribution: Contribution, actor: User, now: datetime) -> Contribution:
    """Post what another person wrote down, unchanged.

    Raises OnePerson, AlreadyDecided, NotEnough, PeriodClosed.
    """
    book = contribution.book
    with transaction.atomic(durable=True), opened(book), spoken():
        lock_name(f"capital:{book.pk}")
        lock(contribution)
        if contribution.state != State.PROPOSED:
            raise AlreadyDecided
        _post(contribution, approved_by=actor, now=now)
        contribution.decided_by, contribution.decided_at = actor, now
        contribution.save(update_fields=["state", "number", "entry", "decided_by", "decided_at"])
        record(action="capital.approved", subject=contribution, actor=actor, at=now)
    return contribution


def refuse(*, contribution: Contribution, reason: str, actor: User, now: datetime) -> Contribution:
    """Say no, with a reason; who wrote it down may take it back so. Raises ReasonMissing, AlreadyDecided."""
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic(durable=True), opened(contribution.book), spoken():
        lock(contribution)
        if contribution.state != State.PROPOSED:
            raise AlreadyDecided
        contribution.state, contribution.note = State.REFUSED, reason.strip()[:200]
        contribution.decided_by, contribution.decided_at = actor, now
        contribution.save(update_fields=["state", "note", "decided_by", "decided_at"])
        record(action="capital.refused", subject=contribution, actor=actor, at=now)
    return contribution
