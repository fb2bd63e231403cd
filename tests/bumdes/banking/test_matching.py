"""What is matched without a person: certain, one to one, and never against the sums."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from bumdes.banking.matching import WINDOW, Candidate, mirrors, ranked, sure_pairs
from bumdes.banking.models import MatchItem
from bumdes.banking.queries.statements import statement_of
from bumdes.ledger.access import opened
from core.invariants import violations
from tests.factories.banking import bank_of, make_bank_entry, make_import
from tests.factories.bookkeeping import make_hub

DAY = date(2026, 10, 15)


def one(pk: int, days: int, amount: int = 1_000, text: str = "") -> Candidate:
    return Candidate.of(pk, DAY + timedelta(days=days), amount, text)


def test_the_nearest_day_wins():
    assert sure_pairs([one(1, 0)], [one(10, 3), one(11, 1)]) == [(1, 11)]


def test_words_decide_between_equal_days():
    lines = [one(1, 0, text="TRF DR BUDI SANTOSO")]

    assert sure_pairs(lines, [one(10, 0, text="Bayar Siti"), one(11, 0, text="Bayar Budi")]) == [(1, 11)]


def test_words_against_days_leave_a_doubt():
    lines = [one(1, 0, text="TRF DR BUDI")]

    assert sure_pairs(lines, [one(10, 0, text="Siti"), one(11, 2, text="Budi")]) == []


def test_what_is_too_far_apart_is_left():
    assert sure_pairs([one(1, 0)], [one(10, WINDOW.days + 1)]) == []


def test_the_other_side_and_other_amounts_are_left():
    assert sure_pairs([one(1, 0)], [one(10, 0, -1_000), one(11, 0, 1_001)]) == []


def test_two_lines_that_want_one_posting_are_told_apart_by_days():
    assert sorted(sure_pairs([one(1, 0), one(2, 4)], [one(10, 4), one(11, 0)])) == [(1, 11), (2, 10)]


def test_who_is_left_alone_is_paired_afterwards():
    lines = [one(1, 0, text="budi"), one(2, 0, text="siti")]

    assert sorted(sure_pairs(lines, [one(10, 0, text="budi"), one(11, 0)])) == [(1, 10), (2, 11)]


def test_the_most_likely_is_offered_first():
    line = one(1, 0, text="BUDI")

    assert [c.pk for c in ranked(line, [one(10, 0), one(11, 5, text="budi"), one(12, 1)])] == [11, 10, 12]


def test_an_entry_and_its_reversal_find_each_other():
    assert mirrors([(1, "a", ""), (2, "b", "a"), (3, "c", ""), (4, "d", "gone")]) == [(1, 2)]


CANDIDATES = st.lists(
    st.builds(
        lambda days, amount, text: (days, amount, text),
        st.integers(0, 20),
        st.sampled_from([-500, 100, 300]),
        st.sampled_from(["", "budi", "siti air"]),
    ),
    max_size=12,
)


@given(CANDIDATES, CANDIDATES)
def test_pairs_are_one_to_one_of_one_amount_within_the_window(lines, postings):
    ours = {pk: one(pk, *given) for pk, given in enumerate(lines)}
    theirs = {pk: one(pk, *given) for pk, given in enumerate(postings)}

    pairs = sure_pairs(list(ours.values()), list(theirs.values()))

    assert len({line for line, _ in pairs}) == len({posting for _, posting in pairs}) == len(pairs)
    for line, posting in pairs:
        assert ours[line].amount == theirs[posting].amount
        assert abs(ours[line].day - theirs[posting].day) <= WINDOW
    # The order in which they are given decides nothing.
    assert sorted(pairs) == sorted(sure_pairs(list(ours.values())[::-1], list(theirs.values())[::-1]))


MOVES = st.lists(st.tuples(st.integers(1, 28), st.sampled_from([-400, 250, 1_000])), min_size=1, max_size=8)


class TestWhateverBankAndBooksSay(TestCase):
    @settings(max_examples=15, deadline=None)
    @given(MOVES, MOVES)
    def test_matches_balance_and_the_statement_explains_the_books(self, lines, postings):
        hub = make_hub(bank=10_000_000)
        bank = bank_of(hub)
        for day, amount in sorted(postings):
            make_bank_entry(bank, amount, day=date(2026, 10, day))

        make_import(
            bank, *[(f"{day:02d}/10", "X", amount) for day, amount in sorted(lines)], opening=10_000_000
        )

        statement = statement_of(bank, month_end=date(2026, 10, 31))
        assert statement is not None
        assert statement.difference == 0
        assert list(violations(only="banking.")) == []
        with opened(hub.book):
            assert MatchItem.objects.filter(stands=True).count() % 2 == 0
