"""The room's pages: what they show, what they refuse, what they cost."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from pytest_django.asserts import assertContains, assertNotContains, assertNumQueries, assertRedirects

from bumdes.banking.models import BankLine, Match, Reconciliation, StatementFile, WordRule
from bumdes.closing.queries.checklist import banks_are_reconciled, cash_is_counted
from bumdes.ledger.access import opened
from bumdes.ledger.queries import accounts_of, balance, units_of
from tests.factories.banking import lines_of, make_bank_entry, make_import, make_list, posting_of
from tests.factories.people import NOON, make_officer

OPENING = 10_000_000
CODE = "1.1.01.02"


def send(client, at, content: bytes, key: str = "kunci-halaman-0001"):
    return client.post(
        at("upload", CODE), {"key": key, "file": SimpleUploadedFile("mutasi.csv", content)}, follow=True
    )


def test_a_list_is_sent_looked_at_and_imported(client, at, bank, seen):
    preview = send(client, at, make_list(("05/10", "SETOR TUNAI", 1_000), opening=OPENING))
    file = StatementFile.objects.get()
    assertContains(preview, "SETOR TUNAI")
    assertContains(preview, 'value="10.000.000"')
    assert BankLine.objects.count() == 0

    answer = client.post(at("file", file.pk), {"opening_balance": "10.000.000"}, follow=True)

    assertContains(answer, "1 lines are new, 0 were here already.")
    assert BankLine.objects.get().amount == 1_000


def test_wrong_lines_are_named_and_nothing_can_be_imported(client, at, bank, seen):
    preview = send(client, at, make_list(("05/10", "A", 1_000)) + b"\n32/10/2026;B;;5;\n")

    assertContains(preview, "1 line cannot be read, so nothing can be imported.")
    assertContains(preview, "There is no day 32/10/2026.")
    assertNotContains(preview, "Import 1 line")


def test_a_person_says_what_the_columns_are(client, at, bank, seen):
    preview = send(client, at, b"Tgl;Ket;Nominalnya;Sisa\n20/10/2026;BIAYA;-7.500;100\n")
    file = StatementFile.objects.get()
    assertContains(preview, "The headings do not say enough.")
    chosen = {"header": "0", "date": "0", "description": "1", "amount": "2", "balance": "3"}

    answer = client.post(at("columns", file.pk), chosen, follow=True)

    assertContains(answer, "Rp7.500")
    assertContains(answer, 'value="7.600"')


def test_columns_that_are_not_enough_stay_chosen(client, at, bank, seen):
    send(client, at, b"Tgl;Ket;Nominalnya;Sisa\n20/10/2026;BIAYA;-7.500;100\n")
    file = StatementFile.objects.get()

    answer = client.post(at("columns", file.pk), {"header": "0", "date": "0", "description": "1"})

    assertContains(answer, "Choose the columns of the date", status_code=422)
    assertContains(answer, '<option value="1" selected>B: Ket / BIAYA</option>', status_code=422)


def test_one_tap_matches_a_candidate(client, at, bank, seen):
    postings = [posting_of(bank, make_bank_entry(bank, 1_000, day=date(2026, 10, day))) for day in (4, 6)]
    make_import(bank, ("05/10", "A", 1_000), opening=OPENING)
    (line,) = lines_of(bank)
    page = client.get(at("desk", CODE))
    assert page.content.count(b"It is this") == 2

    answer = client.post(at("line", line.pk), {"posting": postings[1].pk})

    assertRedirects(answer, at("desk", CODE))
    assert Match.objects.get().items.filter(posting=postings[1]).exists()


def test_what_was_ticked_stays_ticked_when_the_sums_differ(client, at, bank, seen):
    posting = posting_of(bank, make_bank_entry(bank, 999, day=date(2026, 10, 4)))
    make_import(bank, ("05/10", "A", 1_000), opening=OPENING)

    answer = client.post(at("line", lines_of(bank)[0].pk), {"posting": posting.pk})

    assertContains(answer, "The bank&#x27;s lines make Rp1.000, the postings Rp999.", status_code=422)
    assertContains(answer, f'name="posting" value="{posting.pk}" checked', status_code=422)


def test_one_tap_books_what_every_bank_writes(client, at, bank, seen):
    make_import(bank, ("30/10", "BIAYA ADM BULANAN", -7_500), opening=OPENING)
    (line,) = lines_of(bank)
    assertContains(client.get(at("desk", CODE)), "Book as Beban Administrasi Bank")
    fee = accounts_of(bank.book)["bank_fee"]

    client.post(at("book", line.pk), {"account": fee.code, "unit": "PUSAT", "description": "Biaya"})

    assert balance(fee) == 7_500


def test_remembered_words_are_proposed_until_they_are_forgotten(client, at, bank, seen):
    make_import(bank, ("29/10", "TRF DR ANI", 100), ("30/10", "TRF DR ANI", 200), opening=OPENING)
    rent = accounts_of(bank.book)["revenue_water"]
    sent = {"account": rent.code, "unit": "PUSAT", "description": "Air", "words": "trf dr ani"}
    client.post(at("book", lines_of(bank)[0].pk), sent)
    assertContains(client.get(at("desk", CODE)), f"Book as {rent.name}")

    client.post(at("forget", WordRule.objects.get().pk))

    assertNotContains(client.get(at("desk", CODE)), f"Book as {rent.name}")


def test_a_month_is_marked_and_shown_as_a_fact(client, at, bank, seen):
    make_bank_entry(bank, 1_000, day=date(2026, 10, 4))
    make_bank_entry(bank, -300, day=date(2026, 10, 30), words="Cek 0001")
    make_import(bank, ("05/10", "A", 1_000), opening=OPENING)
    here = at("month", CODE, 2026, 10)
    assertContains(client.get(here), "Cek 0001")
    wrong = client.post(here, {"bank_balance": "10.000.999", "note": ""})
    assertContains(wrong, "A difference of Rp1 is not explained.", status_code=422)

    client.post(here, {"bank_balance": "10.001.000", "note": ""})

    fact = Reconciliation.objects.get()
    assertContains(client.get(here), "Reconciled by Bu Endah")
    assertContains(client.get(at("fact", fact.pk)), "Cek 0001")


def test_the_workbook_adds_up_to_the_books(client, at, bank, seen):
    make_bank_entry(bank, -300, day=date(2026, 10, 30), words="Cek 0001")
    make_import(bank, ("05/10", "A", 1_000), opening=OPENING)

    content = client.get(at("month", CODE, 2026, 10), {"unduh": "xlsx"}).content

    rows = list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    amounts = [row[3] for row in rows[6:] if isinstance(row[3], int)]
    assert sum(amounts) == balance(bank)


@pytest.mark.parametrize("role", ["director", "supervisor"])
def test_others_look_and_change_nothing(role, client, at, bank, seen):
    hub = bank.book.organisation
    make_import(bank, ("05/10", "A", 1_000), opening=OPENING)
    (line,) = lines_of(bank)
    client.force_login(make_officer(hub, role))

    assert client.get(at("desk", CODE)).status_code == 200
    assert client.post(at("line", line.pk), {"posting": "1"}).status_code == 403
    assert client.post(at("month", CODE, 2026, 10), {"bank_balance": "1"}).status_code == 403


def test_a_cash_box_is_no_bank(client, at, bank):
    assert client.get(at("desk", "1.1.01.01")).status_code == 404


LISTS = {"home": 7, "desk": 14, "matches": 9, "upload": 8, "rules": 7}


def remember(bank, words: str) -> None:
    accounts = accounts_of(bank.book)
    WordRule.objects.create(
        book=bank.book,
        words=words,
        is_incoming=True,
        target=accounts["bank_interest"],
        unit=units_of(bank.book)["PUSAT"],
        made_at=NOON,
    )


@pytest.mark.parametrize(("name", "lines"), [(name, lines) for name in LISTS for lines in (1, 3)])
def test_lists_cost_the_same_at_one_row_and_three(name, lines, client, at, bank):
    told = [(f"{day:02d}/10", f"X {day}", 1_000 * day) for day in range(1, lines + 1)]
    for day, _words, amount in told if name == "matches" else []:
        make_bank_entry(bank, amount, day=date(2026, 10, int(day[:2])))
    for told_alone in [told] if name != "upload" else [[one] for one in told]:
        make_import(bank, *told_alone, opening=OPENING)
    with opened(bank.book):
        for row in range(lines):
            remember(bank, f"kata {row}")
    address = at(name) if name in ("home", "rules") else at(name, CODE)
    client.get(address)

    with assertNumQueries(LISTS[name]):
        client.get(address)


def test_closing_looks_at_banks_and_counts(bank, hub, treasurer):
    end = date(2026, 10, 31)
    check = banks_are_reconciled(hub, end)
    assert (check.is_done, check.is_advice, check.blocks) == (False, True, False)
    make_import(bank, ("05/10", "A", 1_000), opening=OPENING)

    begun = banks_are_reconciled(hub, end)

    assert (begun.is_done, begun.is_advice) == (False, False)
    with opened(hub.book):
        assert (cash_is_counted(hub, end).is_done, cash_is_counted(hub, end).is_advice) == (False, True)
