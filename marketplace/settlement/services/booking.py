"""Facts about buyers' money into the operator's book, each once.

What happened is written where it happens (a payment is paid, a refund is due) and follows into the
books from here. A step that was killed leaves a fact without a booking, and the next round finds
it: nothing depends on a message that could be lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils import timezone

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, Line, cr, dr
from bumdes.ledger.models import Account, Book, Entry
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.queries.accounts import AccountIndex
from bumdes.ledger.services import open_book, post, post_all
from bumdes.ledger.services.books import newest_chart
from bumdes.ledger.services.refusals import NotEnough
from marketplace.gateways.counter.models import CounterCode
from marketplace.gateways.provider.models import Attempt
from marketplace.payment.models import Method, Payment, PaymentSplit, Refund, UnappliedReceipt
from marketplace.settlement.models import Booking, Fact, OperatorBook
from marketplace.settlement.services.freezing import freeze_fees

BATCH = 200  # facts in one transaction
LOOK = 10_000  # keys found by one look
CODE = "penyelenggara"
CHART = "marketplace-operator"


def open_operator_book(*, opened_on: date) -> Book:
    """The operator's book, opened on a day when there is none yet. In the caller's transaction."""
    found = OperatorBook.objects.select_related("book").first()
    if found:
        return found.book
    book = open_book(
        code=CODE, name="Penyelenggara lokapasar", opened_on=opened_on, chart=newest_chart(CHART)
    )
    OperatorBook.objects.create(book=book)
    # What goes back to buyers after a shop was paid out is its debt until it sells again.
    with opened(book):
        Account.objects.filter(book=book, role__in=("seller_payable", "hub_payable")).update(is_guarded=False)
    return book


@dataclass(frozen=True)
class _Fact:
    """How one kind of fact is found and what entry it makes."""

    kind: Fact
    waiting: Callable[[], QuerySet[Any]]
    day: Callable[[Any], datetime]
    amount: Callable[[Any], int]
    lines: Callable[[Any, AccountIndex], Sequence[Line]]
    words: Callable[[Any], str]
    may_lack: bool = False  # it takes money out of an account that may not have it
    follow: Callable[[Any, datetime], None] = lambda row, now: (
        None
    )  # what is posted in the same savepoint, so only with may_lack


# Money of these ways lies where the way says; of the rest, with whoever was asked.
_PLACES = {
    Method.TRANSFER: "bank_1",  # matched to a line of the bank, so it is there
    Method.COUNTER: "clearing_counter",
}


def _came_to(method: str, payment: Payment | None, accounts: AccountIndex) -> Account:
    """Where the money lies now. Raises LookupError when nobody knows.

    In the own code of a BUMDes it lies there; in that of a shop the shop has it already and owes it. So
    with cash at a door: the BUMDes's courier carries it, or the shop has it.
    """
    if role := _PLACES.get(Method(method)):
        return accounts[role]
    if payment is None:
        raise LookupError(method)
    if method == Method.COD:
        return accounts["clearing_cod" if payment.door.hub_id else "seller_debt"]
    if method == Method.QRIS_OWN:
        return accounts["clearing_qris" if payment.qris.source.hub_id else "seller_debt"]
    paid = (each.provider for each in payment.attempts.all() if each.state == Attempt.State.PAID)
    if (provider := next(paid, None)) is None:
        raise LookupError(method)
    return accounts[f"clearing_{provider}"]


def _went_from(refund: Refund, accounts: AccountIndex) -> Account:
    """Whose money went back: the provider's that brought it, a BUMDes's counter's, or the bank's."""
    if refund.target == Refund.Target.ORIGINAL:
        payment = refund.split.payment
        return _came_to(payment.method, payment, accounts)
    return accounts["clearing_counter" if refund.target == Refund.Target.CASH else "bank_1"]


def _of_order(order_number: str) -> str:
    return f"pesanan {order_number}"


def _captured(payment: Payment, accounts: AccountIndex) -> list[Line]:
    return [
        dr(_came_to(payment.method, payment, accounts), payment.amount_due),
        *(cr(accounts["escrow"], split.amount, memo=split.order.number) for split in payment.splits.all()),
        cr(accounts["unique_code_income"], payment.surplus),
    ]


FACTS = (
    _Fact(
        kind=Fact.CAPTURED,
        waiting=lambda: (
            Payment.objects.filter(state=Payment.State.PAID)
            .select_related("purchase", "door", "qris__source__hub__book")
            .prefetch_related("splits__order", "attempts")
        ),
        day=lambda payment: payment.paid_at,
        amount=lambda payment: payment.amount_due,
        lines=_captured,
        words=lambda payment: f"Pembayaran diterima, belanja {payment.purchase.reference}",
    ),
    _Fact(
        kind=Fact.REFUND_DUE,
        waiting=lambda: Refund.objects.filter(_is_booked(Fact.CAPTURED, "split__payment")).select_related(
            "order"
        ),
        day=lambda refund: refund.requested_at,
        amount=lambda refund: refund.amount,
        lines=lambda refund, accounts: [
            dr(accounts["escrow"], refund.amount, memo=refund.order.number),
            cr(accounts["refund_payable"], refund.amount, memo=refund.order.number),
        ],
        words=lambda refund: f"Pengembalian terutang, {_of_order(refund.order.number)}",
    ),
    _Fact(
        kind=Fact.REFUNDED,
        waiting=lambda: (
            Refund.objects.filter(_is_booked(Fact.REFUND_DUE, "pk"), settled_at__isnull=False)
            .select_related("order__hub__book", "split__payment")
            .prefetch_related("split__payment__attempts")
        ),
        day=lambda refund: refund.settled_at,
        amount=lambda refund: refund.amount,
        lines=lambda refund, accounts: [
            dr(accounts["refund_payable"], refund.amount, memo=refund.order.number),
            cr(_went_from(refund, accounts), refund.amount),
        ],
        words=lambda refund: f"Pengembalian dibayar, {_of_order(refund.order.number)}",
        may_lack=True,
        follow=lambda refund, now: _hand_back(refund, now=now),
    ),
    _Fact(
        kind=Fact.UNAPPLIED,
        waiting=lambda: UnappliedReceipt.objects.select_related("payment__qris__source"),
        day=lambda receipt: receipt.received_at,
        amount=lambda receipt: receipt.amount,
        lines=lambda receipt, accounts: [
            dr(_came_to(receipt.method, receipt.payment, accounts), receipt.amount),
            cr(accounts["unapplied_receipts"], receipt.amount),
        ],
        words=lambda receipt: f"Uang masuk belum terpakai: {receipt.reason}",
    ),
)


def _is_booked(fact: Fact, path: str) -> Exists:
    return Exists(Booking.objects.filter(fact=fact, subject=OuterRef(path)))


def book_facts(*, now: datetime, batch: int = BATCH) -> int:
    """Put every fact that is not in the books into them; gives how many were put.

    Each batch is one transaction of its own. Rows that another worker has in hand are left to it,
    and a refund the bank account cannot pay yet waits, so two rounds at once end in the same place.
    """
    return sum(
        in_batches(
            fact.waiting().exclude(_is_booked(fact.kind, "pk")),
            lambda keys, fact=fact: _book_batch(fact, keys, now=now),  # type: ignore[misc]
            batch=batch,
        )
        for fact in FACTS
    )


def in_batches(waiting: QuerySet[Any], work: Callable[[list[int]], int], *, batch: int) -> int:
    """Do the work batch by batch, in the order of keys; gives what it gives, summed.

    One look finds the keys of many batches: looking anew for each would read everything every time.
    """
    done, after = 0, 0
    while keys := list(waiting.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:LOOK]):
        done += sum(work(keys[at : at + batch]) for at in range(0, len(keys), batch))
        after = keys[-1]
    return done


def _book_batch(fact: _Fact, keys: list[int], *, now: datetime) -> int:
    with transaction.atomic(durable=True):
        taken = fact.waiting().filter(pk__in=keys).order_by("pk")
        rows = list(taken.select_for_update(no_key=True, skip_locked=True, of=("self",)))
        # Another worker may have booked some between the look and the lock: a new statement sees it.
        known = Booking.objects.filter(fact=fact.kind, subject__in=keys)
        booked = set(known.values_list("subject", flat=True))
        if not (rows := [row for row in rows if row.pk not in booked]):
            return 0
        book = open_operator_book(
            opened_on=_local(min(fact.day(row) for row in rows)).replace(month=1, day=1)
        )
        with opened(book):
            accounts = accounts_of(book)
            drafts = [(row, _draft(fact, row, book, accounts)) for row in rows]
            ready = [(row, draft) for row, draft in drafts if draft is not None]
            entries = _post_able(fact, ready, now=now) if fact.may_lack else _post_all(ready, now=now)
            bookings = [
                Booking(fact=fact.kind, subject=row.pk, amount=fact.amount(row), entry=entry, at=now)
                for row, entry in entries
            ]
            Booking.objects.bulk_create(bookings)
        if fact.kind == Fact.CAPTURED:
            done = {booking.subject for booking in bookings}
            _follow_captures([row for row in rows if row.pk in done], now=now)
    return len(bookings)


def _draft(fact: _Fact, row: Model, book: Book, accounts: AccountIndex) -> Draft | None:
    """The entry of one fact; None when nobody knows where its money is, and the operator's desk counts it."""
    try:
        lines = fact.lines(row, accounts)
    except LookupError:
        return None
    return Draft(
        book=book,
        date=open_day(book, _local(fact.day(row))),
        description=fact.words(row)[:200],
        lines=lines,
        source=f"settlement.{fact.kind}",
        subject=f"{row._meta.model_name}:{row.pk}",
        key=f"{fact.kind}:{row.pk}",
        made_by=None,
    )


def _post_all(drafts: Sequence[tuple[Model, Draft]], *, now: datetime) -> list[tuple[Model, Entry]]:
    entries = post_all([draft for _row, draft in drafts], now=now)
    return [(row, entry) for (row, _draft), entry in zip(drafts, entries, strict=True)]


def _post_able(
    fact: _Fact, drafts: Sequence[tuple[Model, Draft]], *, now: datetime
) -> list[tuple[Model, Entry]]:
    """Those that the accounts have the money for; a savepoint each, so that the rest stands."""
    posted = []
    for row, draft in drafts:
        with suppress(NotEnough), transaction.atomic():
            entry = post(draft, now=now)
            fact.follow(row, now)
            posted.append((row, entry))
    return posted


def _follow_captures(payments: Sequence[Payment], *, now: datetime) -> None:
    """What else a payment means: fees are frozen, and a BUMDes that took the money has it in its own book."""
    paid = {payment.pk: payment.paid_at for payment in payments}
    orders = PaymentSplit.objects.filter(payment__in=paid).values_list("order", "payment")
    freeze_fees(paid={order: moment for order, payment in orders if (moment := paid[payment])})
    codes = (
        CounterCode.objects.filter(payment__in=paid, receipt__isnull=False)
        .select_related("receipt__organisation__book", "payment__purchase")
        .order_by("pk")
    )
    taken = [(code.receipt.organisation.book, "cash", code.payment) for code in codes if code.receipt]
    for payment in payments:
        hub = payment.qris.source.hub if payment.method == Method.QRIS_OWN else None
        if hub is not None:
            taken.append((hub.book, "bank_1", payment))
    # Books in the order of their keys, as everybody takes them who posts in several.
    kept = [(book, role, payment) for book, role, payment in taken if book is not None]
    for book, role, payment in sorted(kept, key=lambda each: (each[0].pk, each[2].pk)):
        _take_over(book, role, payment, now=now)


def _take_over(book: Book, role: str, payment: Payment, *, now: datetime) -> None:
    """Buyers' money that a BUMDes took is not its own: it owes it to the shops of the market."""
    if payment.paid_at is None:
        raise ValueError("only a paid payment was taken")
    with opened(book):
        accounts = accounts_of(book)
        post(
            Draft(
                book=book,
                date=open_day(book, _local(payment.paid_at)),
                description=f"Uang lokapasar diterima, belanja {payment.purchase.reference}",
                lines=[
                    dr(accounts[role], payment.amount_due),
                    cr(accounts["seller_payable"], payment.amount_due),
                ],
                source="settlement.taken",
                subject=f"payment:{payment.pk}",
                key=f"captured:{payment.pk}",
                made_by=None,
            ),
            now=now,
        )


def _hand_back(refund: Refund, *, now: datetime) -> None:
    """Cash that a BUMDes gave a buyer at its counter left its box, and it owes the market so much less.

    Raises NotEnough when its box, by its book, did not hold it.
    """
    book = refund.order.hub.book
    if refund.target != Refund.Target.CASH or refund.settled_at is None or book is None:
        return
    with opened(book):
        accounts = accounts_of(book)
        post(
            Draft(
                book=book,
                date=open_day(book, _local(refund.settled_at)),
                description=f"Pengembalian tunai kepada pembeli, {_of_order(refund.order.number)}",
                lines=[
                    dr(accounts["seller_payable"], refund.amount),
                    cr(accounts["cash"], refund.amount),
                ],
                source="settlement.handed_back",
                subject=f"refund:{refund.pk}",
                key=f"refunded:{refund.pk}",
                made_by=None,
            ),
            now=now,
        )


def open_day(book: Book, day: date) -> date:
    """The day itself, or the first one after it on which the book still takes entries."""
    first = book.opened_on if book.closed_through is None else book.closed_through + timedelta(days=1)
    return max(day, first)


def _local(moment: datetime) -> date:
    return timezone.localdate(moment)


__all__ = ["book_facts", "open_day", "open_operator_book"]
