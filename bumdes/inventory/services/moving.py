"""Moving goods between units, through the inter-unit accounts, so that each unit's lines balance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date as day
from datetime import datetime

from django.db import transaction

from bumdes.inventory.kinds import ACCOUNTS, Kind, SlipKind
from bumdes.inventory.models import Slip, StockItem
from bumdes.inventory.services.refusals import SameUnit
from bumdes.inventory.services.slips import (
    Act,
    Move,
    StockLine,
    check_order,
    earlier_slip,
    hold,
    issue,
    write,
)
from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Line, cr, dr
from bumdes.ledger.models import Book, Unit
from bumdes.ledger.queries import accounts_of
from bumdes.organisations.between_units import claims_of, inter_unit_lines
from core.idempotency.services import content_hash
from core.locks import lock
from core.users.models import User


def transfer(
    *,
    book: Book,
    lines: Sequence[StockLine],
    to_unit: Unit,
    date: day,
    note: str = "",
    key: str,
    actor: User,
    now: datetime,
) -> Slip:
    """Move goods to another unit at their average cost; a card that it lacks is opened there.

    The same key gives the same slip. Raises SameUnit, NotABusinessUnit, NotEnoughStock, BackDated.
    """
    content = content_hash("transfer", [(x.item.pk, x.quantity_milli) for x in lines], to_unit.pk, date, note)
    with transaction.atomic(durable=True), opened(book):
        if (earlier := earlier_slip(book, key=key, content=content)) and isinstance(earlier, Slip):
            return earlier
        # Both cards of each item are locked together, in the order of their keys.
        there = {line.item.pk: _card_in(to_unit, line.item) for line in lines}
        lock(*{item.pk: item for line in lines for item in (line.item, there[line.item.pk])}.values())
        unit = hold(lines, date=date, now=now)
        if unit.pk == to_unit.pk:
            raise SameUnit
        act = Act(book, SlipKind.TRANSFER, unit, date, key, content, actor, now, to_unit=to_unit, note=note)
        moved: dict[str, int] = defaultdict(int)
        for line in lines:
            target, value = there[line.item.pk], issue(line)
            check_order(target, date)
            act.moves += [
                Move(line.item, -line.quantity_milli, -value),
                Move(target, line.quantity_milli, value),
            ]
            moved[line.item.kind] += value
        act.lines = _lines(book, moved, from_unit=unit, to_unit=to_unit)
        words = f"Barang antarunit: {unit.name} ke {to_unit.name}. {note}"
        return write(act, total=sum(moved.values()), description=words)


def _card_in(unit: Unit, item: StockItem) -> StockItem:
    card, _is_new = StockItem.objects.get_or_create(
        unit=unit,
        code=item.code,
        defaults={
            "organisation_id": item.organisation_id,
            "book_id": item.book_id,
            "name": item.name,
            "measure": item.measure,
            "kind": item.kind,
            "price": item.price,
        },
    )
    return card


def _lines(book: Book, moved: dict[str, int], *, from_unit: Unit, to_unit: Unit) -> list[Line]:
    accounts, lines, total = accounts_of(book), [], sum(moved.values())
    for kind, value in sorted(moved.items()):
        account = accounts[ACCOUNTS[Kind(kind)].stock]
        lines += [cr(account, value, from_unit), dr(account, value, to_unit)]
    claims = claims_of([from_unit, to_unit])
    return lines + inter_unit_lines(accounts, claims, from_unit=from_unit, to_unit=to_unit, amount=total)
