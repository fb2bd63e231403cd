"""Booking lines that the books do not have, and the words that are remembered."""

from __future__ import annotations

import pytest

from bumdes.banking.models import Match, WordRule
from bumdes.banking.services import (
    match_certain,
    undo_match,
)
from bumdes.banking.services.refusals import (
    NoSuchWords,
)
from bumdes.ledger.models import Proposal
from bumdes.ledger.queries import accounts_of, balance
from bumdes.ledger.services import approve
from bumdes.ledger.services.proposals import refuse
from tests.bumdes.banking.acts import OPENING, at, book, broken, standing
from tests.factories.banking import (
    lines_of,
    make_import,
)
from tests.factories.people import NOON, make_officer


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
