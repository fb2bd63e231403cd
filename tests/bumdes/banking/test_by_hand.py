"""Matching: what an import is sure of, what a person pairs, and what is refused."""

from __future__ import annotations

import pytest
from django.db import transaction

from bumdes.banking.models import Match, MatchItem
from bumdes.banking.services import (
    match_by_hand,
    match_certain,
    undo_match,
)
from bumdes.banking.services.refusals import (
    AlreadyMatched,
    ManyWithMany,
    NotOfThisAccount,
    SumsDiffer,
)
from bumdes.ledger.models import Entry
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services import reverse
from tests.bumdes.banking.acts import OPENING, at, broken, standing
from tests.factories.banking import (
    lines_of,
    make_bank_entry,
    make_import,
    pks,
    posting_of,
)
from tests.factories.people import NOON


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
