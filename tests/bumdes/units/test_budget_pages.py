"""The pages of the budget, from the empty list to the books beside the plan."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bumdes.ledger.queries import accounts_of
from bumdes.units.models import Budget
from bumdes.units.queries.budgets import Planned
from bumdes.units.queries.results import asked_year
from tests.factories.books import make_organisation_with_book
from tests.factories.budgets import make_budget, make_draft
from tests.factories.people import make_officer
from tests.factories.units import plan_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return make_organisation_with_book()


def client_of(hub, role) -> Client:
    client = Client(HTTP_SEC_FETCH_SITE="same-origin")
    client.force_login(make_officer(hub, role))
    client.cookies["django_language"] = "en"
    return client


def url(name, hub, *parts) -> str:
    return reverse(f"units:{name}", args=[hub.code, *parts])


def test_a_budget_goes_from_draft_to_force_through_its_pages(hub):
    treasurer, director = client_of(hub, "treasurer"), client_of(hub, "director")
    water = accounts_of(hub.book)["revenue_water"]

    treasurer.post(url("budgets", hub), {"year": "2026", "reason": ""})
    draft = Budget.objects.get()
    treasurer.post(url("budget_unit", hub, draft.pk, "PUSAT"), {f"a{water.pk}": "12jt"})
    treasurer.post(
        url("budget_months", hub, draft.pk, "PUSAT", water.code),
        {f"m{month}": "1.000.000" for month in range(1, 12)} | {"m12": "3.000.000", "year": ""},
    )
    page = treasurer.get(url("budget", hub, draft.pk))
    assert b"Rp14.000.000" in page.content
    treasurer.post(url("budget_propose", hub, draft.pk))
    wrong = director.post(url("budget_decide", hub, draft.pk), {"minutes_number": ""})
    director.post(url("budget_decide", hub, draft.pk), {"minutes_number": "BA-1"})

    assert wrong.status_code == 422
    assert b"Write the number of the assembly&#x27;s minutes." in wrong.content
    assert plan_of(hub, year=2026) == Planned(14_000_000, 0)
    assert plan_of(hub, year=2026, month=12) == Planned(3_000_000, 0)


def test_a_wrong_file_changes_nothing_and_says_why(hub):
    client, draft = client_of(hub, "treasurer"), make_draft(hub)

    page = client.post(
        url("budget_sheet", hub, draft.pk),
        {"file": SimpleUploadedFile("a.csv", b"unit;akun;1\nPUSAT;6.1.04.02;5\nPUSAT;1;2\n")},
    )

    assert page.status_code == 422
    assert b"Row 3: There is no account 1." in page.content
    assert draft.lines.count() == 24


def test_who_may_only_look_cannot_draft_or_decide(hub):
    cashier, draft = client_of(hub, "cashier"), make_draft(hub)

    assert cashier.get(url("budgets", hub)).status_code == 200
    for name in ("budget_propose", "budget_decide", "budget_copy"):
        assert cashier.post(url(name, hub, draft.pk)).status_code == 403
    assert cashier.post(url("budgets", hub), {"year": "2026"}).status_code == 403


@pytest.mark.parametrize("unit", ["", "PUSAT"])
def test_the_books_stand_beside_the_plan_with_a_way_to_the_card(hub, unit):
    client = client_of(hub, "supervisor")
    make_budget(hub)

    page = client.get(url("against", hub, 2026), {"dari": "2", "sampai": "3", "unit": unit})
    file = client.get(url("against", hub, 2026), {"unduh": "xlsx"})

    assert b"Rp2.000.000" in page.content
    assert b"dari=2026-02-01&amp;sampai=2026-03-31&amp;unit=PUSAT" in page.content
    assert file["Content-Disposition"].endswith('-2026.xlsx"')


@pytest.mark.parametrize("typed", ["²", "9" * 5_000, "٢٠٢٦"])
def test_numbers_that_are_none_in_an_address_are_passed_over(hub, typed):
    client = client_of(hub, "treasurer")
    asked = {"tahun": typed, "dari": typed, "sampai": typed}
    pages = [url("against", hub, 2026), reverse("closing:home", args=[hub.code])]

    answers = [client.get(page, asked) for page in pages]

    assert [answer.status_code for answer in answers] == [200] * 2
    assert asked_year(typed, years=[2026, 2025]) == 2026
