"""Two fee rules, and the money of two years of purchases put into the books and shared."""

from __future__ import annotations

from datetime import datetime, timedelta

from marketplace.settlement.models import FeeKind, FeeRule
from marketplace.settlement.services import book_facts, set_rule, settle_orders

BEGAN = timedelta(days=3 * 366)  # before the first demo purchase
RULES = {FeeKind.COMMISSION: 300, FeeKind.HUB: 200}


def load_settlement(now: datetime) -> int:
    """Gives how many orders were shared; nothing when all are."""
    for kind, basis_points in RULES.items():
        if not FeeRule.objects.filter(kind=kind).exists():
            set_rule(kind=kind, place=100, basis_points=basis_points, actor=None, now=now - BEGAN)
    book_facts(now=now)
    return settle_orders(now=now)
