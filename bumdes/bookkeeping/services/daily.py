"""Recording an everyday act, and taking it back."""

from __future__ import annotations

from datetime import date as day
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.bookkeeping.acts import ACT, MONEY_SIDES, ON_CREDIT, OURS, PAYABLE, Act, Side
from bumdes.bookkeeping.services.receipts import keep_receipt
from bumdes.bookkeeping.services.sending import UnknownAnswer, send
from bumdes.ledger.access import opened
from bumdes.ledger.models import Account, Book, Entry, Proposal, Unit
from bumdes.ledger.queries import AccountIndex, accounts_of, units_of
from bumdes.ledger.services import Draft, cr, dr, reverse
from core.locks import lock_name
from core.refusals import Refusal
from core.users.models import User
from media.inspection import InspectedFile


class SamePlace(Refusal):
    message = _("Choose two different places.")
    field = "into"


class NotOurs(Refusal):
    message = _("This entry comes from another part of the office. Correct it there.")


class TooLateToUndo(Refusal):
    message = _("Entries of another day, and journals, are taken back by the treasurer.")


class ReasonMissing(Refusal):
    message = _("Write why it is taken back.")
    field = "reason"


def record_act(
    *,
    book: Book,
    act: str,
    amount: int,
    date: day,
    what: str = "",
    into: str = "",
    out_of: str = "",
    unit: str = Unit.HEAD_OFFICE,
    description: str = "",
    photo: InspectedFile | None = None,
    key: str,
    actor: User,
    now: datetime,
) -> Entry | Proposal:
    """Write down one act of bookkeeping.acts; the same key gives the first answer again.

    `what` is the name of a choice, `into` and `out_of` are codes of money accounts (`out_of` may be
    ON_CREDIT where the act allows it), `unit` is a code. Over the book's limit a payment waits for a
    second person (Proposal). Raises UnknownAnswer, SamePlace, InTheFuture, and as post().
    """
    chosen = ACT[act]
    with transaction.atomic(durable=True), opened(book):
        accounts, units = accounts_of(book), units_of(book)
        debit = _side(chosen, chosen.debit, accounts, what=what, money=into, field="into")
        credit = _side(chosen, chosen.credit, accounts, what=what, money=out_of, field="out_of")
        if debit == credit:
            raise SamePlace
        if unit not in units:
            raise UnknownAnswer(field="unit")
        choice = chosen.choice(what)
        draft = Draft(
            book=book,
            date=date,
            description=description.strip() or str(choice.label if choice else chosen.label),
            lines=[dr(debit, amount, units[unit]), cr(credit, amount, units[unit])],
            source=chosen.source,
            key=f"daily:{key}",
            made_by=actor,
        )
        made = send(draft, now=now)
        keep_receipt(book=book, key=draft.key, photo=photo, actor=actor, now=now)
    return made


def _side(act: Act, side: str, accounts: AccountIndex, *, what: str, money: str, field: str) -> Account:
    """The account that one side of an act means. Raises UnknownAnswer."""
    if side == Side.WHAT:
        choice = act.choice(what)
        if choice is None or choice.role not in accounts:
            raise UnknownAnswer(field="what")
        return accounts[choice.role]
    if side not in MONEY_SIDES:
        return accounts[side]
    if side == Side.MONEY_OR_DEBT and money == ON_CREDIT:
        return accounts[PAYABLE]
    if not accounts.has_code(money) or not accounts.by_code(money).is_cash:
        raise UnknownAnswer(field=field)
    return accounts.by_code(money)


def may_undo(entry: Entry, *, keeps_books: bool, now: datetime) -> bool:
    """May this person take it back? Who records: acts of the same day. The treasurer: all of this room's."""
    if entry.source not in OURS or entry.reversal_of_id is not None:
        return False
    is_of_today = timezone.localdate(entry.made_at) == timezone.localdate(now)
    return keeps_books or (is_of_today and entry.source.startswith("daily."))


def undo(*, entry: Entry, reason: str, key: str, actor: User, keeps_books: bool, now: datetime) -> Entry:
    """Take an entry back with its mirror, once, dated today.

    Raises ReasonMissing, NotOurs, TooLateToUndo, AlreadyReversed, PeriodClosed, NotEnough.
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic(durable=True), opened(entry.book):
        # Two taps wait here. By name: nobody may lock a row that nobody may change.
        lock_name(f"undo:{entry.pk}")
        if entry.source not in OURS:
            raise NotOurs
        if not may_undo(entry, keeps_books=keeps_books, now=now):
            raise TooLateToUndo
        return reverse(
            entry=entry,
            date=max(entry.date, timezone.localdate(now)),
            reason=reason.strip(),
            key=f"undo:{key}",
            made_by=actor,
            now=now,
        )
