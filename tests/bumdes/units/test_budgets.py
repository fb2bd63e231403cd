"""The budget: drafted, copied, agreed to by two people, and measured against the books."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import cr, dr
from bumdes.ledger.queries import accounts_of, units_of
from bumdes.ledger.services.refusals import OnePerson
from bumdes.units.calculations import percent_of, raised, spread_over_year
from bumdes.units.models import Budget, BudgetLine
from bumdes.units.queries.budgets import Planned, against_plan, budget_years, plan_table
from bumdes.units.services.budgets import (
    EmptyBudget,
    MinutesMissing,
    NotADraft,
    NothingToCopy,
    NotProposed,
    PlannedRow,
    ReasonMissing,
    RefusalReasonMissing,
    WaitsForApproval,
    approve_budget,
    copy_year,
    draft_budget,
    propose_budget,
    refuse_budget,
    set_rows,
)
from bumdes.units.sheets import as_sheet, read_sheet
from core.sheets import ColumnsMissing, Unreadable
from tests.factories.books import make_entry, make_organisation_with_book
from tests.factories.budgets import make_budget, make_draft
from tests.factories.people import NOON, make_officer
from tests.factories.units import make_business, plan_of
from tests.threads import at_once


@pytest.fixture
def hub(db):
    return make_organisation_with_book()


@pytest.fixture
def treasurer(hub):
    return make_officer(hub, "treasurer")


@pytest.fixture
def director(hub):
    return make_officer(hub, "director")


@given(st.integers(0, 10**12))
def test_a_year_is_spread_without_loss(total):
    months = spread_over_year(total)

    assert (len(months), sum(months)) == (12, total)
    assert max(months) - min(months) <= 1
    assert months == sorted(months, reverse=True)


@pytest.mark.parametrize(
    ("amount", "percent", "result"), [(100, 10, 110), (5, 10, 6), (4, 10, 4), (100, -5, 95), (0, 50, 0)]
)
def test_percent_is_rounded_to_the_nearest_rupiah(amount, percent, result):
    assert raised(amount, percent) == result


@pytest.mark.parametrize(
    ("amount", "whole", "percent"), [(1, 2, 50), (1, 3, 33), (2, 3, 67), (-1, 4, -25), (5, 0, None)]
)
def test_percent_of_a_plan(amount, whole, percent):
    assert percent_of(amount, whole) == percent


def test_the_plan_of_a_month_and_a_year(hub):
    assert plan_of(hub, year=2026, month=3) is None
    draft = make_draft(hub)
    assert plan_of(hub, year=2026) is None

    propose_budget(budget=draft, actor=draft.made_by, now=NOON)
    assert plan_of(hub, year=2026) is None
    approve_budget(budget=draft, minutes_number="1", actor=make_officer(hub, "director"), now=NOON)

    assert plan_of(hub, year=2026) == Planned(income=12_000_000, cost=5_000_000)
    # Five millions do not divide by twelve: the first eight months have one rupiah more.
    assert plan_of(hub, year=2026, month=8) == Planned(income=1_000_000, cost=416_667)
    assert plan_of(hub, year=2026, month=9) == Planned(income=1_000_000, cost=416_666)
    assert plan_of(hub, year=2026, month=9).result == 583_334
    assert plan_of(hub, year=2025) is None


def test_an_account_that_reduces_income_lowers_the_plan(hub):
    make_budget(hub, amounts={"revenue_goods": 2_400_000, "revenue_discounts": 240_000})

    assert plan_of(hub, year=2026) == Planned(income=2_160_000, cost=0)


def test_a_second_person_approves_and_the_version_stays(hub, treasurer, director):
    budget = make_draft(hub, actor=treasurer)
    with pytest.raises(NotProposed):
        approve_budget(budget=budget, minutes_number="1", actor=director, now=NOON)
    propose_budget(budget=budget, actor=treasurer, now=NOON)

    with pytest.raises(OnePerson):
        approve_budget(budget=budget, minutes_number="1", actor=treasurer, now=NOON)
    with pytest.raises(MinutesMissing):
        approve_budget(budget=budget, minutes_number=" ", actor=director, now=NOON)
    approve_budget(budget=budget, minutes_number="BA-7", actor=director, now=NOON)

    budget.refresh_from_db()
    assert (budget.state, budget.minutes_number, budget.decided_by) == ("approved", "BA-7", director)
    with pytest.raises(NotADraft):
        set_rows(budget=budget, rows=[], actor=treasurer, now=NOON)
    with pytest.raises(NotADraft):
        propose_budget(budget=budget, actor=treasurer, now=NOON)
    line = budget.lines.first()
    for attack in (
        lambda: BudgetLine.objects.filter(pk=line.pk).update(amount=1),
        lambda: BudgetLine.objects.filter(pk=line.pk).delete(),
        lambda: Budget.objects.filter(pk=budget.pk).update(minutes_number="BA-8"),
        lambda: Budget.objects.filter(pk=budget.pk).update(state="draft", proposed_by=None, decided_by=None),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attack()


def test_a_revision_is_the_next_version_with_a_reason(hub, treasurer, director):
    first = make_budget(hub, actor=treasurer, checker=director)

    with pytest.raises(ReasonMissing):
        draft_budget(organisation=hub, year=2026, actor=treasurer, now=NOON)
    second = make_draft(hub, actor=treasurer, reason="Harga naik", amounts={"electricity": 6_000_000})
    again = draft_budget(organisation=hub, year=2026, actor=treasurer, now=NOON)

    assert again == second
    assert (second.version, second.reason) == (2, "Harga naik")
    assert plan_of(hub, year=2026).cost == 5_000_000  # the first is in force until the second is approved
    propose_budget(budget=second, actor=treasurer, now=NOON)
    with pytest.raises(WaitsForApproval):
        draft_budget(organisation=hub, year=2026, actor=treasurer, now=NOON)
    approve_budget(budget=second, minutes_number="BA-2", actor=director, now=NOON)
    assert plan_of(hub, year=2026) == Planned(income=12_000_000, cost=6_000_000)
    (year,) = budget_years(hub)
    assert [row.budget for row in year.versions] == [second, first]
    assert (year.in_force.budget, year.in_force.plan.result) == (second, 6_000_000)


def test_a_refused_version_gives_its_lines_to_the_next(hub, treasurer):
    budget = make_draft(hub, actor=treasurer)
    propose_budget(budget=budget, actor=treasurer, now=NOON)
    with pytest.raises(RefusalReasonMissing):
        refuse_budget(budget=budget, note="", actor=treasurer, now=NOON)
    refuse_budget(budget=budget, note="Terlalu tinggi", actor=treasurer, now=NOON)

    again = draft_budget(organisation=hub, year=2026, actor=treasurer, now=NOON)

    assert (again.version, again.lines.count()) == (2, 24)
    assert plan_of(hub, year=2026) is None


def test_an_empty_budget_is_not_proposed(hub, treasurer):
    budget = draft_budget(organisation=hub, year=2026, actor=treasurer, now=NOON)

    with pytest.raises(EmptyBudget):
        propose_budget(budget=budget, actor=treasurer, now=NOON)


def test_rows_of_zeros_take_an_account_out(hub, treasurer):
    budget = make_draft(hub, actor=treasurer)
    accounts, office = accounts_of(hub.book), units_of(hub.book)["PUSAT"]

    set_rows(
        budget=budget,
        rows=[PlannedRow(office, accounts["electricity"], [0] * 12)],
        actor=treasurer,
        now=NOON,
    )

    (unit,) = plan_table(budget)
    assert [row.name for row in unit.rows] == ["Pendapatan Air Bersih"]


def test_last_years_books_and_plan_are_copied_with_a_percentage(hub, treasurer, director):
    shop, accounts = make_business(hub), accounts_of(hub.book)
    make_entry(
        hub.book,
        dr(accounts["cash"], 1_000_005, shop.unit),
        cr(accounts["revenue_goods"], 1_000_005, shop.unit),
        day=date(2026, 2, 3),
    )
    make_budget(hub, actor=treasurer, checker=director)
    budget = draft_budget(organisation=hub, year=2027, actor=treasurer, now=NOON)

    def copied(**kw):
        copy_year(budget=budget, from_year=2026, actor=treasurer, now=NOON, **kw)
        return [(unit.code, row.name, row.plan[:2]) for unit in plan_table(budget) for row in unit.rows]

    assert copied(percent=10, of_plan=False) == [
        (shop.unit.code, "Penjualan Barang Dagangan", (0, 1_100_006))
    ]
    assert copied(percent=-5, of_plan=True) == [
        ("PUSAT", "Pendapatan Air Bersih", (950_000, 950_000)),
        ("PUSAT", "Beban Listrik", (395_834, 395_834)),
    ]
    with pytest.raises(NothingToCopy):
        copy_year(budget=budget, from_year=2025, percent=0, of_plan=False, actor=treasurer, now=NOON)


@pytest.mark.parametrize("count", [1, 3])
def test_the_books_stand_beside_the_plan_in_six_queries(hub, django_assert_num_queries, count):
    accounts = accounts_of(hub.book)
    for n in range(count):
        unit = make_business(hub, code=f"AIR{n}", kind="water").unit
        make_entry(
            hub.book,
            dr(accounts["cash"], 900_000, unit),
            cr(accounts["revenue_water"], 900_000, unit),
            day=date(2026, 2, 5),
        )
    make_budget(hub, unit=units_of(hub.book)["AIR0"])

    with opened(hub.book), django_assert_num_queries(6):
        found = against_plan(hub, year=2026, since=2, through=3)

    first = found.units[0]
    assert len(found.units) == count
    assert [(row.name, row.planned, row.actual, row.percent, row.is_worse) for row in first.rows] == [
        ("Pendapatan Air Bersih", 2_000_000, 900_000, 45, True),
        ("Beban Listrik", 833_334, 0, 0, False),
    ]
    assert (first.result.planned, first.result.actual, first.result.difference) == (
        1_166_666,
        900_000,
        -266_666,
    )
    assert found.income.actual == 900_000 * count


def test_a_table_goes_out_and_comes_back(hub, treasurer):
    budget = make_draft(hub, actor=treasurer)
    content = as_sheet(plan_table(budget), title="Anggaran 2026")

    rows, errors = read_sheet(content, book=hub.book)

    assert errors == []
    assert [(row.unit.code, row.account.role, sum(row.months)) for row in rows] == [
        ("PUSAT", "revenue_water", 12_000_000),
        ("PUSAT", "electricity", 5_000_000),
    ]
    assert [tuple(row.months) for row in rows] == [
        row.plan for unit in plan_table(budget) for row in unit.rows
    ]


def test_a_file_names_every_wrong_row(hub):
    csv = "\n".join(
        [
            "unit;akun;1;2;setahun",
            "PUSAT;4.1.02.01;100.000;1,5jt;",
            "PUSAT;4.1.02.01;1;;",
            "LAIN;4.1.02.01;1;;",
            "PUSAT;9.9;1;;",
            "PUSAT;1.1.01.01;1;;",
            "PUSAT;6.1.04.01;dua;;",
            "PUSAT;6.1.04.02;1;;3",
            "PUSAT;6.1.05.01;;;1.200.001",
            ";;;;99",
        ]
    )

    rows, errors = read_sheet(csv.encode(), book=hub.book)

    assert [row.months[:2] for row in rows] == [[100_000, 1_500_000], [100_001, 100_000]]
    assert [(error.line, error.message) for error in errors] == [
        (3, "Unit PUSAT and account 4.1.02.01 stand in row 2 already."),
        (4, "There is no unit LAIN in use."),
        (5, "There is no account 9.9."),
        (6, "Account 1.1.01.01 is no income or expense in use."),
        (7, "Column 1: “dua” is no amount of whole rupiah."),
        (8, "The twelve months do not add up to the year's amount."),
    ]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [(b"a;b\n1;2", ColumnsMissing), (b"PK\x03\x04nothing", Unreadable), (b"\xff\xfe\x00", Unreadable)],
)
def test_a_file_of_another_kind_is_refused(hub, content, refusal):
    with pytest.raises(refusal):
        read_sheet(content, book=hub.book)


def test_two_people_start_one_draft(committed_db):
    hub = make_organisation_with_book()
    people = [make_officer(hub, "treasurer"), make_officer(hub, "director")]

    results = at_once(
        [
            lambda actor=actor: draft_budget(organisation=hub, year=2026, actor=actor, now=NOON)
            for actor in people
        ]
    )

    assert results[0] == results[1] == Budget.objects.get()
