"""A month's interest: one entry for a product, one movement for each account that earned some."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, Line, cr, dr
from bumdes.ledger.models import Account, Entry
from bumdes.ledger.services import post
from bumdes.organisations.models import Organisation
from bumdes.savings.calculations import month_ends
from bumdes.savings.enums import EXPENSE_ROLE, ROLES, Kind, Move
from bumdes.savings.models import InterestRun, Movement, SavingsProduct
from bumdes.savings.queries.earnings import Earned, earnings
from bumdes.savings.services.refusals import LaterMonthPaid, MonthNotOver, spoken
from core.audit.services import record
from core.locks import NotInTransaction, lock_name
from core.refusals import Refusal
from core.users.models import User


def pay_interest(*, product: SavingsProduct, month: date, actor: User | None, now: datetime) -> InterestRun:
    """Pay what a product's accounts earned in a month, on its last day; a month is paid once.

    In the caller's transaction; it locks the product's open accounts and those their interest goes to.
    Five queries, however many accounts there are, and a batch for each thousand movements.
    Raises MonthNotOver, LaterMonthPaid, PeriodClosed.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction
    first, last = month_ends(month)
    if last >= timezone.localdate(now):
        raise MonthNotOver
    book = product.book
    with opened(book), spoken():
        # Whoever runs at the same time waits here, and then finds the month paid.
        lock_name(f"savings.interest:{product.pk}")
        runs = InterestRun.objects.filter(product=product, month__gte=first)
        if later := runs.order_by("month").first():
            if later.month != first:
                raise LaterMonthPaid
            return later
        rows = [row for row in earnings(product, first, is_locking=True) if row.interest > 0]
        total = sum(row.interest for row in rows)
        entry = _post(product, rows, total, first=first, last=last, actor=actor, now=now) if rows else None
        run = InterestRun.objects.create(
            book=book,
            product=product,
            month=first,
            rate_bps=product.rate_bps,
            basis=product.basis,
            accounts=len(rows),
            total=total,
            entry=entry,
            made_by=actor,
            made_at=now,
        )
        Movement.objects.bulk_create(
            [
                Movement(
                    book=book,
                    account_id=row.to_id,
                    kind=Move.INTEREST,
                    amount=row.interest,
                    on=last,
                    note="" if row.to_id == row.account_id else row.number,
                    entry=entry,
                    key=f"interest:{product.pk}:{first:%Y-%m}:{row.account_id}",
                    content="",
                    made_by=actor,
                    made_at=now,
                )
                for row in rows
            ],
            batch_size=1000,
        )
        record(
            action="savings.interest_paid",
            subject=run,
            actor=actor,
            at=now,
            month=f"{first:%Y-%m}",
            total=total,
        )
    return run


def _post(
    product: SavingsProduct,
    rows: list[Earned],
    total: int,
    *,
    first: date,
    last: date,
    actor: User | None,
    now: datetime,
) -> Entry:
    by_kind: dict[str, int] = {}
    for row in rows:
        by_kind[row.to_kind] = by_kind.get(row.to_kind, 0) + row.interest
    roles = [EXPENSE_ROLE, *(ROLES[Kind(kind)] for kind in by_kind)]
    accounts = {each.role: each for each in Account.objects.filter(book=product.book, role__in=roles)}
    lines: list[Line] = [dr(accounts[EXPENSE_ROLE], total, product.unit)]
    lines += [cr(accounts[ROLES[Kind(kind)]], amount, product.unit) for kind, amount in by_kind.items()]
    return post(
        Draft(
            book=product.book,
            date=last,
            description=f"Jasa {product.name} {first:%m/%Y}: {len(rows)} rekening"[:200],
            lines=lines,
            source="savings.interest",
            subject=f"savings_product:{product.pk}",
            key=f"savings.interest:{product.pk}:{first:%Y-%m}",
            made_by=actor,
        ),
        now=now,
    )


def run_interest(*, product: SavingsProduct, month: date, actor: User | None, now: datetime) -> InterestRun:
    """pay_interest() in a transaction of its own."""
    with transaction.atomic(durable=True):
        return pay_interest(product=product, month=month, actor=actor, now=now)


def run_everywhere(
    *,
    month: date,
    now: datetime,
    bumdes: str | None = None,
    tell: Callable[[str], object] = lambda line: None,
    complain: Callable[[str], object] = lambda line: None,
) -> int:
    """Pay a month's interest in every BUMDes, or in one by its code; gives how many products failed.

    A product that cannot be paid is told of, and the others go on.
    """
    hubs = Organisation.objects.exclude(book=None).select_related("book").order_by("pk")
    failed = 0
    for hub in hubs.filter(code=bumdes) if bumdes else hubs:
        if hub.book is None:
            continue
        with opened(hub.book):
            products = list(
                SavingsProduct.objects.filter(book=hub.book, rate_bps__gt=0)
                .select_related("book", "unit")
                .order_by("pk")
            )
        for product in products:
            try:
                run = run_interest(product=product, month=month, actor=None, now=now)
            except Refusal as refusal:
                failed += 1
                complain(f"{hub.code} {product.name}: {refusal.message}")
            else:
                tell(f"{hub.code} {product.name}: {run.accounts} accounts, Rp{run.total}")
    return failed
