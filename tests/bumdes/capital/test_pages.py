"""The room's pages: what they show, what they refuse, what they cost."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django.asserts import assertContains, assertRedirects

from bumdes.capital.models import Contribution, Use
from bumdes.capital.queries import agreement, food_years
from bumdes.capital.services import allocate, give_back, set_village_fund
from bumdes.ledger.access import every_book, opened
from bumdes.ledger.drafts import cr, dr
from bumdes.ledger.queries import accounts_of, balance, units_of
from core.invariants import violations
from tests.factories.books import make_entry, make_organisation_with_book
from tests.factories.capital import NOW, make_contribution, make_spending
from tests.factories.people import make_officer


@pytest.fixture
def hub(db):
    return make_organisation_with_book(code="bumdes-modal")


@pytest.fixture
def book(hub):
    return hub.book


@pytest.fixture
def treasurer(hub):
    return make_officer(hub, "treasurer")


@pytest.fixture
def director(hub):
    return make_officer(hub, "director")


def signed_in(user) -> Client:
    client = Client(HTTP_SEC_FETCH_SITE="same-origin")
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client


@pytest.fixture
def client(treasurer):
    return signed_in(treasurer)


def at(name, *parts):
    return reverse(f"capital:{name}", args=["bumdes-modal", *parts])


def filled(book, **kw):
    accounts = accounts_of(book)
    return {
        "key": "a key of a page 1",
        "kind": "community",
        "source": "own_money",
        "contributor": "",
        "name": "Kelompok Tani Maju",
        "contributor_kind": "group",
        "phone": "0812-0000-0001",
        "address": "Dusun II",
        "amount": "2.500.000",
        "moved_on": "2026-03-02",
        "account": accounts["cash"].pk,
        "goods": "",
        "unit": units_of(book)["PUSAT"].pk,
        "decree": "BA Musdes 2/2026",
        "decided_on": "2026-03-01",
        "purpose": "Modal toko",
        "restriction": "none",
    } | kw


def test_capital_is_received_once_by_one_page(client, book):
    first = client.post(at("new"), filled(book))
    again = client.post(at("new"), filled(book))

    with opened(book):
        made = Contribution.objects.select_related("contributor").get()
        assert (made.contributor.name, made.contributor.kind) == ("Kelompok Tani Maju", "group")
    assertRedirects(first, at("contribution", made.pk))
    assertRedirects(again, at("contribution", made.pk))
    assert balance(accounts_of(book)["community_capital"]) == 2_500_000


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "dua juta"}, "amount"),
        ({"moved_on": "32/01/2026"}, "moved_on"),
        ({"moved_on": "2025-03-01", "decided_on": "2025-02-01"}, "moved_on"),
        ({"decided_on": "2026-03-03"}, "decided_on"),
        ({"name": ""}, "name"),
        ({"restriction": "food"}, "kind"),
        ({"source": "village_fund"}, "kind"),
        ({"goods": "Perahu"}, "account"),
        ({"account": "999999999"}, "account"),
        ({"decree": ""}, "decree"),
        ({"purpose": "x" * 201}, "purpose"),
    ],
)
def test_a_wrong_field_is_named_and_what_was_typed_stays(client, book, changed, field):
    answer = client.post(at("new"), filled(book, address="Dusun yang tetap", **changed))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assertContains(answer, "Dusun yang tetap", status_code=422)
    with opened(book):
        assert not Contribution.objects.exists()


def test_a_second_person_agrees_on_the_page(client, director, book, treasurer):
    book.approval_limit = 0
    book.save(update_fields=["approval_limit"])
    row = make_contribution(book, treasurer)
    page = at("contribution", row.pk)

    assertContains(client.post(page, {"approve": "1"}, follow=True), "Ask somebody else")
    other = signed_in(director)
    assertContains(other.post(page, {"refuse": "1"}), "Write why it is refused", status_code=422)
    assertContains(other.post(page, {"approve": "1"}, follow=True), "SPM/2026/0001 is in the books.")


def test_who_only_reads_cannot_write(hub, book, treasurer):
    row = make_contribution(book, treasurer)
    reader = signed_in(make_officer(hub, "supervisor"))

    for name, parts in (("new", ()), ("contribution", (row.pk,)), ("uses", (row.pk,)), ("village_fund", ())):
        assert reader.post(at(name, *parts), {}).status_code == 403
    assertContains(reader.get(at("home")), "Desa Sungsang I")


def test_the_use_report_is_written_printed_and_taken_out(client, book, treasurer):
    row, spent = make_contribution(book, treasurer), make_spending(book, 3_000_000, description="Bibit lele")

    too_much = client.post(at("uses", row.pk), {"entry": spent.pk, "amount": "3.000.001", "note": "x"})
    assertContains(too_much, "took less money out", status_code=422)
    assertContains(too_much, "3.000.001", status_code=422)
    assertRedirects(
        client.post(at("uses", row.pk), {"entry": spent.pk, "amount": "2500000"}), at("uses", row.pk)
    )

    sheet = load_workbook(io.BytesIO(client.get(at("uses", row.pk) + "?unduh=xlsx").content)).active
    assert [cell.value for cell in sheet[6]][2:] == ["Bibit lele", None, 2_500_000]
    assertContains(client.get(at("uses", row.pk)), "Rp7.500.000")
    with opened(book):
        use = Use.objects.get()
    client.post(at("use", row.pk, use.pk))
    assertContains(client.get(at("uses", row.pk)), "Rp3.000.000 not in a report yet")


def test_the_certificate_says_the_amount_in_words(client, book, treasurer):
    row = make_contribution(book, treasurer)

    page = client.get(at("certificate", row.pk))

    assertContains(page, "sepuluh juta rupiah")
    assertContains(page, "SPM/2026/0001")


def test_the_register_as_a_file_ends_in_a_live_total(client, book, treasurer):
    make_contribution(book, treasurer, purpose="=1+1")

    sheet = load_workbook(io.BytesIO(client.get(at("home") + "?unduh=xlsx").content)).active

    assert [sheet.cell(4, column).value for column in (1, 8, 11)] == ["SPM/2026/0001", "=1+1", 10_000_000]
    assert (sheet.cell(4, 8).data_type, sheet.cell(5, 11).value) == ("s", "=SUM(K4:K4)")


def test_register_and_books_are_compared(book, treasurer):
    make_contribution(book, treasurer)
    make_entry(book)  # capital by hand, past the register

    rows = agreement(book, on=date(2026, 12, 31))

    assert [(row.register, row.books, row.difference) for row in rows] == [
        (10_000_000, 10_100_000, 100_000),
        (0, 0, 0),
        (0, 0, 0),
    ]


def test_a_fifth_of_dana_desa_is_met_or_missing(client, book, treasurer):
    row = make_contribution(book, treasurer)
    client.post(at("village_fund"), {"year": "2026", "amount": "50.000.001", "decree": "Perdes 1"})
    assert [(year.needed, year.is_met, year.missing) for year in food_years(book)] == [(10_000_001, False, 1)]

    set_village_fund(book=book, year=2026, amount=50_000_000, decree="", actor=treasurer, now=NOW)
    assert food_years(book)[0].is_met
    assertContains(client.get(at("village_fund")), "20 % is met")

    give_back(
        contribution=row,
        amount=1,
        decree="BA 1",
        decided_on=date(2026, 6, 1),
        moved_on=date(2026, 6, 1),
        purpose="x",
        account=accounts_of(book)["cash"],
        key="k" * 16,
        actor=treasurer,
        now=NOW,
    )
    assert food_years(book)[0].missing == 1
    assertContains(client.get(at("contributors")), "Rp9.999.999")
    assertContains(client.get(at("contributor", row.contributor_id)), "Rp9.999.999")


def test_the_invariants_hold_and_find_what_broke_them(book, treasurer):
    row, spent = make_contribution(book, treasurer), make_spending(book, 5)
    allocate(contribution=row, entry=spent, amount=5, actor=treasurer, now=NOW)
    with every_book():
        assert list(violations(only="capital.")) == []

    accounts = accounts_of(book)
    make_entry(book, dr(accounts["cash"], 7), cr(accounts["village_capital"], 7), source="capital.received")
    found = list(violations(only="capital."))
    assert [one.invariant for one in found] == ["capital.register_is_what_its_entries_moved"]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_with_more_rows(client, book, treasurer, rows, django_assert_num_queries):
    for n in range(rows):
        row = make_contribution(
            book, treasurer, contributor={"kind": "person", "name": f"Warga {n}"}, kind="village"
        )
    for _n in range(rows):
        spent = make_spending(book, 3_000)
        make_spending(book, 5_000)
        allocate(contribution=row, entry=spent, amount=1_000, actor=treasurer, now=NOW)

    for url, queries in (
        (at("home"), 13),
        (at("contribution", row.pk), 11),
        (at("uses", row.pk), 10),
        (at("contributors"), 7),
        (at("contributor", row.contributor_id), 8),
        (at("village_fund"), 8),
    ):
        with django_assert_num_queries(queries, info=url):
            client.get(url)
