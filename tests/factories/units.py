"""Small real business units."""

from __future__ import annotations

from datetime import date
from itertools import count

from bumdes.ledger.access import opened
from bumdes.ledger.models import Unit
from bumdes.ledger.queries import accounts_of, units_of
from bumdes.organisations.models import Organisation
from bumdes.units.models import BusinessUnit
from bumdes.units.queries.budgets import Planned, monthly_plans
from bumdes.units.services.bills import bill_month
from bumdes.units.services.lines import add_package, receive_payment, subscribe
from bumdes.units.services.units import found_unit
from bumdes.units.services.vouchers import print_vouchers, sell_vouchers
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


def make_internet(business: BusinessUnit, *, actor: User) -> dict[str, object]:
    """A line of an internet unit with its bill of June 2026, paid in part, and a sheet of vouchers of
    which two are sold; their ids by name.
    """
    with opened(business.organisation.book):
        found = BusinessUnit.objects.select_related("unit", "organisation__book").get(pk=business.pk)
    service = found.internet
    package = add_package(
        service=service, name="Rumah", speed_mbps=10, price=150_000, days=None, actor=actor, now=NOON
    )
    line = subscribe(
        service=service,
        package=package,
        name="Bu Lina",
        phone="+6281200000111",
        hamlet="Dusun 2",
        started_on=date(2026, 1, 1),
        key=f"internet-line-{business.pk:09d}",
        actor=actor,
        now=NOON,
    )
    bill_month(service=service, month=date(2026, 6, 1), actor=actor, now=NOON)
    payment = receive_payment(
        subscriber=line,
        amount=50_000,
        account=accounts_of(found.organisation.book)["cash"],
        paid_on=date(2026, 6, 2),
        key=f"internet-paid-{business.pk:09d}",
        actor=actor,
        now=NOON,
    )
    daily = add_package(
        service=service, name="Harian", speed_mbps=5, price=5_000, days=1, actor=actor, now=NOON
    )
    sheet = print_vouchers(
        service=service,
        package=daily,
        count=6,
        key=f"internet-sheet-{business.pk:09d}",
        actor=actor,
        now=NOON,
    )
    sale = sell_vouchers(
        batch=sheet,
        count=2,
        account=accounts_of(found.organisation.book)["cash"],
        sold_on=date(2026, 6, 2),
        key=f"internet-sale-{business.pk:09d}",
        actor=actor,
        now=NOON,
    )
    return {
        "internet_line": line.pk,
        "internet_payment": payment.pk,
        "internet_bill": line.bills.get().pk,
        "internet_sheet": sheet.pk,
        "internet_sale": sale.pk,
    }
