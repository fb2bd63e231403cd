"""Budgets of this and last year for every BUMDes, and one that sells village internet.

Called at the end of the books' step; what is there already is left alone.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from bumdes.ledger.access import opened
from bumdes.ledger.queries import accounts_of
from bumdes.organisations.models import Office, Organisation
from bumdes.units.models import Budget, InternetService
from bumdes.units.services.bills import bill_month
from bumdes.units.services.budgets import approve_budget, copy_year, draft_budget, propose_budget
from bumdes.units.services.lines import add_package, receive_payment, subscribe
from bumdes.units.services.units import found_unit
from bumdes.units.services.vouchers import print_vouchers, sell_vouchers
from core.users.models import User

WITH_INTERNET = "sungsang-bahari"
LINES = 40
NAMES = ("Lina", "Umar", "Yanti", "Rahman", "Siti", "Hasan", "Dewi", "Joko")


def load_plans(now: datetime) -> None:
    """Two budgets for each BUMDes, agreed to by its treasurer and its director."""
    for hub in Organisation.objects.exclude(book=None).select_related("book").order_by("pk"):
        people = _people(hub)
        if {"treasurer", "director"} <= set(people):
            for year in (now.year - 1, now.year):
                _budget(hub, people, year=year, now=now)
            if hub.code == WITH_INTERNET:
                _internet(hub, people["treasurer"], now=now)


def _people(hub: Organisation) -> dict[str, User]:
    offices = Office.objects.active().filter(organisation=hub).select_related("user").order_by("pk")
    return {office.role: office.user for office in offices}


def _budget(hub: Organisation, people: dict[str, User], *, year: int, now: datetime) -> None:
    if Budget.objects.filter(organisation=hub, year=year).exists():
        return
    maker, checker = people["treasurer"], people["director"]
    budget = draft_budget(organisation=hub, year=year, actor=maker, now=now)
    copy_year(budget=budget, from_year=year - 1, percent=5, of_plan=False, actor=maker, now=now)
    propose_budget(budget=budget, actor=maker, now=now)
    approve_budget(budget=budget, minutes_number=f"BA-02/MUSDES/{year}", actor=checker, now=now)


def _internet(hub: Organisation, actor: User, *, now: datetime) -> None:
    """Some months of bills: most are paid, some in part, a few not at all."""
    if InternetService.objects.filter(business__organisation=hub).exists():
        return
    today = timezone.localdate(now)
    this_month = today.replace(day=1)
    # Last month is still open, and so is this one (demo.loading.books).
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    business = found_unit(
        organisation=hub,
        code="NET",
        name="Internet desa",
        kind="internet",
        started_on=last_month,
        key=f"demo-unit-{hub.code}-NET",
        actor=actor,
        now=now,
    )
    service = InternetService.objects.get(business=business)
    service.business = business
    facts = {"actor": actor, "now": now}
    home = add_package(
        service=service, name="Rumah 10 Mbps", speed_mbps=10, price=150_000, days=None, **facts
    )
    shop = add_package(
        service=service, name="Usaha 20 Mbps", speed_mbps=20, price=250_000, days=None, **facts
    )
    daily = add_package(service=service, name="Voucer harian", speed_mbps=5, price=5_000, days=1, **facts)
    lines = [
        subscribe(
            service=service,
            package=shop if n % 8 == 0 else home,
            name=f"{NAMES[n % len(NAMES)]} {n + 1} (contoh)",
            phone=f"+62812000{n:05d}",
            hamlet=f"Dusun {n % 4 + 1}",
            started_on=last_month + timedelta(days=15 if n % 10 == 9 else 0),
            key=f"demo-line-{hub.code}-{n}",
            **facts,
        )
        for n in range(LINES)
    ]
    for month in (last_month, this_month):
        bill_month(service=service, month=month, actor=None, now=now)
    with opened(hub.book):
        cash = accounts_of(hub.book)["cash"]
    for n, line in enumerate(lines):
        line.service = service
        if n % 5 != 4:
            amount = 100_000 if n % 7 == 6 else 300_000
            receive_payment(
                subscriber=line,
                amount=amount,
                account=cash,
                paid_on=_paid_on(this_month, today),
                key=f"demo-internet-{hub.code}-{n}",
                **facts,
            )
    batch = print_vouchers(service=service, package=daily, count=60, key=f"demo-vouchers-{hub.code}", **facts)
    batch.service = service
    sell_vouchers(
        batch=batch, count=25, account=cash, sold_on=today, key=f"demo-voucher-sale-{hub.code}", **facts
    )


def _paid_on(this_month: date, today: date) -> date:
    return min(this_month + timedelta(days=7), today)
