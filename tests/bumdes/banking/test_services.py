"""Importing, matching, booking and reconciling; what the database refuses."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from bumdes.banking.models import BankLine, BankStart, Match, MatchItem, Reconciliation, WordRule
from bumdes.banking.queries.accounts import bank_accounts
from bumdes.banking.queries.statements import BOOKED_LATER, IN_TRANSIT, OUTSTANDING, statement_of
from bumdes.banking.services import (
    book_line,
    import_file,
    mark_reconciled,
    match_by_hand,
    match_certain,
    take_back,
    undo_match,
)
from bumdes.banking.services.refusals import (
    AlreadyMatched,
    LinesInUse,
    LinesOpen,
    ManyWithMany,
    MonthIsClosed,
    NoSuchWords,
    NotOfThisAccount,
    OpeningBalanceMissing,
    SumsDiffer,
    Unexplained,
    WrongLines,
)
from bumdes.ledger.access import opened
from bumdes.ledger.models import Entry, Proposal
from bumdes.ledger.queries import accounts_of, balance, units_of
from bumdes.ledger.services import approve, close_period, reverse
from bumdes.ledger.services.proposals import refuse
from core.invariants import violations
from tests.factories.banking import (
    bank_of,
    lines_of,
    make_bank_entry,
    make_file,
    make_import,
    make_list,
    pks,
    posting_of,
)
from tests.factories.books import make_organisation_with_book
from tests.factories.people import NOON, make_officer

OPENING = 10_000_000
OCTOBER = date(2026, 10, 31)


def at(day: int, month: int = 10) -> date:
    return date(2026, month, day)


def standing(account) -> int:
    with opened(account.book):
        return Match.objects.filter(account=account, undone_at=None).count()


def broken() -> list:
    return list(violations(only="banking."))


def test_a_file_sent_twice_adds_nothing(bank, treasurer):
    rows = [("05/10", "SETOR A", 1_000), ("06/10", "SETOR B", 2_000)]
    make_import(bank, *rows, opening=OPENING)

    again = make_import(bank, *rows, opening=OPENING)

    assert (again.added, again.repeated) == (0, 2)
    assert len(lines_of(bank)) == 2


def test_a_file_that_overlaps_adds_what_is_new(bank):
    make_import(bank, ("05/10", "BIAYA", -1_000), ("06/10", "SETOR", 2_000), opening=OPENING)

    second = make_import(
        bank, ("06/10", "SETOR", 2_000), ("06/10", "SETOR", 2_000), ("07/10", "C", 5), opening=OPENING - 1_000
    )

    assert (second.added, second.repeated) == (2, 1)
    assert [line.amount for line in lines_of(bank)] == [-1_000, 2_000, 2_000, 5]


def test_twins_of_one_file_are_two_lines(bank):
    file = make_import(bank, ("05/10", "TOKO", 2_000), ("05/10", "TOKO", 2_000), opening=OPENING)

    assert file.added == 2


def test_one_import_of_one_file_that_is_sent_twice(bank):
    file = make_file(bank, make_list(("05/10", "A", 1_000)))

    first = import_file(file=file, opening_balance=OPENING, actor=None, now=NOON)
    again = import_file(file=file, opening_balance=OPENING, actor=None, now=NOON)

    assert (first.pk, again.added, len(lines_of(bank))) == (again.pk, 1, 1)


def test_a_wrong_line_leaves_everything_out(bank):
    file = make_file(bank, make_list(("05/10", "A", 1_000)) + b"\n32/10/2026;B;;5;\n")

    with pytest.raises(WrongLines):
        import_file(file=file, opening_balance=OPENING, actor=None, now=NOON)

    assert lines_of(bank) == []


def test_the_first_file_needs_the_balance_before(bank):
    file = make_file(bank, make_list(("05/10", "A", 1_000)))

    with pytest.raises(OpeningBalanceMissing):
        import_file(file=file, opening_balance=None, actor=None, now=NOON)


def test_lines_older_than_the_start_are_left_out(bank):
    make_import(bank, ("05/10", "A", 1_000), opening=OPENING)

    older = make_import(bank, ("04/10", "B", 7), ("05/10", "A", 1_000), ("06/10", "C", 8), opening=0)

    assert (older.added, older.repeated, older.skipped) == (1, 1, 1)


def test_an_import_matches_what_is_certain(bank):
    make_bank_entry(bank, 1_000, day=at(4), words="Setoran toko")
    make_bank_entry(bank, -700, day=at(9), words="Listrik")

    make_import(bank, ("05/10", "SETOR TUNAI", 1_000), ("08/10", "PLN", -700), opening=OPENING)

    assert standing(bank) == 2
    assert broken() == []


def test_two_that_are_alike_are_left_to_a_person(bank, seen):
    make_bank_entry(bank, 1_000, day=at(4))
    make_bank_entry(bank, 1_000, day=at(6))

    make_import(bank, ("05/10", "SETOR", 1_000), opening=OPENING)

    assert standing(bank) == 0


def test_a_reversed_entry_needs_no_line(bank, treasurer):
    make_import(bank, ("01/10", "A", 5), opening=OPENING)
    entry = make_bank_entry(bank, 9_000, day=at(4))
    with transaction.atomic():
        reverse(entry=entry, date=at(5), reason="Salah", key="k", made_by=treasurer, now=NOON)

    found = match_certain(account=bank, actor=treasurer, now=NOON)

    assert found == 1
    assert broken() == []


def test_one_line_with_several_postings(bank, treasurer, seen):
    postings = [posting_of(bank, make_bank_entry(bank, part, day=at(5))) for part in (400, 600)]
    make_import(bank, ("05/10", "SETOR", 1_000), opening=OPENING)
    (line,) = lines_of(bank)

    match = match_by_hand(account=bank, lines=[line.pk], postings=pks(postings), actor=treasurer, now=NOON)
    again = match_by_hand(account=bank, lines=[line.pk], postings=pks(postings), actor=treasurer, now=NOON)

    assert match == again
    assert match.items.count() == 3
    assert broken() == []


def test_several_lines_with_one_posting(bank, treasurer, seen):
    posting = posting_of(bank, make_bank_entry(bank, 1_000, day=at(5)))
    make_import(bank, ("05/10", "A", 300), ("07/10", "B", 700), opening=OPENING)

    match = match_by_hand(
        account=bank, lines=pks(lines_of(bank)), postings=[posting.pk], actor=treasurer, now=NOON
    )

    assert match.settled_on == at(7)


def test_a_mistake_of_the_bank_and_its_correction(bank, treasurer, seen):
    make_import(bank, ("05/10", "SALAH DEBET", -300), ("07/10", "KOREKSI", 300), opening=OPENING)

    match = match_by_hand(account=bank, lines=pks(lines_of(bank)), postings=[], actor=treasurer, now=NOON)

    assert match.items.count() == 2


def test_sums_that_differ_are_refused(bank, treasurer, seen):
    posting = posting_of(bank, make_bank_entry(bank, 999, day=at(5)))
    make_import(bank, ("05/10", "A", 1_000), opening=OPENING)

    with pytest.raises(SumsDiffer):
        match_by_hand(
            account=bank, lines=pks(lines_of(bank)), postings=[posting.pk], actor=treasurer, now=NOON
        )


def test_many_with_many_are_refused(bank, treasurer):
    with pytest.raises(ManyWithMany):
        match_by_hand(account=bank, lines=[1, 2], postings=[3, 4], actor=treasurer, now=NOON)


def test_what_is_of_another_account_is_refused(bank, hub, treasurer, seen):
    other = accounts_of(hub.book)["bank_2"]
    posting = posting_of(other, make_bank_entry(other, 1_000, day=at(5)))
    make_import(bank, ("05/10", "A", 1_000), opening=OPENING)

    with pytest.raises(NotOfThisAccount):
        match_by_hand(
            account=bank, lines=pks(lines_of(bank)), postings=[posting.pk], actor=treasurer, now=NOON
        )


def test_a_posting_is_matched_once(bank, treasurer, seen):
    posting = posting_of(bank, make_bank_entry(bank, 1_000, day=at(20, 8)))
    make_import(bank, ("05/10", "A", 1_000), ("06/10", "B", 1_000), opening=OPENING)
    first, second = lines_of(bank)
    match_by_hand(account=bank, lines=[first.pk], postings=[posting.pk], actor=treasurer, now=NOON)

    with pytest.raises(AlreadyMatched):
        match_by_hand(account=bank, lines=[second.pk], postings=[posting.pk], actor=treasurer, now=NOON)


def test_an_undone_match_stays_in_the_history(bank, treasurer, seen):
    make_bank_entry(bank, 1_000, day=at(4))
    make_import(bank, ("05/10", "A", 1_000), opening=OPENING)

    undone = undo_match(match=Match.objects.get(), actor=treasurer, now=NOON)

    assert undone.undone_by == treasurer
    assert MatchItem.objects.filter(stands=True).count() == 0
    assert match_certain(account=bank, actor=treasurer, now=NOON) == 1
    assert broken() == []


def test_matching_touches_no_posting(bank, treasurer, seen):
    make_bank_entry(bank, 1_000, day=at(4))
    before = list(Entry.objects.order_by("pk").values())

    make_import(bank, ("05/10", "A", 1_000), opening=OPENING)

    assert list(Entry.objects.order_by("pk").values()) == before


def book(line, role, actor, **kw):
    accounts = accounts_of(line.book)
    return book_line(
        line=line, target=accounts[role], unit=units_of(line.book)["PUSAT"], actor=actor, now=NOON, **kw
    )


def test_a_fee_is_booked_once_and_matched(bank, treasurer):
    make_import(bank, ("30/10", "BIAYA ADM", -15_000), opening=OPENING)
    (line,) = lines_of(bank)

    entry, again = book(line, "bank_fee", treasurer), book(line, "bank_fee", treasurer)

    assert entry == again
    assert (entry.date, balance(accounts_of(bank.book)["bank_fee"])) == (at(30), 15_000)
    assert balance(bank) == OPENING - 15_000
    assert standing(bank) == 1


def test_a_booked_line_whose_match_was_undone_is_not_posted_again(bank, treasurer, seen):
    make_import(bank, ("30/10", "BIAYA ADM", -15_000), opening=OPENING)
    (line,) = lines_of(bank)
    entry = book(line, "bank_fee", treasurer)
    undo_match(match=Match.objects.get(), actor=treasurer, now=NOON)

    again = book(line, "bank_fee", treasurer)

    assert again == entry
    assert balance(bank) == OPENING - 15_000
    assert broken() == []


def test_a_line_over_the_limit_waits_and_is_matched_when_it_is_posted(bank, treasurer, seen):
    bank.book.approval_limit = 10_000
    bank.book.save(update_fields=["approval_limit"])
    director = make_officer(bank.book.organisation, "director")
    make_import(bank, ("30/10", "TRANSFER", 15_000), opening=OPENING)
    (line,) = lines_of(bank)

    first, again = book(line, "unapplied_receipts", treasurer), book(line, "unapplied_receipts", treasurer)
    assert isinstance(first, Proposal)
    assert (first, standing(bank)) == (again, 0)
    approve(proposal=first, actor=director, now=NOON)

    assert match_certain(account=bank, actor=treasurer, now=NOON) == 1


def test_a_refused_journal_can_be_written_anew(bank, treasurer, seen):
    bank.book.approval_limit = 10_000
    bank.book.save(update_fields=["approval_limit"])
    director = make_officer(bank.book.organisation, "director")
    make_import(bank, ("30/10", "TRANSFER", 15_000), opening=OPENING)
    (line,) = lines_of(bank)
    refuse(proposal=book(line, "bank_interest", treasurer), note="Bukan bunga", actor=director, now=NOON)

    second = book(line, "unapplied_receipts", treasurer)

    assert isinstance(second, Proposal)
    assert Proposal.objects.count() == 2


def test_words_are_remembered_and_the_later_ones_win(bank, treasurer, seen):
    make_import(bank, ("01/10", "PLN PASCABAYAR", -50), ("02/10", "pln  pascabayar", -60), opening=OPENING)
    one, two = lines_of(bank)

    book(one, "electricity", treasurer, words="PLN")
    book(two, "office_supplies", treasurer, words="pln")

    rule = WordRule.objects.get(ended_at=None)
    assert (rule.words, rule.target.role, rule.is_incoming) == ("pln", "office_supplies", False)


def test_words_that_are_not_the_banks_are_refused(bank, treasurer):
    make_import(bank, ("01/10", "PLN", -50), opening=OPENING)
    (line,) = lines_of(bank)

    with pytest.raises(NoSuchWords):
        book(line, "electricity", treasurer, words="telkom")


def mark(bank, actor, amount, *, end=OCTOBER, note=""):
    return mark_reconciled(account=bank, month_end=end, bank_balance=amount, note=note, actor=actor, now=NOON)


def test_a_month_with_items_on_their_way(bank, treasurer):
    make_bank_entry(bank, 1_000, day=at(31), words="Setoran")  # comes to the bank in November
    make_bank_entry(bank, -400, day=at(30), words="Cek")  # never came yet
    make_bank_entry(bank, 70, day=at(2, 11), words="Bunga")  # the bank had it in October
    make_import(
        bank,
        ("01/10", "SETOR AWAL", 5_000),
        ("31/10", "BUNGA", 70),
        ("02/11", "SETORAN", 1_000),
        opening=OPENING,
    )
    book(lines_of(bank)[0], "unapplied_receipts", treasurer)

    fact = mark(bank, treasurer, OPENING + 5_070)

    statement = statement_of(bank, month_end=OCTOBER)
    assert statement.agrees
    assert [item.amount for item in statement.of(IN_TRANSIT)] == [1_000]
    assert [item.amount for item in statement.of(OUTSTANDING)] == [-400]
    assert [item.amount for item in statement.of(BOOKED_LATER)] == [70]
    assert (fact.book_balance, fact.in_transit, fact.outstanding, fact.booked_later) == (
        OPENING + 5_000 + 1_000 - 400,
        1_000,
        400,
        70,
    )


def test_a_month_is_found_to_agree_once(bank, treasurer, seen):
    make_bank_entry(bank, 1_000, day=at(4))
    make_import(bank, ("05/10", "A", 1_000), opening=OPENING)

    assert mark(bank, treasurer, OPENING + 1_000) == mark(bank, treasurer, OPENING + 1_000)
    assert Reconciliation.objects.count() == 1


def test_open_lines_and_differences_are_refused(bank, treasurer):
    make_import(bank, ("05/10", "A", 1_000), opening=OPENING)
    with pytest.raises(LinesOpen):
        mark(bank, treasurer, OPENING + 1_000)
    book(lines_of(bank)[0], "unapplied_receipts", treasurer)

    with pytest.raises(Unexplained):
        mark(bank, treasurer, OPENING + 1_001)


def test_a_month_that_changed_is_told_and_found_to_agree_again(bank, treasurer, seen):
    make_bank_entry(bank, 1_000, day=at(4))
    make_import(bank, ("05/10", "A", 1_000), opening=OPENING)
    mark(bank, treasurer, OPENING + 1_000)
    assert bank_accounts(bank.book, month_end=OCTOBER)[0].is_reconciled

    make_bank_entry(bank, 30, day=at(20))

    assert not bank_accounts(bank.book, month_end=OCTOBER)[0].is_reconciled
    assert mark(bank, treasurer, OPENING + 1_000).number == 2
    assert bank_accounts(bank.book, month_end=OCTOBER)[0].is_reconciled


def test_a_difference_from_before_the_start_needs_a_note_and_is_gone_when_it_came(bank, treasurer, seen):
    old = make_bank_entry(bank, 250, day=at(30, 9), words="Setoran lama")
    make_import(bank, ("05/10", "LAMA", 250), ("20/10", "X", -5), opening=OPENING)
    line = lines_of(bank)[1]
    book(line, "bank_fee", treasurer)

    statement = statement_of(bank, month_end=OCTOBER)

    assert (posting_of(bank, old).debit, statement.before_start) == (250, 0)
    assert mark(bank, treasurer, OPENING + 245).before_start == 0


def test_a_match_of_a_closed_and_reconciled_month_stays(treasurer, seen):
    hub = make_organisation_with_book()
    bank = bank_of(hub)
    make_bank_entry(bank, 1_000, day=date(2026, 1, 4))
    make_import(bank, ("05/01", "A", 1_000))
    end = date(2026, 1, 31)
    mark(bank, treasurer, 1_000, end=end)
    with transaction.atomic():
        close_period(book=hub.book, through=end, made_by=treasurer, now=NOON)
    with opened(hub.book):
        match = Match.objects.get(account=bank)

    with pytest.raises(MonthIsClosed):
        undo_match(match=match, actor=treasurer, now=NOON)


def test_a_wrong_file_is_taken_back_and_can_come_again(bank, treasurer, seen):
    make_bank_entry(bank, 1_000, day=at(4))
    file = make_import(bank, ("05/10", "A", 1_000), opening=OPENING)

    take_back(file=file, actor=treasurer, now=NOON)

    assert (lines_of(bank), standing(bank), BankStart.objects.count()) == ([], 0, 0)
    assert make_import(bank, ("05/10", "A", 1_000), opening=OPENING).added == 1
    assert broken() == []


def test_a_file_whose_lines_are_used_stays(bank, treasurer):
    file = make_import(bank, ("05/10", "A", 1_000), opening=OPENING)
    book(lines_of(bank)[0], "unapplied_receipts", treasurer)

    with pytest.raises(LinesInUse):
        take_back(file=file, actor=treasurer, now=NOON)


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("UPDATE banking_bankline SET credit = credit + 1", "what the bank wrote stays"),
        ("DELETE FROM banking_bankline", "what the bank wrote stays"),
        ("UPDATE banking_bankline SET taken_back_at = now()", "is not taken back"),
        ("UPDATE banking_match SET settled_on = settled_on + 1", "only undone"),
        ("DELETE FROM banking_matchitem", "stays until the match is undone"),
        ("UPDATE banking_matchitem SET stands = FALSE", "not whole"),
        ("UPDATE banking_match SET undone_at = now()", "stands no more"),
        ("UPDATE banking_reconciliation SET bank_balance = 0", "only ever added"),
        ("DELETE FROM banking_bankstart", "while lines stand"),
        (
            "INSERT INTO banking_matchitem (book_id, match_id, posting_id, stands)"
            " SELECT m.book_id, m.id, p.id, TRUE FROM banking_match m, ledger_posting p"
            " WHERE p.account_id = m.account_id AND p.debit = 10000000",
            "the bank has",
        ),
    ],
)
def test_the_database_refuses(sql, rule, bank, treasurer, seen):
    make_bank_entry(bank, 1_000, day=at(4))
    make_import(bank, ("05/10", "A", 1_000), opening=OPENING)
    mark(bank, treasurer, OPENING + 1_000)

    with pytest.raises(IntegrityError, match=rule), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_rows_of_another_book_are_out_of_sight(bank):
    make_import(bank, ("05/10", "A", 1_000), opening=OPENING)

    assert BankLine.objects.count() == 0
    with opened(bank.book):
        assert BankLine.objects.count() == 1
