"""A BUMDes with a closed year behind it: a profit that was shared, a report, an asset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bumdes.assets.models import Asset
from bumdes.assets.services import acquire, book_wear
from bumdes.closing.models import AllocationShare, ReopenRequest, Report
from bumdes.closing.services.months import close_month
from bumdes.closing.services.profits import approve_allocation, propose_allocation
from bumdes.closing.services.reopening import ask_to_reopen
from bumdes.closing.services.reports import submit_report
from bumdes.closing.services.years import close_year
from bumdes.ledger.calculations import month_end
from bumdes.ledger.drafts import cr, dr
from bumdes.ledger.queries import accounts_of, units_of
from bumdes.organisations.models import Organisation
from bumdes.organisations.services import adopt_bylaws
from core.users.models import User
from tests.factories.books import make_book, make_entry
from tests.factories.people import NOON, make_officer

YEAR = 2025


@dataclass(frozen=True)
class ClosedYear:
    asset: Asset
    share: AllocationShare
    report: Report
    request: ReopenRequest
    treasurer: User


def make_closed_year(hub: Organisation, director: User) -> ClosedYear:
    """The year 2025: capital, an asset, an income; closed, shared and reported; 2026 closed in January."""
    hub.book = make_book(code=hub.code, name=hub.name, opened_on=date(YEAR, 1, 1))
    hub.save(update_fields=["book"])
    treasurer, accounts = make_officer(hub, "treasurer"), accounts_of(hub.book)
    make_entry(
        hub.book,
        dr(accounts["cash"], 9_000_000),
        cr(accounts["village_capital"], 9_000_000),
        day=date(YEAR, 1, 2),
    )
    make_entry(
        hub.book,
        dr(accounts["cash"], 5_000_000),
        cr(accounts["revenue_water"], 5_000_000),
        day=date(YEAR, 5, 2),
    )
    asset = acquire(
        organisation=hub,
        code="MSN-1",
        name="Pompa",
        kind="machine",
        unit=units_of(hub.book)["PUSAT"],
        acquired_on=date(YEAR, 1, 9),
        cost=600_000,
        residual=0,
        life_months=60,
        paid_from=accounts["cash"],
        key="asset-key-123456",
        actor=treasurer,
        now=NOON,
    )
    book_wear(organisation=hub, month=date(YEAR + 1, 1, 31), actor=treasurer, now=NOON)
    for month in range(1, 12):
        through = month_end(date(YEAR, month, 1))
        close_month(organisation=hub, through=through, reason="", actor=treasurer, now=NOON)
    close_year(organisation=hub, year=YEAR, reason="", actor=treasurer, now=NOON)
    adopt_bylaws(
        organisation=hub,
        adopted_on=date(YEAR, 1, 1),
        minutes_number="BA-1",
        shares={"village": 6_000, "reserve": 4_000},
        actor=None,
        now=NOON,
    )
    allocation = propose_allocation(
        organisation=hub,
        year=YEAR,
        assembly_date=date(YEAR + 1, 3, 1),
        minutes_number="BA-2",
        key="allocation-key-1",
        actor=treasurer,
        now=NOON,
    )
    approve_allocation(allocation=allocation, actor=director, now=NOON)
    report = submit_report(organisation=hub, year=YEAR, kind="annual", summary="", actor=treasurer, now=NOON)
    january = date(YEAR + 1, 1, 31)
    close_month(organisation=hub, through=january, reason="", actor=treasurer, now=NOON)
    request = ask_to_reopen(
        organisation=hub, through=date(YEAR, 12, 31), reason="Salah", actor=treasurer, now=NOON
    )
    return ClosedYear(
        asset=asset,
        share=allocation.shares.get(purpose="village"),
        report=report,
        request=request,
        treasurer=treasurer,
    )
