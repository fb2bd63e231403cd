"""Closing months and years, opening them again, sharing a profit and paying it out."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from bumdes.closing.models import AllocationShare, ProfitAllocation, SharePayment, YearClosing
from bumdes.closing.services.months import (
    DecemberClosesWithItsYear,
    MonthNotOver,
    ReasonNeeded,
    StillOpen,
    close_month,
)
from bumdes.closing.services.profits import (
    AlreadyShared,
    AssemblyTooEarly,
    MoreThanTheShare,
    NoBylaws,
    NothingToShare,
    ReceiptMissing,
    YearNotClosed,
    approve_allocation,
    pay_share,
    propose_allocation,
    refuse_allocation,
)
from bumdes.closing.services.reopening import (
    ProfitAlreadyShared,
    approve_reopening,
    ask_to_reopen,
)
from bumdes.closing.services.years import MonthsStillOpen, close_year
from bumdes.ledger.access import opened
from bumdes.ledger.calculations import month_end
from bumdes.ledger.drafts import cr, dr
from bumdes.ledger.queries import accounts_of, balance, trial_balance
from bumdes.ledger.services.refusals import OnePerson, PeriodClosed
from bumdes.organisations.services import adopt_bylaws
from bumdes.units.services import open_shift
from core.invariants import violations
from tests.factories.books import make_entry, make_organisation_with_book, make_unit
from tests.factories.people import make_officer

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 4, 1, 5, 0, tzinfo=UTC)
YEAR_END = date(2026, 12, 31)


@pytest.fixture
def hub():
    return make_organisation_with_book()


@pytest.fixture
def treasurer(hub):
    return make_officer(hub, "treasurer")


@pytest.fixture
def director(hub):
    return make_officer(hub, "director")


def trade(hub, *, income: int = 10_000_000, expense: int = 3_000_001) -> None:
    """Capital of 5 million in January, then a unit's income and the head office's expense."""
    book = hub.book
    accounts, shop = accounts_of(book), make_unit(book)
    make_entry(
        book,
        dr(accounts["cash"], 5_000_000),
        cr(accounts["village_capital"], 5_000_000),
        day=date(2026, 1, 2),
    )
    if income:
        make_entry(book, dr(accounts["cash"], income, shop), cr(accounts["revenue_goods"], income, shop))
    if expense:
        make_entry(book, dr(accounts["salary"], expense), cr(accounts["cash"], expense))


def close_through_november(hub, actor) -> None:
    for month in range(1, 12):
        close_month(
            organisation=hub, through=month_end(date(2026, month, 1)), reason="", actor=actor, now=NOW
        )


def closed_year(hub, actor) -> YearClosing:
    close_through_november(hub, actor)
    return close_year(organisation=hub, year=2026, reason="", actor=actor, now=NOW)


def with_bylaws(hub, **shares) -> None:
    shares = shares or {"village": 3000, "reserve": 2000, "management": 3500, "social": 1500}
    adopt_bylaws(
        organisation=hub,
        adopted_on=date(2025, 6, 1),
        minutes_number="BA-1",
        shares=shares,
        actor=None,
        now=NOW,
    )


def proposed(hub, actor, **kw) -> ProfitAllocation:
    kw = {"year": 2026, "assembly_date": date(2027, 3, 1), "minutes_number": "BA-9", "key": "k" * 16} | kw
    return propose_allocation(organisation=hub, actor=actor, now=NOW, **kw)


def test_months_close_in_order_and_december_with_its_year(hub, treasurer):
    trade(hub)

    with pytest.raises(DecemberClosesWithItsYear):
        close_month(organisation=hub, through=YEAR_END, reason="", actor=treasurer, now=NOW)
    with pytest.raises(MonthNotOver):
        close_month(organisation=hub, through=date(2027, 4, 30), reason="", actor=treasurer, now=NOW)
    with pytest.raises(MonthsStillOpen):
        close_year(organisation=hub, year=2026, reason="", actor=treasurer, now=NOW)
    closing = closed_year(hub, treasurer)

    hub.book.refresh_from_db()
    assert hub.book.closed_through == YEAR_END
    assert closing.result == 6_999_999
    assert hub.month_checks.count() == 12


def test_an_open_drawer_blocks_the_month(hub, treasurer):
    open_shift(organisation=hub, cashier=treasurer, opening_cash=0, now=datetime(2026, 1, 20, tzinfo=UTC))

    with pytest.raises(StillOpen):
        close_month(organisation=hub, through=date(2026, 1, 31), reason="x", actor=treasurer, now=NOW)
    hub.book.refresh_from_db()
    assert hub.book.closed_through is None


def test_a_difference_between_units_needs_a_reason(hub, treasurer):
    accounts = accounts_of(hub.book)
    make_entry(
        hub.book,
        dr(accounts["inter_unit_receivable_shop"], 7_000),
        cr(accounts["village_capital"], 7_000),
        day=date(2026, 1, 9),
    )

    with pytest.raises(ReasonNeeded):
        close_month(organisation=hub, through=date(2026, 1, 31), reason=" ", actor=treasurer, now=NOW)
    check = close_month(
        organisation=hub, through=date(2026, 1, 31), reason="Menyusul", actor=treasurer, now=NOW
    )

    assert check.findings["units_agree"] == "A difference of Rp7.000 is left."


def test_the_closing_entry_empties_income_and_expense_by_unit(hub, treasurer):
    trade(hub)

    closing = closed_year(hub, treasurer)

    accounts = accounts_of(hub.book)
    for role in ("revenue_goods", "salary"):
        assert balance(accounts[role]) == 0
    assert balance(accounts["retained_earnings"]) == 6_999_999
    rows = trial_balance(hub.book, since=date(2026, 1, 1), until=YEAR_END, with_closing=False)
    assert next(row.closing for row in rows if row.account == accounts["salary"].pk) == 3_000_001
    with opened(hub.book):
        assert closing.entry.period == 0 or closing.entry.kind == "closing"
        assert closing.entry.postings.count() == 4
    assert list(violations(only="ledger.")) == []


def test_an_empty_year_closes_without_an_entry(hub, treasurer):
    closing = closed_year(hub, treasurer)

    assert (closing.result, closing.entry) == (0, None)


def test_a_year_opens_again_by_two_people_and_closes_anew(hub, treasurer, director):
    trade(hub)
    first = closed_year(hub, treasurer)
    request = ask_to_reopen(
        organisation=hub, through=date(2026, 11, 30), reason="Faktur tertinggal", actor=treasurer, now=NOW
    )

    with pytest.raises(OnePerson):
        approve_reopening(request=request, actor=treasurer, now=NOW)
    approve_reopening(request=request, actor=director, now=NOW)

    accounts = accounts_of(hub.book)
    assert balance(accounts["retained_earnings"]) == 0
    make_entry(hub.book, dr(accounts["salary"], 9), cr(accounts["cash"], 9), day=date(2026, 12, 30))
    again = close_year(organisation=hub, year=2026, reason="", actor=treasurer, now=NOW)
    first.refresh_from_db()
    assert first.undone_at == NOW
    assert again.result == 6_999_990
    assert balance(accounts["retained_earnings"]) == 6_999_990


def test_shares_follow_the_bylaws_to_the_rupiah(hub, treasurer, director):
    trade(hub)
    closed_year(hub, treasurer)
    with_bylaws(hub)

    allocation = proposed(hub, treasurer)
    amounts = dict(allocation.shares.values_list("purpose", "amount"))
    with pytest.raises(OnePerson):
        approve_allocation(allocation=allocation, actor=treasurer, now=NOW)
    approve_allocation(allocation=allocation, actor=director, now=NOW)

    # 6.999.999 by 30, 20, 35 and 15 %: three rupiah are left after
    # rounding down, for the largest remainders .85, .80 and .70.
    assert amounts == {
        "village": 2_100_000,
        "reserve": 1_400_000,
        "management": 2_449_999,
        "social": 1_050_000,
    }
    assert sum(amounts.values()) == allocation.base == 6_999_999
    accounts = accounts_of(hub.book)
    assert balance(accounts["profit_share_village"]) == 2_100_000
    assert balance(accounts["village_drawing"]) == 2_100_000
    assert balance(accounts["reserved_for_assets"]) == 1_400_000
    assert balance(accounts["retained_earnings"]) == 6_999_999 - 1_400_000 - 2_449_999 - 1_050_000
    assert proposed(hub, treasurer).pk == allocation.pk
    with pytest.raises(AlreadyShared):
        proposed(hub, treasurer, key="another key 1234")


def test_a_refused_proposal_may_be_made_again(hub, treasurer, director):
    trade(hub)
    closed_year(hub, treasurer)
    with_bylaws(hub)
    refuse_allocation(allocation=proposed(hub, treasurer), note="Salah", actor=director, now=NOW)

    assert proposed(hub, treasurer, key="second time 1234").state == "proposed"


@pytest.mark.parametrize(
    ("income", "expense"), [(0, 3_000_001), (3_000_001, 3_000_001)], ids=["loss", "nothing"]
)
def test_a_loss_is_not_shared(hub, treasurer, income, expense):
    trade(hub, income=income, expense=expense)
    closed_year(hub, treasurer)
    with_bylaws(hub)

    with pytest.raises(NothingToShare):
        proposed(hub, treasurer)


def test_earlier_losses_are_covered_first(hub, treasurer):
    accounts = accounts_of(hub.book)
    make_entry(
        hub.book,
        dr(accounts["cash"], 1_000_000),
        dr(accounts["retained_earnings"], 4_000_000),
        cr(accounts["village_capital"], 5_000_000),
        day=date(2026, 1, 1),
        kind="opening",
    )
    trade(hub)
    closed_year(hub, treasurer)
    with_bylaws(hub)

    assert proposed(hub, treasurer).base == 2_999_999


def test_sharing_needs_a_closed_year_bylaws_and_an_assembly_after_it(hub, treasurer):
    trade(hub)
    with pytest.raises(YearNotClosed):
        proposed(hub, treasurer)
    closed_year(hub, treasurer)
    with pytest.raises(NoBylaws):
        proposed(hub, treasurer)
    for day in (YEAR_END, date(2027, 4, 2)):
        with pytest.raises(AssemblyTooEarly):
            proposed(hub, treasurer, assembly_date=day)


def test_a_shared_year_stays_closed(hub, treasurer):
    trade(hub)
    closed_year(hub, treasurer)
    with_bylaws(hub)
    proposed(hub, treasurer)

    with pytest.raises(ProfitAlreadyShared):
        ask_to_reopen(organisation=hub, through=date(2026, 11, 30), reason="x", actor=treasurer, now=NOW)


@pytest.fixture
def village_share(hub, treasurer, director) -> AllocationShare:
    trade(hub)
    closed_year(hub, treasurer)
    with_bylaws(hub)
    return approve_allocation(allocation=proposed(hub, treasurer), actor=director, now=NOW).shares.get(
        purpose="village"
    )


def pay(share, actor, **kw) -> SharePayment:
    kw = {"amount": 100_000, "key": "p" * 16, "receipt_number": "STS-1", "paid_on": date(2027, 3, 5)} | kw
    cash = accounts_of(share.allocation.organisation.book)["cash"]
    return pay_share(share=share, paid_from=cash, recipient="Kas desa", actor=actor, now=NOW, **kw)


def test_the_village_is_paid_against_a_receipt_and_never_more_than_its_share(village_share, treasurer, hub):
    with pytest.raises(ReceiptMissing):
        pay(village_share, treasurer, receipt_number=" ")
    with pytest.raises(MoreThanTheShare):
        pay(village_share, treasurer, amount=2_100_001)
    with pytest.raises(PeriodClosed):
        pay(village_share, treasurer, paid_on=YEAR_END)
    first, again = pay(village_share, treasurer), pay(village_share, treasurer)
    pay(village_share, treasurer, amount=2_000_000, key="rest" * 4)

    assert first.pk == again.pk
    assert balance(accounts_of(hub.book)["profit_share_village"]) == 0


def test_the_database_keeps_payments_within_the_share(village_share, treasurer):
    paid = pay(village_share, treasurer, amount=2_100_000)

    for field, value in (("amount", 1), ("receipt_number", "")):
        forged = {"amount": 1, "receipt_number": "x"} | {field: value}
        with pytest.raises(IntegrityError), transaction.atomic():
            SharePayment.objects.create(
                share=village_share,
                organisation=paid.organisation,
                paid_on=paid.paid_on,
                paid_from=paid.paid_from,
                recipient="x",
                key="forged",
                entry=paid.entry,
                made_by=treasurer,
                made_at=NOW,
                **forged,
            )
