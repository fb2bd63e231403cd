"""Receiving capital and giving it back: at once, or after a second person agreed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from bumdes.capital.kinds import ROLES, ContributorKind, Kind, Restriction, State
from bumdes.capital.models import Contribution, Contributor
from bumdes.capital.services.refusals import AlreadyDecided, CorrectionWithoutReason, ReasonMissing, spoken
from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, cr, dr
from bumdes.ledger.models import Account, Book, Entry, Unit
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services import post, reverse
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
        facts = _facts(
            book,
            contributor=contributor,
            kind=kind,
            source=source,
            amount=amount,
            decree=decree,
            decided_on=decided_on,
            moved_on=moved_on,
            purpose=purpose,
            restriction=restriction,
            goods=goods,
            account=account,
            unit=unit,
        )
        return _write(book, facts, key=key, actor=actor, now=now)


def _facts(book: Book, *, contributor: Contributor | dict[str, str], **given: Any) -> dict[str, Any]:
    """What a row is made of, with the contributor made when it is a new one and words without edges."""
    if isinstance(contributor, dict):
        contributor = add_contributor(book=book, **contributor)
    tidied = {name: given[name].strip() for name in ("decree", "purpose", "goods")}
    chosen = {name: str(given[name]) for name in ("kind", "source", "restriction")}
    return {**given, **tidied, **chosen, "contributor": contributor}


def correct(
    *,
    contribution: Contribution,
    correction: str,
    key: str,
    actor: User,
    now: datetime,
    **facts: Any,
) -> Contribution:
    """Write down anew what was written down wrongly: the right one, and the mirror of the wrong one.

    `facts` are those of receive(), `correction` says what was wrong. The wrong row is void with its
    certificate and stays readable; over the limit, by either amount, all of it waits for a second
    person. Both entries stand on the day of the money or, where that month is closed, on today.
    Raises CorrectionWithoutReason, NotToCorrect, AlreadyCorrected, and as receive().
    """
    if not correction.strip():
        raise CorrectionWithoutReason
    book = contribution.book
    with transaction.atomic(durable=True), opened(book), spoken():
        lock(contribution)
        its = {**_facts(book, **facts), "correction": correction.strip()[:200]}
        return _write(book, its, corrects=contribution, key=key, actor=actor, now=now)


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
        # Rows first and then the room's name, here and in approve() and correct(): nobody waits in a ring.
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
    returns: Contribution | None = None,
    corrects: Contribution | None = None,
    key: str,
    actor: User,
    now: datetime,
) -> Contribution:
    facts |= {"returns": returns, "corrects": corrects}
    lock_name(f"capital:{book.pk}")
    if earlier := Contribution.objects.filter(book=book, key=key).first():
        if any(getattr(earlier, name) != value for name, value in facts.items()):
            raise Conflict
        return earlier
    contribution = Contribution(
        book=book,
        key=key,
        year=facts["moved_on"].year,
        made_by=actor,
        made_at=now,
        state=State.PROPOSED,
        **facts,
    )
    # Written before it is posted: what does not fit is said before what the cash box lacks.
    contribution.save(force_insert=True)
    largest = max(contribution.amount, corrects.amount if corrects else 0)
    if book.approval_limit is None or largest <= book.approval_limit:
        _post(contribution, approved_by=None, now=now)
        contribution.save(update_fields=["state", "number", "entry"])
        _void_corrected(contribution, by=actor, approved_by=None, now=now)
    record(
        action="capital.returned" if returns else "capital.corrected" if corrects else "capital.received",
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
            date=_open_day(contribution, now) if contribution.corrects_id else contribution.moved_on,
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


def _void_corrected(contribution: Contribution, *, by: User, approved_by: User | None, now: datetime) -> None:
    """Mirror what a posted row corrects, and let its certificate be void; the row itself must be saved.

    The right entry comes first: money that was spent since is not missing in between.
    """
    wrong = contribution.corrects
    if wrong is None:
        return
    if wrong.entry is not None:
        reverse(
            entry=wrong.entry,
            date=_open_day(wrong, now),
            reason=f"Koreksi {wrong.certificate}: {contribution.correction}"[:200],
            key=f"capital.corrected:{wrong.key}",
            made_by=by,
            approved_by=approved_by,
            now=now,
        )
    wrong.state = State.VOID
    wrong.save(update_fields=["state"])


def _open_day(contribution: Contribution, now: datetime) -> date:
    """The day of the money, or today when its month is closed."""
    closed = contribution.book.closed_through
    if closed is not None and contribution.moved_on <= closed:
        return localdate(now)
    return contribution.moved_on


def approve(*, contribution: Contribution, actor: User, now: datetime) -> Contribution:
    """Post what another person wrote down, unchanged.

    Raises OnePerson, AlreadyDecided, NotEnough, PeriodClosed.
    """
    book = contribution.book
    with transaction.atomic(durable=True), opened(book), spoken():
        lock(*(row for row in (contribution, contribution.corrects) if row is not None))
        lock_name(f"capital:{book.pk}")
        if contribution.state != State.PROPOSED:
            raise AlreadyDecided
        _post(contribution, approved_by=actor, now=now)
        contribution.decided_by, contribution.decided_at = actor, now
        contribution.save(update_fields=["state", "number", "entry", "decided_by", "decided_at"])
        _void_corrected(contribution, by=contribution.made_by, approved_by=actor, now=now)
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
