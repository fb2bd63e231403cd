"""The import pages: a file sent in, mended in place, recorded by one person or by two."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from pytest_django.asserts import assertContains, assertNotContains, assertNumQueries, assertRedirects

from bumdes.bookkeeping.imports import HEADERS
from bumdes.bookkeeping.models import ImportDraft
from bumdes.ledger.access import opened
from bumdes.ledger.models import Entry
from bumdes.ledger.queries import accounts_of, balance, units_of
from tests.factories.bookkeeping import make_file, make_import_draft
from tests.factories.books import make_unit
from tests.factories.people import make_officer

pytestmark = pytest.mark.django_db
ONE = make_file(("1", 50_000))
TWO = make_file(("1", 50_000), ("2", 70_000))
WRONG = TWO.replace(b"Listrik 2;6.1.04.01", b"Listrik 2;6.9.99.99")


def upload(client, at, content: bytes = ONE, *, name: str = "jurnal.csv", **more):
    return client.post(at("imports"), {"file": SimpleUploadedFile(name, content), **more}, follow=True)


def only(hub) -> ImportDraft:
    with opened(hub.book):
        return ImportDraft.objects.select_related("made_by", "approved_by").get()


def cash(hub) -> int:
    return balance(accounts_of(hub.book)["cash"])


def test_a_file_is_sent_in_looked_at_and_recorded(client, hub, at, treasurer):
    looked = upload(client, at, TWO)
    draft = only(hub)
    assertContains(looked, "Listrik 1")
    assertContains(looked, "Rp120.000")
    assert cash(hub) == 1_000_000

    answer = client.post(at("send_import", draft.pk), follow=True)

    assertContains(answer, "Everything is recorded.")
    assert cash(hub) == 880_000
    draft = only(hub)
    assert (draft.state, draft.posted_count, draft.total) == ("posted", 2, 120_000)
    with opened(hub.book):
        assert set(Entry.objects.filter(source="import").values_list("made_by", flat=True)) == {treasurer.pk}


def test_wrong_rows_are_mended_in_place(client, hub, at, treasurer):
    looked = upload(client, at, WRONG)
    draft = only(hub)
    assertContains(looked, "There is no account 6.9.99.99 in this book.")
    assertContains(looked, 'name="row4-account"')
    assertContains(looked, 'value="6.9.99.99"')
    assertNotContains(looked, 'name="row2-account"')
    assertNotContains(looked, at("send_import", draft.pk))

    still = client.post(at("fix_import", draft.pk), {"row4-account": "6.1.99"}, follow=True)
    assertContains(still, 'value="6.1.99"')
    assertContains(still, "There is no account 6.1.99 in this book.")

    mended = client.post(at("fix_import", draft.pk), {"row4-account": "6.1.04.01 Beban Listrik"})

    assertRedirects(mended, at("import", draft.pk))
    assertContains(client.get(at("import", draft.pk)), at("send_import", draft.pk))


def test_an_unbalanced_entry_shows_all_its_amounts(client, hub, at, treasurer):
    looked = upload(client, at, TWO.replace(b";;70000;;", b";;60000;;"))
    draft = only(hub)
    assertContains(looked, "Entry 2 is not balanced")
    assertContains(looked, 'name="row5-credit"')

    client.post(at("fix_import", draft.pk), {"row4-debit": "70.000", "row4-credit": ""})

    client.post(at("send_import", draft.pk))
    assert cash(hub) == 880_000


def test_a_wrong_entry_may_be_left_out(client, hub, at, treasurer):
    upload(client, at, WRONG)
    draft = only(hub)

    client.post(at("fix_import", draft.pk), {"leave4": "on", "row4-account": "6.9.99.99"})
    client.post(at("send_import", draft.pk))

    assert cash(hub) == 950_000


def test_the_same_file_leads_to_where_it_got(client, hub, at, treasurer):
    upload(client, at)
    draft = only(hub)
    assertContains(upload(client, at), "This very file is here already. Go on where it was left.")
    client.post(at("send_import", draft.pk))

    again = upload(client, at, name="lain.csv")

    assertRedirects(again, at("import", draft.pk))
    assertContains(again, "This very file was recorded on")
    assert only(hub).pk == draft.pk


def test_a_file_that_was_thrown_away_may_come_anew(client, hub, at, treasurer):
    upload(client, at)
    first = only(hub)
    client.post(at("discard_import", first.pk))

    upload(client, at)

    with opened(hub.book):
        states = list(ImportDraft.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["discarded", "draft"]


def test_entries_recorded_before_are_folded_and_add_nothing(client, hub, at, treasurer):
    upload(client, at)
    client.post(at("send_import", only(hub).pk))

    looked = upload(client, at, TWO)
    assertContains(looked, "1 entry is in the books already")
    with opened(hub.book):
        draft = ImportDraft.objects.get(state="draft")
    client.post(at("send_import", draft.pk))

    assert cash(hub) == 880_000


def test_what_is_in_the_books_otherwise_gets_a_key_of_its_own(client, hub, at, treasurer):
    upload(client, at)
    client.post(at("send_import", only(hub).pk))

    looked = upload(client, at, make_file(("1", 60_000)))
    assertContains(looked, "This entry is in the books with other content.")
    with opened(hub.book):
        draft = ImportDraft.objects.get(state="draft")
    client.post(at("fix_import", draft.pk), {"row2-key": "listrik-kedua"})
    client.post(at("send_import", draft.pk))

    assert cash(hub) == 890_000


def test_what_only_posting_finds_is_mended_like_the_rest(client, hub, at, treasurer):
    upload(client, at, make_file(("1", 50_000), ("2", 5_000_000)))
    draft = only(hub)

    answer = client.post(at("send_import", draft.pk))

    assertContains(answer, "There is not enough money in Kas Tunai", status_code=422)
    assertContains(answer, 'name="row4-debit"', status_code=422)
    assert cash(hub) == 1_000_000
    assert only(hub).state == "draft"


def test_over_the_limit_a_second_person_records_it(client, hub, at, treasurer):
    hub.book.approval_limit = 100_000
    hub.book.save()
    upload(client, at, TWO)
    draft = only(hub)

    answer = client.post(at("send_import", draft.pk), follow=True)
    assertContains(answer, "Sent to a second person.")
    assertContains(client.get(at("home")), "Imports waiting")
    client.post(at("approve_import", draft.pk))
    assert cash(hub) == 1_000_000

    director = make_officer(hub, "director", name="Pak Amir")
    client.force_login(director)
    assertContains(client.get(at("import", draft.pk)), "Approve and record all")
    client.post(at("approve_import", draft.pk))

    assert cash(hub) == 880_000
    assert only(hub).approved_by == director
    with opened(hub.book):
        approvers = set(Entry.objects.filter(source="import").values_list("approved_by", flat=True))
    assert approvers == {director.pk}


def test_a_director_looks_and_sends_nothing_in(client, hub, at):
    client.force_login(make_officer(hub, "director"))

    assert client.get(at("imports")).status_code == 200
    assert upload(client, at).status_code == 403


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"jurnal;tanggal;akun;debit;kredit\n", "The file has no rows under its headings."),
        (b"nama;alamat\nx;y\n", "These columns are missing"),
        (b"PK\x03\x04 not a zip", "This file cannot be read."),
        (b"x" * (5 * 1024 * 1024 + 1), "The file is larger than 5 MB."),
    ],
)
def test_no_such_file_is_refused_beside_its_field(client, at, treasurer, content, words):
    answer = upload(client, at, content, is_opening="on")

    assertContains(answer, words, status_code=422)
    assertContains(answer, 'id="id_is_opening" checked', status_code=422)


def test_opening_balances_and_new_units_are_ticked(client, hub, at, treasurer):
    content = make_file(("1", 50_000), day="2026-01-01").replace(b"04.01;;", b"04.01;KIOS;")

    upload(client, at, content, is_opening="on", may_create_units="on")
    client.post(at("send_import", only(hub).pk))

    assert "KIOS" in units_of(hub.book)
    with opened(hub.book):
        assert Entry.objects.get(source="import").kind == "opening"


def test_the_template_offers_the_books_accounts_and_units(client, hub, at, treasurer):
    make_unit(hub.book, code="TOKO", name="=Toko")

    book = load_workbook(io.BytesIO(client.get(at("import_xlsx")).content))
    entries, lists, _example = book.worksheets
    choices = {str(one.sqref): one.formula1 for one in entries.data_validations.dataValidation}

    assert tuple(cell.value for cell in entries[1]) == HEADERS
    assert choices["E2:E5001"] == f"'{lists.title}'!$B$2:$B$3"
    assert lists["A2"].value == "1.1.01.01 Kas Tunai"
    assert [lists["B3"].value, lists["C3"].value, lists["C3"].data_type] == ["TOKO", "=Toko", "s"]
    assert client.get(at("import_csv")).content.decode("utf-8-sig").strip() == ";".join(HEADERS)


def test_a_filled_template_is_read(client, hub, at, treasurer):
    book = load_workbook(io.BytesIO(client.get(at("import_xlsx")).content))
    sheet = book.worksheets[0]
    for debit, credit, account in (
        (50_000, None, "6.1.04.01 Beban Listrik"),
        (None, 50_000, "1.1.01.01 Kas Tunai"),
    ):
        sheet.append([1, date(2026, 3, 2), "Listrik", account, "PUSAT", debit, credit, None])
    file = io.BytesIO()
    book.save(file)

    upload(client, at, file.getvalue(), name="impor.xlsx")
    client.post(at("send_import", only(hub).pk))

    assert cash(hub) == 950_000


@pytest.mark.parametrize("account", [b"6.1.04.01", b"6.9.99.99"])
def test_a_page_costs_the_same_for_any_file(client, hub, at, treasurer, account):
    for count in (1, 3):
        content = make_file(*((f"{count}-{n}", 100) for n in range(count)))
        draft = make_import_draft(hub, treasurer, content.replace(b"6.1.04.01", account))
        client.get(at("import", draft.pk))
        with assertNumQueries(10):
            client.get(at("import", draft.pk))


def test_the_list_costs_the_same_for_any_number(client, hub, at, treasurer):
    for amount in (1, 2, 3):
        make_import_draft(hub, treasurer, make_file(("1", amount)))
        if amount != 2:
            client.get(at("imports"))
            with assertNumQueries(7):
                client.get(at("imports"))
