"""Who paid for whom in a group."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bumdes.lending.calculations.liability import (
    Covered,
    GivenBack,
    MoreThanOwed,
    on_time_incentive,
    share_out,
    who_owes_whom,
)

SITI, AMINAH, RATNA = 1, 2, 3


def test_the_others_share_what_one_is_short_of():
    shared = share_out(100_000, of=SITI, members={SITI: 1, AMINAH: 1, RATNA: 2})

    assert shared == [Covered(AMINAH, SITI, 33_333), Covered(RATNA, SITI, 66_667)]


def test_nobody_is_liable_with_one_alone():
    with pytest.raises(ValueError, match="group of one"):
        share_out(1, of=SITI, members={SITI: 1})


def test_help_is_owed_until_it_is_given_back():
    facts = [Covered(AMINAH, SITI, 50_000), Covered(RATNA, SITI, 20_000), GivenBack(SITI, AMINAH, 30_000)]

    assert who_owes_whom(facts) == {(SITI, AMINAH): 20_000, (SITI, RATNA): 20_000}
    assert who_owes_whom([*facts, GivenBack(SITI, AMINAH, 20_000)]) == {(SITI, RATNA): 20_000}


def test_help_in_both_directions_is_set_against_each_other():
    facts = [Covered(AMINAH, SITI, 50_000), Covered(SITI, AMINAH, 70_000)]

    assert who_owes_whom(facts) == {(AMINAH, SITI): 20_000}
    assert who_owes_whom([*facts, Covered(AMINAH, SITI, 20_000)]) == {}


def test_no_more_is_given_back_than_is_owed():
    with pytest.raises(MoreThanOwed):
        who_owes_whom([Covered(AMINAH, SITI, 50_000), GivenBack(SITI, AMINAH, 50_001)])


@given(
    st.lists(
        st.builds(
            Covered, payer=st.integers(1, 5), of=st.integers(1, 5), amount=st.integers(1, 10**6)
        ).filter(lambda fact: fact.payer != fact.of),
        max_size=30,
    )
)
def test_what_each_is_owed_in_all_is_what_she_paid_less_what_was_paid_for_her(facts):
    owes = who_owes_whom(facts)

    for member in range(1, 6):
        owed_to = sum(amount for (_by, to), amount in owes.items() if to == member)
        owed_by = sum(amount for (by, _to), amount in owes.items() if by == member)
        paid = sum(fact.amount for fact in facts if fact.payer == member)
        helped = sum(fact.amount for fact in facts if fact.of == member)
        assert owed_to - owed_by == paid - helped
    assert all(amount > 0 and (to, by) not in owes for (by, to), amount in owes.items())


@given(
    st.integers(1, 10**9),
    st.dictionaries(st.integers(2, 30), st.integers(1, 10**6), min_size=1, max_size=12),
)
def test_shares_are_all_of_what_is_short(short, others):
    shared = share_out(short, of=SITI, members={SITI: 5, **others})

    assert sum(fact.amount for fact in shared) == short
    assert {fact.of for fact in shared} <= {SITI}
    assert SITI not in {fact.payer for fact in shared}


def test_the_incentive_is_of_the_interest_of_who_was_on_time():
    assert on_time_incentive(333_333, percent=10, is_on_time=True) == 33_333
    assert on_time_incentive(333_333, percent=10, is_on_time=False) == 0
    with pytest.raises(ValueError, match="0 to 100"):
        on_time_incentive(1, percent=101, is_on_time=True)
