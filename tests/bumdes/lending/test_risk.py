"""Classes by days late, what is set aside, PAR and NPL."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from bumdes.lending.calculations.risk import (
    KSP,
    POJK_19_2021,
    POJK_41_2024,
    SCALES,
    CollateralKind,
    Collectability,
    Position,
    counted_collateral,
    portfolio,
    provision,
    scale_in_force,
)

C = Collectability


@pytest.mark.parametrize(
    ("days", "collectability", "percent"),
    [
        (0, C.CURRENT, 0),
        (10, C.CURRENT, 0),
        (11, C.WATCHED, 5),
        (90, C.WATCHED, 5),
        (91, C.SUBSTANDARD, 15),
        (120, C.SUBSTANDARD, 15),
        (121, C.DOUBTFUL, 50),
        (180, C.DOUBTFUL, 50),
        (181, C.LOSS, 100),
        (9_999, C.LOSS, 100),
    ],
)
def test_five_classes_of_pojk_41_2024(days, collectability, percent):
    step = POJK_41_2024.step(days)

    assert (step.collectability, step.percent) == (collectability, percent)


@pytest.mark.parametrize("scale", SCALES.values(), ids=lambda scale: scale.code)
def test_every_scale_rises_and_has_no_end(scale):
    bounds = [step.days for step in scale.steps]

    assert bounds[-1] is None
    assert bounds[:-1] == sorted(set(bounds[:-1]))
    assert [step.percent for step in scale.steps] == sorted({step.percent for step in scale.steps})
    assert len({step.collectability for step in scale.steps}) == len(scale.steps)


def test_the_older_presets_have_three_and_four_classes():
    assert [len(POJK_19_2021.steps), len(KSP.steps)] == [3, 4]


def test_a_day_is_read_by_the_scale_of_that_day():
    scales = (POJK_41_2024, POJK_19_2021)

    assert scale_in_force(scales, on=date(2024, 12, 31)) == POJK_19_2021
    assert scale_in_force(scales, on=date(2025, 1, 1)) == POJK_41_2024
    with pytest.raises(ValueError, match="no scale"):
        scale_in_force(scales, on=date(2019, 1, 1))


def test_negative_days_have_no_class():
    with pytest.raises(ValueError, match="not negative"):
        POJK_41_2024.step(-1)


def test_collateral_counts_in_part():
    given = [(kind, 1_000_001) for kind in CollateralKind]

    assert counted_collateral(given) == 1_000_001 + 800_000 + 600_000 + 500_000 + 500_000


@pytest.mark.parametrize(
    ("principal", "collateral", "percent", "kept"),
    [
        (1_000_000, 0, 5, 50_000),
        (1_000_000, 400_000, 50, 300_000),
        (1_000_000, 2_000_000, 100, 0),
        (33, 0, 5, 2),
    ],
)
def test_provision_is_of_what_collateral_leaves(principal, collateral, percent, kept):
    assert provision(principal=principal, collateral=collateral, percent=percent) == kept


def test_par_and_npl():
    found = portfolio(
        [
            Position(6_000_000, 0, C.CURRENT, 0, 0),
            Position(2_000_000, 31, C.WATCHED, 0, 100_000),
            Position(1_000_000, 100, C.SUBSTANDARD, 400_000, 90_000),
            Position(1_000_000, 200, C.LOSS, 2_000_000, 0),
        ]
    )

    assert (found.par30, found.npl_gross, found.npl_net) == (
        Fraction(4, 10),
        Fraction(2, 10),
        Fraction(510_000, 10_000_000),
    )


def test_thirty_days_late_is_not_yet_par30():
    assert portfolio([Position(1, 30, C.WATCHED, 0, 0)]).par30 == 0


def test_a_portfolio_of_nothing_has_no_risk():
    empty = portfolio([])

    assert (empty.par30, empty.npl_gross, empty.npl_net) == (0, 0, 0)
