"""Numbering invoices of paid orders and credit notes of refunds: each once, per shop without a gap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from core.locks import lock_name
from marketplace.order.models import Order
from marketplace.payment.models import Payment, PaymentSplit, Refund
from marketplace.settlement.models import CreditNote, Invoice

BATCH = 500


def issue_invoices(*, now: datetime, batch: int = BATCH) -> int:
    """Number what was paid or given back and has no number yet; gives how many were numbered.

    One worker numbers at a time, so that the numbers of a shop follow each other. In the order of
    payment within a batch.
    """
    issued = 0
    while done := _issue(now=now, batch=batch):
        issued += done
    return issued


def _issue(*, now: datetime, batch: int) -> int:
    with transaction.atomic(durable=True):
        lock_name("settlement.invoices")
        paid = PaymentSplit.objects.filter(payment__state=Payment.State.PAID, order__invoice=None)
        splits = paid.select_related("order", "payment").order_by("payment__paid_at", "pk")[:batch]
        invoices = [
            Invoice(order=split.order, seller_id=split.order.seller_id, issued_at=moment)
            for split in splits
            if (moment := split.payment.paid_at) is not None
        ]
        _number(Invoice, invoices)
        waiting = Refund.objects.filter(credit_note=None, order__invoice__isnull=False)
        refunds = waiting.select_related("order__invoice").order_by("requested_at", "pk")[:batch]
        notes = [
            CreditNote(
                refund=refund,
                invoice=refund.order.invoice,
                seller_id=refund.order.seller_id,
                issued_at=refund.requested_at,
            )
            for refund in refunds
        ]
        _number(CreditNote, notes)
    return len(invoices) + len(notes)


def _number(model: type[Invoice] | type[CreditNote], rows: Iterable[Any]) -> None:
    rows = list(rows)
    manager: Any = model._default_manager
    last: dict[int, int] = dict(
        manager.filter(seller__in={row.seller_id for row in rows})
        .order_by()
        .values_list("seller")
        .annotate(last=Max("number"))
    )
    for row in rows:
        last[row.seller_id] = row.number = last.get(row.seller_id, 0) + 1
    manager.bulk_create(rows)


def invoice_of(order: Order, *, now: datetime) -> Invoice | None:
    """The invoice of a paid order, numbered now if the round has not come by; None when it is not paid."""
    found = Invoice.objects.filter(order=order)
    if not found.exists() or Refund.objects.filter(order=order, credit_note=None).exists():
        issue_invoices(now=now)
    return found.first()
