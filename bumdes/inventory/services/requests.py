"""What waits for a second person, over the book's limit."""

from __future__ import annotations

from collections.abc import Sequence

from bumdes.inventory.models import StockRequest
from bumdes.inventory.services.slips import Act, StockLine
from bumdes.ledger.models import Book
from bumdes.ledger.services.refusals import BeforeTheBook, PeriodClosed


def needs_second(book: Book, total: int) -> bool:
    return book.approval_limit is not None and total > book.approval_limit


def keep_request(
    act: Act, lines: Sequence[StockLine], *, total: int, freight: int = 0, account: str = ""
) -> StockRequest:
    """Keep what was asked, word by word. Raises PeriodClosed, BeforeTheBook."""
    if act.book.closed_through is not None and act.date <= act.book.closed_through:
        raise PeriodClosed
    if act.date < act.book.opened_on:
        raise BeforeTheBook
    return StockRequest.objects.create(
        book=act.book,
        unit=act.unit,
        kind=act.kind,
        wish={
            "lines": [[line.item.pk, line.quantity_milli, line.amount] for line in lines],
            "freight": freight,
            "account": account,
            "party": act.party,
            "note": act.note,
        },
        total=total,
        date=act.date,
        key=act.key,
        content=act.content,
        made_by=act.actor,
        made_at=act.now,
    )
