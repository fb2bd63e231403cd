"""Our schedules against tables that others published, to the rupiah."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bumdes.lending.calculations.rates import internal_rate
from bumdes.lending.calculations.requests import answer
from tests.bumdes.lending.golden import SCHEDULES, Golden, cents


@pytest.mark.parametrize("golden", SCHEDULES, ids=lambda golden: golden.name)
def test_schedule_is_the_published_one(golden: Golden):
    answered = answer(golden.asked)

    printed = [tuple(map(cents, row.split())) for row in golden.rows.split("|") if row]
    rows = [(row["principal"], row["interest"]) for row in answered["rows"]]
    assert rows[: len(printed)] == printed
    for n, parts in golden.parts.items():
        row = answered["rows"][n - 1]
        assert (
            tuple(round(Fraction(row[part], 100)) for part in ("principal", "interest", "balance")) == parts
        )
    assert {n: answered["rows"][n - 1]["due"] for n in golden.due} == golden.due
    if golden.total_interest:
        assert answered["totals"]["interest"] == cents(golden.total_interest)
        assert len(rows) == len(printed)
    if golden.effective:
        assert answered["effective_annual_rate_pct"] == golden.effective


def test_frappe_totals():
    """Frappe Lending prints its totals in whole units: 20,970 over 20 rows, 22,708 over 22."""
    first, second = (answer(golden.asked) for golden in SCHEDULES if "Frappe" in golden.source)

    assert [first["rows"][0]["total"], len(first["rows"]), len(second["rows"])] == [1_505_200, 20, 22]
    assert round(Fraction(first["totals"]["interest"], 100)) == 20_970
    assert round(Fraction(first["totals"]["total"], 100)) == 300_970
    assert round(Fraction(second["totals"]["interest"], 100)) == 22_708
    assert round(Fraction(second["totals"]["total"], 100)) == 302_708


# numpy-financial 1.0.0: pmt, ipmt of the first, middle and last period, and rate times 12, in percent.
@pytest.mark.parametrize(
    ("loan", "instalment", "interests", "yearly"),
    [
        ((1_000_000, "1.5", 1), 1_015_000, [15_000, 15_000, 15_000], "18.00"),
        ((1_000_000, "1.5", 12), 91_680, [15_000, 9_074, 1_355], "18.00"),
        ((25_000_000, "1", 60), 556_111, [250_000, 147_605, 5_506], "12.00"),
        ((3_250_000, "2", 24), 171_831, [65_000, 39_000, 3_369], "24.00"),
        ((100_000_000, "0.75", 36), 3_179_973, [750_000, 420_873, 23_672], "9.00"),
        ((777_777, "1.99", 7), 120_130, [15_478, 9_105, 2_344], "23.88"),
    ],
)
def test_annuity_is_that_of_numpy_financial(loan, instalment, interests, yearly):
    principal, rate, periods = loan
    answered = answer(
        {
            "principal": principal,
            "method": "annuity",
            "period_rate_pct": rate,
            "periods": periods,
            "disbursed": "2026-01-05",
        }
    )

    rows = answered["rows"]
    assert rows[0]["total"] == instalment
    assert [rows[n - 1]["interest"] for n in (1, (periods + 1) // 2, periods)] == interests
    assert answered["effective_annual_rate_pct"] == yearly


def test_flat_2_percent_over_six_months_is_3_34_a_month():
    rate = internal_rate(600_000, [112_000] * 6)

    assert f"{rate * 100:.2f}" == "3.34"


def test_at_least_twenty_tables_are_published():
    assert len({golden.name for golden in SCHEDULES}) >= 20
