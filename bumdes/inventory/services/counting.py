"""Counting stock, and deciding what waits for a second person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as day
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bumdes.inventory.calculations import format_quantity, share_of
from bumdes.inventory.kinds import VARIANCE, SlipKind
from bumdes.inventory.models import CountLine, Slip, StockCount, StockItem, StockRequest
from bumdes.inventory.services.refusals import CardMoved, ReasonMissing
from bumdes.inventory.services.requests import keep_request, needs_second
from bumdes.inventory.services.slips import (
    Act,
    Move,
    StockLine,
    hold,
    issue,
    stock_account,
    write,
)
from bumdes.inventory.services.trading import buy, lose
from bumdes.ledger.access import opened
from bumdes.ledger.drafts import cr, dr
from bumdes.ledger.enums import ProposalState
from bumdes.ledger.models import Book, Unit
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services.proposals import AlreadyDecided, NoteMissing, OnlyItsMaker
from bumdes.ledger.services.refusals import OnePerson
from core.idempotency.services import content_hash
from core.locks import lock, lock_name
from core.refusals import Conflict
from core.users.models import User


def count_stock(
    *,
    book: Book,
    unit: Unit,
    lines: Sequence[tuple[StockItem, int, int]],
    reason: str = "",
    key: str,
    actor: User,
    now: datetime,
) -> StockCount:
    """Keep a sheet and correct the cards; over the book's limit the correction waits (StockRequest).

    Lines are (item, booked, counted) in thousandths; `booked` is what the counter was shown. The
    slip or request has the count's key. Raises CardMoved, ReasonMissing, Conflict.
    """
    content = content_hash("count", [(item.pk, b, c) for item, b, c in lines], reason.strip())
    with transaction.atomic(durable=True), opened(book):
        lock_name(f"stock:{book.pk}:{key}")
        if earlier := StockCount.objects.filter(book=book, key=key).first():
            if earlier.content != content:
                raise Conflict
            return earlier
        today = timezone.localdate(now)
        # A line of one measure only asks hold() to lock and look.
        hold([StockLine(item, 1) for item, _booked, _counted in lines], date=today, now=now)
        for item, booked, _counted in lines:
            if item.on_hand_milli != booked:
                raise CardMoved(
                    item=item.name,
                    before=format_quantity(booked),
                    after=format_quantity(item.on_hand_milli),
                )
        gaps = [(item, counted - booked) for item, booked, counted in lines if counted != booked]
        if gaps and not reason.strip():
            raise ReasonMissing
        count = StockCount.objects.create(
            book=book,
            unit=unit,
            counted_on=today,
            reason=reason.strip(),
            key=key,
            content=content,
            counted_by=actor,
            counted_at=now,
        )
        CountLine.objects.bulk_create(
            CountLine(count=count, item=item, booked_milli=booked, counted_milli=counted)
            for item, booked, counted in lines
        )
        if gaps:
            act = Act(book, SlipKind.COUNT, unit, today, key, content, actor, now, note=reason.strip())
            total = sum(abs(_worth(item, gap)) for item, gap in gaps)
            if needs_second(book, total):
                keep_request(act, [StockLine(item, gap) for item, gap in gaps], total=total)
            else:
                correct(act, gaps)
    return count


def _worth(item: StockItem, gap: int) -> int:
    """What a difference is worth: shortage as an issue, surplus at the average there is, or was last."""
    if gap < 0:
        return -issue(StockLine(item, -gap))
    if item.on_hand_milli:
        return share_of(item.value, quantity_milli=gap, of_milli=item.on_hand_milli)
    last = item.movements.order_by("-date", "-pk").first()
    return share_of(abs(last.value), quantity_milli=gap, of_milli=abs(last.quantity_milli)) if last else 0


def correct(act: Act, gaps: Sequence[tuple[StockItem, int]]) -> Slip:
    """Bring the cards to the count, their items held."""
    accounts = accounts_of(act.book)
    for item, gap in gaps:
        value = _worth(item, gap)
        act.moves.append(Move(item, gap, value))
        act.lines += [
            dr(stock_account(accounts, item), value, act.unit, memo=item.name),
            cr(accounts[VARIANCE], value, act.unit, memo=item.name),
        ]
    total = sum(abs(move.value) for move in act.moves)
    return write(act, total=total, description=f"Selisih hitung persediaan. {act.note}")


def approve(*, request: StockRequest, actor: User, now: datetime) -> Slip:
    """Do what was asked, on the day asked for or, when that is over for its items or closed, today.

    Raises OnePerson, AlreadyDecided, NotEnoughStock, and as post().
    """
    book = request.book
    with transaction.atomic(durable=True), opened(book):
        lock(request)
        if request.state == ProposalState.APPROVED and request.slip is not None:
            return request.slip
        if request.state != ProposalState.WAITING:
            raise AlreadyDecided
        if request.made_by_id == actor.pk:
            raise OnePerson
        wish = request.wish
        items = StockItem.objects.select_related("unit").in_bulk([pk for pk, _q, _a in wish["lines"]])
        lines = [StockLine(items[pk], quantity, amount) for pk, quantity, amount in wish["lines"]]
        today = timezone.localdate(now)
        hold([StockLine(line.item, 1) for line in lines], date=today, now=now)
        act = Act(
            book,
            SlipKind(request.kind),
            request.unit,
            _day(request, lines, today),
            request.key,
            request.content,
            request.made_by,
            now,
            approver=actor,
            party=wish["party"],
            note=wish["note"],
        )
        if request.kind == SlipKind.PURCHASE:
            paid_from = accounts_of(book).by_code(wish["account"])
            slip = buy(act, lines, paid_from=paid_from, freight=wish["freight"])
        elif request.kind == SlipKind.WRITE_OFF:
            slip = lose(act, lines)
        else:
            slip = correct(act, [(line.item, line.quantity_milli) for line in lines])
        _decide(request, ProposalState.APPROVED, actor=actor, now=now, slip=slip)
    return slip


def _day(request: StockRequest, lines: Sequence[StockLine], today: day) -> day:
    closed = request.book.closed_through
    last = max((line.item.last_on for line in lines if line.item.last_on), default=request.date)
    is_open = closed is None or request.date > closed
    return request.date if is_open and last <= request.date else today


def refuse(*, request: StockRequest, note: str, actor: User, now: datetime) -> StockRequest:
    """Say no, with a reason. Raises NoteMissing, AlreadyDecided."""
    if not note.strip():
        raise NoteMissing
    with transaction.atomic(durable=True), opened(request.book):
        lock(request)
        if request.state != ProposalState.WAITING:
            raise AlreadyDecided
        return _decide(request, ProposalState.REFUSED, actor=actor, now=now, note=note.strip())


def withdraw(*, request: StockRequest, actor: User, now: datetime) -> StockRequest:
    """Take one's own request back. Raises OnlyItsMaker, AlreadyDecided."""
    with transaction.atomic(durable=True), opened(request.book):
        lock(request)
        if request.made_by_id != actor.pk:
            raise OnlyItsMaker
        if request.state != ProposalState.WAITING:
            raise AlreadyDecided
        return _decide(request, ProposalState.WITHDRAWN, actor=actor, now=now)


def _decide(
    request: StockRequest,
    state: ProposalState,
    *,
    actor: User,
    now: datetime,
    slip: Slip | None = None,
    note: str = "",
) -> StockRequest:
    request.state, request.decided_by, request.decided_at = state, actor, now
    request.slip, request.note = slip, note
    request.save(update_fields=["state", "decided_by", "decided_at", "slip", "note"])
    return request
