"""The score: what each factor gives, and that more of a good thing is never worth less."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bumdes.lending.calculations.scoring import MOST, Evidence, Factor, Grade, grade, score
from bumdes.lending.score_words import why

NOTHING = Evidence(principal=1_000_000, monthly=100_000)
ALL = replace(
    NOTHING, savings=500_000, loans_repaid=3, worst_days_late=0, monthly_sales=900_000, free_income=400_000
)


def points(evidence: Evidence) -> dict[str, int]:
    return {line.factor.value: line.points for line in score(evidence)}


def test_most_of_everything_is_a_hundred():
    assert sum(MOST.values()) == 100
    assert points(ALL) == {factor.value: most for factor, most in MOST.items()}


def test_what_nobody_can_say_gives_nothing():
    assert set(points(NOTHING).values()) == {0}
    assert {line.reason for line in score(NOTHING)} == {"unknown"}


def test_a_first_loan_speaks_neither_for_nor_against():
    lines = {line.factor: line for line in score(replace(NOTHING, loans_repaid=0))}

    assert (lines[Factor.REPAYMENT].points, lines[Factor.REPAYMENT].reason) == (12, "first_loan")
    assert lines[Factor.LEVEL].points == 2


@pytest.mark.parametrize(("days", "expected"), [(0, 30), (10, 24), (11, 15), (30, 15), (90, 6), (91, 0)])
def test_days_late_cost_points(days, expected):
    assert points(replace(ALL, worst_days_late=days))["repayment"] == expected


@pytest.mark.parametrize(("free", "expected"), [(-5, 0), (99_999, 9), (100_000, 10), (200_000, 20)])
def test_capacity_is_what_is_left_against_what_the_loan_takes(free, expected):
    assert points(replace(NOTHING, free_income=free))["capacity"] == expected


@pytest.mark.parametrize(
    ("total", "said"), [(70, Grade.STRONG), (69, Grade.FAIR), (45, Grade.FAIR), (44, Grade.WEAK)]
)
def test_grade_by_the_sum(total, said):
    assert grade(total) == said


money = st.integers(0, 50_000_000)


@given(
    st.builds(
        Evidence,
        principal=st.integers(1, 50_000_000),
        monthly=st.integers(1, 5_000_000),
        savings=st.none() | money,
        loans_repaid=st.none() | st.integers(0, 9),
        worst_days_late=st.integers(0, 400),
        loans_running=st.integers(0, 3),
        monthly_sales=st.none() | money,
        free_income=st.none() | st.integers(-5_000_000, 50_000_000),
    ),
    st.integers(1, 10_000_000),
)
def test_points_stay_within_their_most_rise_with_the_good_and_say_why(evidence, more):
    lines = score(evidence)

    assert all(0 <= line.points <= line.most for line in lines)
    assert all(why(line.factor, line.reason, line.values) for line in lines)
    better = replace(
        evidence,
        savings=(evidence.savings or 0) + more,
        monthly_sales=(evidence.monthly_sales or 0) + more,
        free_income=(evidence.free_income if evidence.free_income is not None else 0) + more,
    )
    assert all(then.points >= now.points for now, then in zip(lines, score(better), strict=True))
