"""The bars of the summary: whole steps, heights in proportion, losses below the line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bumdes.office.chart import HEIGHT, LEFT, TOP, WIDTH, bars, nice_step, short

AMOUNTS = st.lists(st.integers(-(10**12), 10**12), min_size=12, max_size=12)


@pytest.mark.parametrize(
    ("most", "step"), [(1, 1), (4, 1), (5, 2), (60, 20), (48_000_000, 20_000_000), (10**12, 500 * 10**9)]
)
def test_four_steps_reach_the_highest_amount(most, step):
    assert nice_step(most) == step


def test_amounts_on_the_axis_are_short():
    assert [short(each) for each in (0, 900, 250_000, 1_500_000, -20_000_000, 2 * 10**9)] == [
        "0",
        "900",
        "250 rb",
        "1,5 jt",
        "-20 jt",
        "2 M",
    ]


@given(AMOUNTS, AMOUNTS)
def test_every_bar_stands_in_the_picture_on_the_line_of_nil(income, cost):
    chart = bars(["x"] * 12, [income, cost])
    nil = next(rule.y for rule in chart.rules if rule.label == "0")

    for number, group in enumerate(chart.groups):
        for bar, amount in zip(group.bars, (income[number], cost[number]), strict=True):
            assert bar.x >= LEFT
            assert bar.x + bar.width <= WIDTH
            assert bar.y >= TOP
            assert bar.y + bar.height <= HEIGHT
            assert nil == (bar.y + bar.height if amount >= 0 else bar.y)


def test_twice_the_amount_is_twice_as_high():
    first, second = (group.bars[0].height for group in bars(["a", "b"], [[30_000, 60_000]]).groups)

    assert abs(second - 2 * first) <= 1
