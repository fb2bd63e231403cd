"""What goods cost per comparable measure."""

import pytest

from marketplace.catalogue.unit_price import UnitPrice, unit_price


@pytest.mark.parametrize(
    ("price", "amount", "unit", "expected"),
    [
        (45_000, 250, "g", UnitPrice(18_000, "100 g")),
        (64_000, 5_000, "g", UnitPrice(12_800, "kg")),
        (10_000, 300, "g", UnitPrice(3_333, "100 g")),
        (10_001, 200, "g", UnitPrice(5_001, "100 g")),
        (9_000, 600, "ml", UnitPrice(1_500, "100 ml")),
        (30_000, 2_000, "ml", UnitPrice(15_000, "liter")),
        (68_000, 6, "buah", UnitPrice(11_333, "buah")),
        (9_000, 100, "g", None),
        (9_000, 1_000, "g", None),
        (9_000, 1, "buah", None),
        (9_000, None, "", None),
    ],
)
def test_unit_price(price, amount, unit, expected):
    assert unit_price(price, net_amount=amount, net_unit=unit) == expected
