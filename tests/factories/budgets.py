"""Small real budgets."""

from __future__ import annotations

from bumdes.ledger.models import Unit
from bumdes.ledger.queries import accounts_of, units_of
from bumdes.organisations.models import Organisation
from bumdes.units.calculations import spread_over_year
from bumdes.units.models import Budget
from bumdes.units.services.budgets import (
    PlannedRow,
    approve_budget,
    draft_budget,
    propose_budget,
    set_rows,
)
from core.users.models import User
from tests.factories.people import NOON, make_officer


def make_draft(organisation: Organisation, **kw) -> Budget:
    """A draft of 2026: Rp12.000.000 of water revenue and Rp5.000.000 of electricity, head office."""
    actor: User = kw.pop("actor", None) or make_officer(organisation, "treasurer")
    unit: Unit = kw.pop("unit", None) or units_of(organisation.book)["PUSAT"]
    amounts = kw.pop("amounts", {"revenue_water": 12_000_000, "electricity": 5_000_000})
    kw.setdefault("year", 2026)
    budget = draft_budget(organisation=organisation, actor=actor, now=NOON, **kw)
    accounts = accounts_of(organisation.book)
    rows = [PlannedRow(unit, accounts[role], spread_over_year(amount)) for role, amount in amounts.items()]
    return set_rows(budget=budget, rows=rows, actor=actor, now=NOON)


def make_budget(organisation: Organisation, **kw) -> Budget:
    """As make_draft, proposed and approved by two people."""
    maker: User = kw.pop("actor", None) or make_officer(organisation, "treasurer")
    checker: User = kw.pop("checker", None) or make_officer(organisation, "director")
    budget = make_draft(organisation, actor=maker, **kw)
    propose_budget(budget=budget, actor=maker, now=NOON)
    return approve_budget(budget=budget, minutes_number="BA-1/2026", actor=checker, now=NOON)
