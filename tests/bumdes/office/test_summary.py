"""What director and treasurer see first: money, the month against plan, what waits, and for whom."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bumdes.bookkeeping.services import send_import
from bumdes.ledger.access import opened
from bumdes.ledger.drafts import cr, dr
from bumdes.ledger.queries import accounts_of, units_of
from bumdes.office.queries.months import Result, months_back, year_to
from bumdes.office.queries.positions import cash_moved, positions
from bumdes.office.queries.todos import Todo, todos_for
from bumdes.organisations.desk import Desk
from bumdes.organisations.permissions import roles_of
from bumdes.units.models import Budget, BudgetLine
from bumdes.units.queries.budgets import Planned
from tests.factories.bookkeeping import make_file, make_import_draft
from tests.factories.books import make_entry, make_organisation_with_book, make_unit
from tests.factories.people import NOON, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    hub = make_organisation_with_book()
    accounts = accounts_of(hub.book)
    shop = make_unit(hub.book)
    make_entry(
        hub.book,
        dr(accounts["cash"], 5_000_000),
        cr(accounts["village_capital"], 5_000_000),
        day=date(2026, 1, 5),
    )
    make_entry(
        hub.book,
        dr(accounts["receivable_trade"], 900_000),
        cr(accounts["revenue_water"], 900_000, unit=shop),
        day=date(2026, 3, 10),
    )
    make_entry(
        hub.book,
        dr(accounts["salary"], 250_000, unit=units_of(hub.book)["PUSAT"]),
        cr(accounts["cash"], 250_000),
        day=date(2026, 3, 11),
    )
    return hub


def budget_of(hub, *, month: int, **amounts: int) -> Budget:
    maker, decider = make_officer(hub, "treasurer"), make_officer(hub, "director")
    accounts = accounts_of(hub.book)
    with opened(hub.book):
        budget = Budget.objects.create(
            organisation=hub, year=2026, version=1, state="draft", made_by=maker, made_at=NOON
        )
        for role, amount in amounts.items():
            BudgetLine.objects.create(
                budget=budget,
                unit=units_of(hub.book)["PUSAT"],
                account=accounts[role],
                month=month,
                amount=amount,
            )
        Budget.objects.filter(pk=budget.pk).update(state="proposed", proposed_by=maker, proposed_at=NOON)
        Budget.objects.filter(pk=budget.pk).update(
            state="approved", decided_by=decider, decided_at=NOON, minutes_number="BA-1"
        )
    return budget


def desk_of(hub, role: str) -> Desk:
    user = make_officer(hub, role)
    return Desk(hub, user, roles_of(user, hub.pk))


def test_a_month_is_the_sum_of_its_units_and_stands_against_its_plan(hub):
    budget_of(hub, month=3, revenue_water=1_000_000, salary=400_000)

    *_, february, march = year_to(hub, hub.book, last=date(2026, 3, 1))

    assert march.units == {"Kantor pusat": Result(0, 250_000), "Toko desa": Result(900_000, 0)}
    assert (march.total, march.plan, march.gap) == (
        Result(900_000, 250_000),
        Planned(1_000_000, 400_000),
        50_000,
    )
    assert (february.total, february.plan) == (Result(), Planned(0, 0))


def test_without_an_approved_budget_there_is_no_plan(hub):
    assert year_to(hub, hub.book, last=date(2026, 3, 1))[-1].plan is None


def test_thirteen_months_reach_the_same_month_a_year_before():
    days = months_back(date(2026, 1, 1), 13)

    assert (days[0], days[-2], days[-1], len(days)) == (
        date(2025, 1, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
        13,
    )


def test_receivables_debts_and_the_change_of_money(hub):
    found = positions(hub.book)

    assert [(row.name, row.amount) for row in found.receivables] == [("Piutang Usaha", 900_000)]
    assert (found.owed_to_us, found.owed_by_us) == (900_000, 0)
    assert cash_moved(hub.book, month=date(2026, 3, 1)) == -250_000


def test_cards_are_for_those_whose_work_it_is(hub):
    treasurer, cashier = desk_of(hub, "treasurer"), desk_of(hub, "cashier")
    with opened(hub.book):
        labels = [todo.label for todo in todos_for(treasurer, today=date(2026, 4, 2))]
        others = todos_for(cashier, today=date(2026, 4, 2))

    assert labels == ["Months to close", "Budget of 2026"]
    assert others == []


def test_files_that_wait_for_a_second_person_are_among_what_needs_doing(hub):
    maker, director = desk_of(hub, "treasurer"), desk_of(hub, "director")
    hub.book.approval_limit = 0
    hub.book.save(update_fields=["approval_limit"])

    def cards():
        with opened(hub.book):
            return [todo for todo in todos_for(director, today=date(2026, 4, 2)) if "mport" in todo.label]

    make_import_draft(hub, maker.user)
    assert cards() == []  # its maker has not sent it yet

    first = make_import_draft(hub, maker.user, make_file(("2", 70_000)))
    send_import(draft=first, actor=maker.user, now=NOON)
    url = f"/bumdes/{hub.code}/buku/impor/"
    assert cards() == [
        Todo(1, "Import waiting for approval", "jurnal.csv, Rp70.000", f"{url}{first.pk}/", is_urgent=True)
    ]

    second = make_import_draft(hub, maker.user, make_file(("3", 80_000)))
    send_import(draft=second, actor=maker.user, now=NOON)
    assert [(card.count, card.label, card.url) for card in cards()] == [
        (2, "Imports waiting for approval", url)
    ]


def test_reports_become_urgent_when_they_are_late(hub):
    with opened(hub.book):
        soon = todos_for(desk_of(hub, "director"), today=date(2026, 7, 20))
        late = todos_for(desk_of(hub, "director"), today=date(2026, 8, 1))

    def report(found):
        return next(todo for todo in found if todo.label.startswith("Report 2026"))

    assert (report(soon).is_urgent, report(late).is_urgent) == (False, True)
    assert late[0].is_urgent


def test_the_page_shows_figures_picture_and_table(hub, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda: date(2026, 11, 24))  # what is asked for depends on it
    client = Client()
    client.force_login(make_officer(hub, "treasurer"))
    client.cookies["django_language"] = "en"
    url = reverse("office:home", args=[hub.code])
    client.get(url)

    with django_assert_num_queries(24):
        page = client.get(url, {"bulan": "2026-03"}).content.decode()

    assert page.count("<rect") == 24
    assert "Rp4.750.000" in page
    assert page.count("Rp650.000") >= 2  # the month's tile and the table twin
    assert "No approved budget" in page


def test_a_month_that_is_none_or_outside_the_books_is_the_nearest_one(hub):
    client = Client()
    client.force_login(make_officer(hub, "supervisor"))
    client.cookies["django_language"] = "en"
    url = reverse("office:home", args=[hub.code])

    assert ">January 2026</h2>" in client.get(url, {"bulan": "1999-01"}).content.decode()
    assert client.get(url, {"bulan": "x"}).status_code == 200
