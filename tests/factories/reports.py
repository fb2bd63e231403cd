"""Providers' reports as their dashboards give them."""

from __future__ import annotations

from marketplace.reconciliation.models import Report
from marketplace.reconciliation.services.importing import import_report
from tests.factories.operator import make_operator
from tests.factories.people import NOON

STRIPE = "balance_transaction_id,created,reporting_category,gross,fee,net,currency,payment_intent_id"
MIDTRANS = "Transaction ID;Transaction Type;Settlement Time;Gross Amount;Fee"
XENDIT = "Transaction ID,Transaction Type,Created,Amount,Fee,Reference ID"


def stripe_report(*rows: tuple[str, str, str, int, int, str]) -> bytes:
    """(name, day, category, gross, fee, payment intent) rows."""
    lines = [f"{n},{d} 10:00:00,{c},{g}.00,{f}.00,{g - f}.00,idr,{p}" for n, d, c, g, f, p in rows]
    return "\n".join([STRIPE, *lines]).encode()


def midtrans_report(*rows: tuple[str, str, str, int, int]) -> bytes:
    """(transaction, type, day, gross, fee) rows."""
    return "\n".join([MIDTRANS, *(f"{n};{t};{d};{g};{f}" for n, t, d, g, f in rows)]).encode()


def take_in(content: bytes, *, source: str = "stripe", now=NOON, actor=None) -> Report:
    return import_report(
        source=source,
        content=content,
        file_name="laporan.csv",
        actor=actor or make_operator(),
        now=now,
    )
