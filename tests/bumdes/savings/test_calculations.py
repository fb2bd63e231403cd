"""Interest of a month by lowest and by average balance."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bumdes.savings.calculations import Balances, add_months, interest, month_balances, month_ends

MARCH = date(2026, 3, 1)


def test_lowest_is_what_was_there_at_the_end_of_every_day():
    found = month_balances(100_000, [(date(2026, 3, 5), -40_000), (date(2026, 3, 20), 90_000)], month=MARCH)

    assert found.lowest == 60_000
    # 4 days of 100,000, 15 of 60,000 and 12 of 150,000.
    assert found.sum == 4 * 100_000 + 15 * 60_000 + 12 * 150_000
    assert found.days == 31


def test_what_goes_and_comes_on_one_day_does_not_lower_it():
    found = month_balances(100_000, [(date(2026, 3, 5), -90_000), (date(2026, 3, 5), 90_000)], month=MARCH)

    assert found.lowest == found.average == 100_000


def test_an_account_that_begins_within_the_month_has_a_lowest_of_nothing():
    found = month_balances(0, [(date(2026, 3, 16), 310_000)], month=MARCH)

    assert (found.lowest, found.sum) == (0, 16 * 310_000)


def test_one_that_begins_on_the_first_counts_whole():
    assert month_balances(0, [(MARCH, 50_000)], month=MARCH) == Balances(50_000, 31 * 50_000, 31)


@pytest.mark.parametrize(
    ("until", "days"),
    [(date(2026, 3, 11), 10), (MARCH, 0), (date(2026, 2, 1), 0), (date(2026, 4, 1), 31), (None, 31)],
)
def test_term_savings_count_until_their_due_date(until, days):
    assert month_balances(1_000_000, [], month=MARCH, until=until).sum == days * 1_000_000


@pytest.mark.parametrize(
    ("base", "bps", "expected"),
    [
        (1_000_000, 300, 2_547),  # 1,000,000 x 3 % x 31 / 365 = 2547.9…
        (1_000_000, 0, 0),
        (100_000, 1, 0),  # a few sen earn nothing
        (117_742, 100, 100),  # 3,650,002 / 36,500: just enough
        (117_741, 100, 99),
    ],
)
def test_interest_is_floored(base, bps, expected):
    found = month_balances(base, [], month=MARCH)

    assert interest(found, rate_bps=bps, is_lowest=True) == expected
    assert interest(found, rate_bps=bps, is_lowest=False) == expected


def test_months_are_added_to_the_last_day_of_a_shorter_one():
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert add_months(date(2026, 12, 15), 1) == date(2027, 1, 15)
    assert month_ends(date(2028, 2, 10)) == (date(2028, 2, 1), date(2028, 2, 29))


days = st.dates(MARCH, date(2026, 3, 31))


@given(
    before=st.integers(0, 10**9),
    ins=st.lists(st.tuples(days, st.integers(1, 10**9)), max_size=12),
    until=st.none() | st.dates(date(2026, 2, 20), date(2026, 4, 5)),
    bps=st.integers(0, 3000),
)
def test_balances_are_those_of_a_day_by_day_count(before, ins, until, bps):
    ends = []
    for n in range(31):
        day = MARCH + timedelta(days=n)
        standing = before + sum(amount for on, amount in ins if on <= day)
        ends.append(0 if until is not None and day >= until else standing)

    found = month_balances(before, ins, month=MARCH, until=until)

    assert found == Balances(min(ends), sum(ends), 31)
    by_lowest = interest(found, rate_bps=bps, is_lowest=True)
    assert by_lowest <= interest(found, rate_bps=bps, is_lowest=False)
    assert by_lowest == min(ends) * bps * 31 // 3_650_000
