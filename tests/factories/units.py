"""Small real business units."""

from __future__ import annotations

from datetime import date
from itertools import count

from bumdes.ledger.models import Unit
from bumdes.ledger.queries import units_of
from bumdes.organisations.models import Organisation
from bumdes.units.models import BusinessUnit
from bumdes.units.queries.budgets import Planned, monthly_plans
from bumdes.units.services.units import found_unit
from core.users.models import User
from tests.factories.people import NOON, make_officer

_n = count(1)


def make_business(organisation: Organisation, **kw) -> BusinessUnit:
    """A unit of the shop kind, founded by a treasurer of its own."""
    n = next(_n)
    actor: User = kw.pop("actor", None) or make_officer(organisation, "treasurer")
    kw.setdefault("code", f"UNIT{n}")
    kw.setdefault("name", f"Unit {n}")
    kw.setdefault("kind", "shop")
    kw.setdefault("started_on", date(2026, 1, 1))
    kw.setdefault("key", f"unit-key-{n:09d}")
    return found_unit(organisation=organisation, actor=actor, now=NOON, **kw)


def head_office(organisation: Organisation) -> Unit:
    return units_of(organisation.book)["PUSAT"]


def plan_of(organisation: Organisation, *, year: int, month: int | None = None) -> Planned | None:
    """The approved plan of a month, or the sum of the year's; None without one."""
    months = monthly_plans(organisation, years=[year])
    if not months:
        return None
    asked = [months[year * 100 + month]] if month else list(months.values())
    return Planned(sum(each.income for each in asked), sum(each.cost for each in asked))
