"""Writing a slip: its entry and its movements together, under the locks of its items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date as day
from datetime import datetime

from django.utils import timezone

from bumdes.inventory.calculations import format_quantity, issue_value
from bumdes.inventory.kinds import ACCOUNTS, SlipKind
from bumdes.inventory.models import Movement, Slip, StockItem, StockRequest
from bumdes.inventory.services.refusals import (
    BackDated,
    InTheFuture,
    NotEnoughStock,
    NothingMoves,
    OneUnit,
    OutOfUse,
)
from bumdes.ledger.drafts import Draft, Line
from bumdes.ledger.models import Account, Book, Unit
from bumdes.ledger.queries import AccountIndex
from bumdes.ledger.services import post
from core.locks import lock, lock_name
from core.moments import format_day
from core.refusals import Conflict
from core.users.models import User


@dataclass(frozen=True)
class StockLine:
    """What a caller asks for: an item, thousandths of its measure, and the rupiah for all of it."""

    item: StockItem
    quantity_milli: int
    amount: int = 0


@dataclass(frozen=True)
class Move:
    """One movement to be, signed."""

    item: StockItem
    quantity_milli: int
    value: int
    amount: int = 0
    returns: Movement | None = None


@dataclass
class Act:
    """A slip to be: what moves, what is posted with it, and who asks."""

    book: Book
    kind: SlipKind
    unit: Unit
    date: day
    key: str
    content: str
    actor: User
    now: datetime
    approver: User | None = None
    to_unit: Unit | None = None
    party: str = ""
    note: str = ""
    returns: Slip | None = None
    moves: list[Move] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def earlier_slip(book: Book, *, key: str, content: str) -> Slip | StockRequest | None:
    """What this key made before. A second sending waits here. Raises Conflict for other content."""
    lock_name(f"stock:{book.pk}:{key}")
    found: Slip | StockRequest | None = Slip.objects.filter(book=book, key=key).first()
    found = found or StockRequest.objects.filter(book=book, key=key).first()
    if found is not None and found.content != content:
        raise Conflict
    return found


def hold(lines: Sequence[StockLine], *, date: day, now: datetime) -> Unit:
    """Lock the items of lines and look whether they may move on a day; gives their unit.

    Raises NothingMoves, OneUnit, OutOfUse, InTheFuture, BackDated.
    """
    items = {line.item.pk: line.item for line in lines}
    if not items or any(line.quantity_milli <= 0 for line in lines) or len(items) < len(lines):
        raise NothingMoves
    lock(*items.values())
    units = {item.unit_id: item.unit for item in items.values()}
    if len(units) > 1:
        raise OneUnit
    if date > timezone.localdate(now):
        raise InTheFuture
    for item in items.values():
        if not item.is_active:
            raise OutOfUse(item=item.name)
        check_order(item, date)
    return next(iter(units.values()))


def check_order(item: StockItem, date: day) -> None:
    """A card goes on in the order of its days: what left since was priced by what was there.

    A movement slipped in before others would change the cost of sales that are already posted, and
    perhaps already closed.
    """
    if item.last_on is not None and date < item.last_on:
        raise BackDated(item=item.name, day=format_day(item.last_on))


def issue(line: StockLine) -> int:
    """The value that leaves with a line. Raises NotEnoughStock."""
    item = line.item
    if line.quantity_milli > item.on_hand_milli:
        raise NotEnoughStock(held=format_quantity(item.on_hand_milli), measure=item.measure, item=item.name)
    return issue_value(value=item.value, on_hand_milli=item.on_hand_milli, quantity_milli=line.quantity_milli)


def first_of(accounts: AccountIndex, roles: Sequence[str]) -> Account:
    """The first account that the chart has."""
    return next(accounts[role] for role in roles if role in accounts)


def stock_account(accounts: AccountIndex, item: StockItem) -> Account:
    return accounts[ACCOUNTS[item.kind].stock]  # type: ignore[index]


def write(act: Act, *, total: int, description: str) -> Slip:
    """Post what the act says and keep its slip. The items are locked by the caller."""
    entry = None
    if any(line.debit or line.credit for line in act.lines):
        entry = post(
            Draft(
                book=act.book,
                date=act.date,
                description=description[:200],
                lines=act.lines,
                source=f"inventory.{act.kind.value}",
                subject=f"stock:{act.unit.code}",
                key=f"inventory:{act.key}",
                made_by=act.actor,
                approved_by=act.approver,
            ),
            now=act.now,
        )
    slip = Slip.objects.create(
        book=act.book,
        unit=act.unit,
        to_unit=act.to_unit,
        kind=act.kind,
        date=act.date,
        party=act.party,
        note=act.note,
        total=total,
        returns=act.returns,
        entry=entry,
        key=act.key,
        content=act.content,
        made_by=act.actor,
        approved_by=act.approver,
        made_at=act.now,
    )
    Movement.objects.bulk_create(
        Movement(
            slip=slip,
            book=act.book,
            item=move.item,
            date=act.date,
            quantity_milli=move.quantity_milli,
            value=move.value,
            amount=move.amount,
            returns=move.returns,
        )
        for move in act.moves
    )
    return slip
