"""A contribution written down wrongly: its mirror, the right one, and both to be found again."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django.asserts import assertContains, assertNotContains

from bumdes.capital.documents import as_pdf, facts_of
from bumdes.capital.models import Contribution
from bumdes.capital.queries import agreement, capital_card, contributor_rows, correction_of
from bumdes.capital.services import allocate, approve, correct, give_back, refuse, take_out
from bumdes.capital.services.refusals import (
    AlreadyCorrected,
    CorrectionWithoutReason,
    NotToCorrect,
    TooMuchBack,
)
from bumdes.ledger.access import every_book, opened
from bumdes.ledger.models import Entry
from bumdes.ledger.queries import accounts_of, balance
from bumdes.ledger.services import close_period
from bumdes.ledger.services.refusals import OnePerson
from core.invariants import violations
from core.refusals import Conflict
from tests.factories.books import make_organisation_with_book
from tests.factories.capital import NOW, make_contribution, make_spending
from tests.factories.people import make_officer


@pytest.fixture
def hub(db):
    return make_organisation_with_book(code="bumdes-koreksi")


@pytest.fixture
def book(hub):
    return hub.book


@pytest.fixture
def treasurer(hub):
    return make_officer(hub, "treasurer", name="Bendahara Contoh")


@pytest.fixture
def director(hub):
    return make_officer(hub, "director", name="Direktur Contoh")


FACTS = (
    *("contributor", "kind", "source", "amount", "decree", "decided_on", "moved_on", "purpose"),
    *("restriction", "account", "goods", "unit"),
)


def put_right(wrong: Contribution, actor, **changed) -> Contribution:
    with opened(wrong.book):
        facts = {name: getattr(wrong, name) for name in FACTS}
    facts |= {"correction": "Salah ketik jumlah", "key": "correction-key-1"} | changed
    return correct(contribution=wrong, actor=actor, now=NOW, **facts)


def mirror_of(row: Contribution) -> Entry:
    with opened(row.book):
        return Entry.objects.get(reversal_of=row.entry)


def broken() -> list[str]:
    with every_book():
        return [name for name, rows in violations() if rows and name.startswith("capital.")]


def test_the_right_one_takes_the_place_of_the_wrong(book, treasurer):
    wrong = make_contribution(book, treasurer)

    right = put_right(wrong, treasurer, amount=7_500_000)

    accounts = accounts_of(book)
    assert (wrong.state, wrong.certificate, wrong.amount) == ("void", "SPM/2026/0001", 10_000_000)
    assert (right.state, right.certificate, right.corrects) == ("posted", "SPM/2026/0002", wrong)
    assert correction_of(wrong) == right
    assert balance(accounts["cash"]) == balance(accounts["village_capital"]) == 7_500_000
    assert (mirror_of(wrong).date, mirror_of(wrong).description) == (
        date(2026, 2, 2),
        "Koreksi SPM/2026/0001: Salah ketik jumlah",
    )


def test_registers_count_the_right_one_only(book, treasurer):
    wrong = make_contribution(book, treasurer)
    right = put_right(wrong, treasurer, kind="community", source="own_money", restriction="none", amount=4)

    with opened(book):
        held = [row.held for row in contributor_rows(book)]

    assert held == [4]
    assert [(row.contribution, row.balance) for row in capital_card(right.contributor)] == [(right, 4)]
    assert [(row.register, row.books) for row in agreement(book, on=NOW.date())] == [(0, 0), (4, 4), (0, 0)]


def test_money_that_was_spent_since_does_not_stand_in_the_way(book, treasurer):
    wrong = make_contribution(book, treasurer)
    make_spending(book, 9_000_000)

    put_right(wrong, treasurer, purpose="Kolam nila ketahanan pangan")

    assert balance(accounts_of(book)["cash"]) == 1_000_000


def test_one_key_is_one_correction(book, treasurer):
    wrong = make_contribution(book, treasurer)

    first, again = (put_right(wrong, treasurer, amount=5) for _time in range(2))

    assert first == again
    with pytest.raises(Conflict):
        put_right(wrong, treasurer, amount=6)
    with pytest.raises((AlreadyCorrected, NotToCorrect)):
        put_right(wrong, treasurer, key="correction-key-2")


def test_a_correction_can_be_corrected(book, treasurer):
    wrong = make_contribution(book, treasurer)
    second = put_right(wrong, treasurer, amount=5)

    third = put_right(second, treasurer, amount=6, key="correction-key-2")

    assert [wrong.state, second.state, third.state] == ["void", "void", "posted"]
    assert balance(accounts_of(book)["cash"]) == 6


def test_a_closed_month_keeps_its_entries(book, treasurer):
    wrong = make_contribution(book, treasurer)
    with transaction.atomic():
        for day in (date(2026, 1, 31), date(2026, 2, 28)):
            close_period(book=book, through=day, made_by=treasurer, now=NOW)
    wrong.book.refresh_from_db()

    right = put_right(wrong, treasurer, amount=7)

    assert right.moved_on == date(2026, 2, 2)
    assert right.entry.date == mirror_of(wrong).date == NOW.date()


@pytest.mark.parametrize("amount", [1_000_000, 60_000_000])
def test_over_the_limit_by_either_amount_a_second_person_agrees(book, treasurer, director, amount):
    wrong = make_contribution(book, treasurer)
    book.approval_limit = 5_000_000
    book.save(update_fields=["approval_limit"])

    right = put_right(_again(wrong), treasurer, amount=amount)

    assert (right.state, balance(accounts_of(book)["cash"])) == ("proposed", 10_000_000)
    with pytest.raises(OnePerson):
        approve(contribution=right, actor=treasurer, now=NOW)
    approve(contribution=right, actor=director, now=NOW)
    assert (right.state, _again(wrong).state) == ("posted", "void")
    assert mirror_of(wrong).approved_by == director
    assert balance(accounts_of(book)["cash"]) == amount


def _again(row: Contribution) -> Contribution:
    """The row with its book as they stand in the database."""
    with opened(row.book):
        return Contribution.objects.select_related("book", "contributor", "account", "unit", "entry").get(
            pk=row.pk
        )


def test_a_refused_correction_leaves_all_as_it_was(book, treasurer, director):
    wrong = make_contribution(book, treasurer)
    book.approval_limit = 0
    book.save(update_fields=["approval_limit"])
    right = put_right(_again(wrong), treasurer, amount=3)

    refuse(contribution=right, reason="Jumlah semula benar", actor=director, now=NOW)

    assert (_again(wrong).state, balance(accounts_of(book)["cash"])) == ("posted", 10_000_000)
    assert correction_of(wrong) is None
    put_right(_again(wrong), treasurer, amount=4, key="correction-key-2")


def test_what_was_used_or_given_back_is_not_corrected(book, treasurer):
    wrong = make_contribution(book, treasurer)
    use = allocate(contribution=wrong, entry=make_spending(book, 50), amount=50, actor=treasurer, now=NOW)

    with pytest.raises(NotToCorrect):
        put_right(wrong, treasurer)
    take_out(use=use, actor=treasurer, now=NOW)
    put_right(wrong, treasurer)

    with pytest.raises(NotToCorrect):
        put_right(wrong, treasurer, key="correction-key-2")


def test_a_void_one_is_not_given_back(book, treasurer):
    wrong = make_contribution(book, treasurer)
    put_right(wrong, treasurer, amount=5)

    with pytest.raises(TooMuchBack):
        give_back(
            contribution=wrong,
            amount=1,
            decree="BA 1",
            decided_on=date(2026, 5, 1),
            moved_on=date(2026, 5, 4),
            purpose="x",
            account=accounts_of(book)["cash"],
            key="back-key-12345678",
            actor=treasurer,
            now=NOW,
        )


def test_a_reason_is_needed(book, treasurer):
    with pytest.raises(CorrectionWithoutReason):
        put_right(make_contribution(book, treasurer), treasurer, correction=" ")


def test_capital_of_the_opening_balances_moves_nothing(book, treasurer):
    wrong = make_contribution(book, treasurer, account=None)

    right = put_right(wrong, treasurer, purpose="Perahu")

    assert (wrong.state, right.state, right.entry) == ("void", "posted", None)
    assert broken() == []


@pytest.mark.parametrize(
    ("attack", "rule"),
    [
        ("UPDATE capital_contribution SET state = 'void'", "stays as it was written"),
        ("UPDATE capital_contribution SET state = 'posted' WHERE state = 'void'", "stays as it was written"),
        ("UPDATE capital_contribution SET state = 'void', amount = 1", "stays as it was written"),
    ],
)
def test_direct_sql_cannot_void_or_revive(book, treasurer, attack, rule):
    put_right(make_contribution(book, treasurer), treasurer, amount=5)

    with opened(book), pytest.raises(IntegrityError, match=rule), transaction.atomic():
        connection.cursor().execute(attack)


def test_the_invariants_hold(book, treasurer):
    put_right(make_contribution(book, treasurer), treasurer, amount=5)

    assert broken() == []


def at(name, *parts):
    return reverse(f"capital:{name}", args=["bumdes-koreksi", *parts])


@pytest.fixture
def client(treasurer):
    client = Client(HTTP_SEC_FETCH_SITE="same-origin")
    client.cookies["django_language"] = "en"
    client.force_login(treasurer)
    return client


def test_the_page_is_filled_with_what_was_written_and_puts_it_right(client, book, treasurer):
    wrong = make_contribution(book, treasurer)
    page = client.get(at("correct", wrong.pk))
    typed = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    typed = {name: getattr(value, "pk", value) for name, value in typed.items() if value is not None}

    said = client.post(at("correct", wrong.pk), {**typed, "amount": "8.000.000", "correction": ""})
    client.post(at("correct", wrong.pk), {**typed, "amount": "8.000.000", "correction": "Salah ketik"})

    assertContains(said, 'value="8.000.000"', status_code=422)
    with opened(book):
        right = Contribution.objects.get(corrects=wrong)
    assert (right.amount, right.correction) == (8_000_000, "Salah ketik")
    assertContains(client.get(at("contribution", wrong.pk)), "Void: Salah ketik")
    assertContains(client.get(at("contribution", right.pk)), "In place of SPM/2026/0001: Salah ketik")
    assertContains(client.get(at("certificate", wrong.pk)), "Void, replaced by SPM/2026/0002: Salah ketik")
    assertNotContains(client.get(at("contribution", wrong.pk)), at("correct", wrong.pk))
    assert client.get(at("correct", wrong.pk)).status_code == 404


def test_the_certificate_as_a_pdf(client, hub, book, treasurer, director):
    wrong = make_contribution(book, treasurer, purpose='#panic("x") *_`$')
    right = put_right(wrong, treasurer, amount=7_500_000)

    paper = client.get(at("certificate_pdf", right.pk))

    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")
    with override("id"), opened(book):
        data = facts_of(right, organisation=hub, replaced_by=None, printed_at=NOW)
        old = facts_of(wrong, organisation=hub, replaced_by=right, printed_at=NOW)
        assert as_pdf(wrong, organisation=hub, replaced_by=right, printed_at=NOW).startswith(b"%PDF-")
    assert data["number"] == "Nomor: SPM/2026/0002"
    assert data["words"] == "tujuh juta lima ratus ribu rupiah"
    assert data["in_place_of"] == "Pengganti SPM/2026/0001 yang tidak berlaku lagi."
    assert data["signers"] == [
        ["Direktur", "Direktur Contoh"],
        ["Bendahara", "Bendahara Contoh"],
        ["Penyetor modal", "Desa Sungsang I"],
    ]
    assert (data["void"], old["void"]) == ("", "Tidak berlaku")
    assert old["void_text"] == "Tidak berlaku, diganti dengan SPM/2026/0002: Salah ketik jumlah"


def test_what_waits_has_no_certificate(client, book, treasurer):
    book.approval_limit = 0
    book.save(update_fields=["approval_limit"])
    waiting = make_contribution(book, treasurer)

    assert client.get(at("certificate_pdf", waiting.pk)).status_code == 404
