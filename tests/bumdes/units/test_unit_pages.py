"""The pages of business units, as the treasurer sees and uses them, and as who may only look."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import cr, dr
from bumdes.ledger.queries import accounts_of
from bumdes.units.models import BusinessUnit, Permit
from tests.factories.books import make_entry, make_organisation_with_book, make_unit
from tests.factories.people import make_officer
from tests.factories.units import head_office, make_business

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    hub = make_organisation_with_book()
    accounts = accounts_of(hub.book)
    make_entry(hub.book, dr(accounts["cash"], 5_000_000), cr(accounts["village_capital"], 5_000_000))
    return hub


def client_of(hub, role="treasurer") -> Client:
    client = Client(HTTP_SEC_FETCH_SITE="same-origin")
    client.force_login(make_officer(hub, role))
    client.cookies["django_language"] = "en"
    return client


def url(name, hub, *parts) -> str:
    return reverse(f"units:{name}", args=[hub.code, *parts])


def test_a_unit_is_founded_through_its_form(hub):
    client = client_of(hub)
    form = {
        "key": "k" * 22,
        "name": "Toko desa",
        "code": "toko",
        "kind": "shop",
        "started_on": "05/01/2026",
        "manager_phone": "0812-3456-7890",
    }

    wrong = client.post(url("new", hub), {**form, "code": "TOKO DESA"})
    answer = client.post(url("new", hub), form)

    assert wrong.status_code == 422
    assert 'value="TOKO DESA"' in wrong.content.decode()
    made = BusinessUnit.objects.get()
    assert answer.url == url("unit", hub, made.pk)
    assert (made.manager_phone, made.started_on) == ("+6281234567890", date(2026, 1, 5))


def test_who_may_only_look_is_told_whose_work_it_is(hub):
    client = client_of(hub, "supervisor")
    shop = make_business(hub)

    assert client.get(url("new", hub)).status_code == 403
    assert client.post(url("change", hub, shop.pk), {"act": "end"}).status_code == 403
    assert client.post(url("between", hub), {}).status_code == 403
    page = client.get(url("between", hub))
    assert page.status_code == 200
    assert "<form" not in page.content.decode().split("<main")[1].split("</main")[0]


def test_a_unit_without_movement_says_so_and_one_with_shows_its_result(hub):
    client, shop, accounts = client_of(hub), make_business(hub, name="Toko desa"), accounts_of(hub.book)
    quiet = client.get(url("unit", hub, shop.pk))
    with opened(hub.book):
        unit = shop.unit
    make_entry(hub.book, dr(accounts["cash"], 80_000, unit), cr(accounts["revenue_internet"], 80_000, unit))

    page = client.get(url("unit", hub, shop.pk), {"tahun": "2026"}).content.decode()
    sheet = load_workbook(
        BytesIO(client.get(url("unit", hub, shop.pk), {"tahun": "2026", "unduh": "xlsx"}).content)
    ).active

    assert "Nothing was earned or spent" in quiet.content.decode()
    assert "Rp80.000" in page
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[-1][1] == "Pendapatan Langganan Internet Desa"
    assert cells[-1][14] == 80_000


def test_the_small_forms_of_a_unit(hub):
    client, shop = client_of(hub), make_business(hub)
    there = url("change", hub, shop.pk)

    client.post(there, {"act": "manager", "manager": "Sari contoh"})
    client.post(there, {"act": "permit", "kind": "nib", "number": "812", "issued_on": "2026-01-05"})
    wrong = client.post(
        there,
        {
            "act": "permit",
            "kind": "nib",
            "number": "813",
            "issued_on": "2026-01-05",
            "expires_on": "2025-01-05",
        },
    )
    ended = client.post(there, {"act": "end", "ended_on": "2026-02-01"})

    assert wrong.status_code == 422
    assert "It cannot expire before it was issued." in wrong.content.decode()
    assert ended.status_code == 302
    shop = BusinessUnit.objects.get()
    assert (shop.manager, shop.ended_on) == ("Sari contoh", date(2026, 2, 1))
    assert Permit.objects.get().number == "812"


def test_money_moves_between_units_through_the_form(hub):
    client, shop = client_of(hub), make_business(hub, name="Toko desa")
    with opened(hub.book):
        unit = shop.unit
    form = {
        "key": "k" * 22,
        "from_unit": head_office(hub).pk,
        "to_unit": unit.pk,
        "account": accounts_of(hub.book)["cash"].pk,
        "amount": "1,5jt",
        "day": "2026-04-01",
    }

    short = client.post(url("between", hub), {**form, "amount": "50jt", "key": "l" * 22})
    done = client.post(url("between", hub), form)
    page = client.get(url("between", hub)).content.decode()

    assert short.status_code == 422
    assert "holds Rp5.000.000" in short.content.decode()
    assert done.status_code == 302
    assert page.count("Rp1.500.000") == 2
    assert "Setoran antarunit: Kantor pusat ke Toko desa" in page


def test_the_list_names_units_that_only_the_books_know(hub):
    make_unit(hub.book, "AIR", "Air bersih")

    page = client_of(hub).get(url("home", hub)).content.decode()

    assert "The books know Air bersih" in page
    assert "?kode=AIR&amp;nama=Air%20bersih" in page
