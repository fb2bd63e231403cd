"""The books to read: what they show, how they are narrowed, what their files hold."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pytest_django.asserts import assertContains, assertNotContains

from bumdes.ledger.queries import trial_balance
from bumdes.ledger.services import seal
from tests.factories.bookkeeping import make_act
from tests.factories.books import make_unit

pytestmark = pytest.mark.django_db
OCTOBER = {"dari": "2026-10-01", "sampai": "2026-10-31"}


@pytest.fixture
def october(hub, book, treasurer):
    """Two entries of October, one of them of the shop, and one of September."""
    make_unit(book)
    make = {"actor": treasurer}
    return [
        make_act(hub, date=date(2026, 9, 30), description="Listrik September", **make),
        make_act(hub, date=date(2026, 10, 5), description="Listrik Oktober", amount=60_000, **make),
        make_act(
            hub,
            "receive",
            date=date(2026, 10, 6),
            description="Jual kemplang",
            what="barang",
            into="1.1.01.01",
            unit="TOKO",
            amount=250_000,
            **make,
        ),
    ]


def sheet(response) -> list[tuple[object, ...]]:
    assert response["Content-Disposition"].startswith("attachment;")
    return list(load_workbook(BytesIO(response.content)).active.values)


def test_the_journal_is_narrowed_by_days_unit_and_words(client, at, october):
    whole = client.get(at("journal"), OCTOBER)
    shop = client.get(at("journal"), OCTOBER | {"unit": "TOKO"})
    words = client.get(at("journal"), OCTOBER | {"cari": "kemplang"})

    assertContains(whole, "Listrik Oktober")
    assertContains(whole, "Jual kemplang")
    assertNotContains(whole, "Listrik September")
    for page in (shop, words):
        assertContains(page, "Jual kemplang")
        assertNotContains(page, "Listrik Oktober")


def test_the_journal_is_searched_by_number(client, book, at, october):
    seal(book)

    page = client.get(at("journal"), OCTOBER | {"cari": "2026/00002"})

    assert [row.name for row in page.context["page"].rows] == ["2026/00002"]


@pytest.mark.parametrize("words", ["%", "_", "\\", "'; DROP TABLE ledger_entry; --", "💰", "x" * 5000])
def test_any_words_may_be_searched(client, at, october, words):
    for name, more in (("journal", []), ("card", ["1.1.01.01"])):
        assert client.get(at(name, *more), OCTOBER | {"cari": words}).status_code == 200


@pytest.mark.parametrize("name", ["journal", "trial"])
@pytest.mark.parametrize(
    "given",
    [
        {"dari": "kemarin"},
        {"dari": "2026-10-31", "sampai": "2026-10-01"},
        {"unit": "TETANGGA"},
        {"page": "-1"},
    ],
)
def test_days_that_are_none_are_told_and_the_usual_ones_shown(client, at, october, name, given):
    page = client.get(at(name), given)

    assert page.status_code == 200
    if "page" not in given:
        assert page.context["form"].errors


def test_the_cash_book_runs_and_leads_on(client, at, october):
    assert client.get(at("cash_book")).url == at("card", "1.1.01.01")
    assert client.get(at("bank_book")).url == at("card", "1.1.01.02")

    page = client.get(at("card", "1.1.01.01"), OCTOBER)

    assert page.context["card"].opening == 950_000
    assert [row.balance for row in page.context["card"].rows] == [890_000, 1_140_000]
    assertContains(page, "Cash book")
    assertContains(page, at("entry", october[1].pk))


def test_long_cards_are_paged_and_the_balance_goes_on(client, hub, at, treasurer):
    for _ in range(51):
        make_act(hub, amount=1_000, date=date(2026, 10, 7), actor=treasurer)

    second = client.get(at("card", "1.1.01.01"), OCTOBER | {"page": "2"})

    assert [row.balance for row in second.context["card"].rows] == [949_000]
    assertContains(second, "dari=2026-10-01&amp;sampai=2026-10-31&amp;page=1")


def test_the_trial_balance_agrees_with_itself_and_leads_on(client, book, at, october):
    page = client.get(at("trial"), {"dari": "2026-10-01", "sampai": "2026-10-31"})

    assert page.context["debit"] == page.context["credit"] == 310_000
    assert page.context["ends"]["debit"] == page.context["ends"]["credit"] == 1_250_000
    card = f"{at('card', '1.1.01.01')}?dari=2026-10-01&amp;sampai=2026-10-31"
    assertContains(page, card)


def test_the_trial_balance_of_one_unit(client, at, october):
    page = client.get(at("trial"), OCTOBER | {"unit": "TOKO"})

    assert {row.code: row.closing for row in page.context["rows"]} == {
        "1.1.01.01": 250_000,
        "4.2.01.91": 250_000,
    }


def test_the_trial_balance_as_a_file(client, hub, book, at, october):
    rows = sheet(client.get(at("trial"), OCTOBER | {"format": "xlsx"}))

    assert rows[0][0] == hub.name
    header = next(number for number, row in enumerate(rows) if row[0] == "Code")
    shown = trial_balance(book, since=date(2026, 10, 1), until=date(2026, 10, 31))
    assert [row[:6] for row in rows[header + 1 : -1]] == [
        (row.code, row.name, row.opening, row.debit, row.credit, row.closing)
        for row in shown
        if not row.is_empty
    ]
    assert rows[-1][3].startswith("=SUM(")


def test_a_card_as_a_file(client, at, october):
    rows = sheet(client.get(at("card", "1.1.01.01"), OCTOBER | {"format": "xlsx"}))

    header = next(number for number, row in enumerate(rows) if row[0] == "Date")
    body = rows[header + 1 :]
    assert [row[6] for row in body[:3]] == [950_000, 890_000, 1_140_000]
    assert [row[2] for row in body[1:3]] == ["Listrik Oktober", "Jual kemplang"]


def test_no_word_of_a_file_is_a_formula(client, hub, at, treasurer):
    make_act(hub, description='=HYPERLINK("http://x","y")', date=date(2026, 10, 7), actor=treasurer)

    response = client.get(at("journal"), OCTOBER | {"format": "xlsx"})
    cells = [
        cell
        for row in load_workbook(BytesIO(response.content)).active.iter_rows()
        for cell in row
        if str(cell.value).startswith("=HYPERLINK")
    ]

    assert [cell.data_type for cell in cells] == ["s", "s"]
