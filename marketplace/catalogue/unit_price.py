"""Unit prices: what goods cost per 100 g, kilogram, 100 ml, litre or piece, to compare packs."""

from __future__ import annotations

from dataclasses import dataclass

# (net unit, contents up to which the small measure is used) -> small and large measure
_MEASURES = {"g": (100, "100 g", 1000, "kg"), "ml": (100, "100 ml", 1000, "liter")}


@dataclass(frozen=True)
class UnitPrice:
    """Whole rupiah for one measure, such as Rp18.000 per "100 g"; "buah" is one piece."""

    amount: int
    measure: str


def unit_price(price: int, *, net_amount: int | None, net_unit: str) -> UnitPrice | None:
    """The price of one comparable measure, rounded half up to whole rupiah.

    Packs under a kilogram or litre are compared by 100 g or 100 ml, larger ones by kg or litre,
    contents counted in pieces by the piece. None when the contents are not known, or when the
    pack is itself one measure, so that nothing is said twice.
    """
    if not net_amount or not net_unit:
        return None
    if net_unit in _MEASURES:
        small, small_name, large, large_name = _MEASURES[net_unit]
        size, name = (large, large_name) if net_amount >= large else (small, small_name)
    else:
        size, name = 1, net_unit
    if net_amount == size:
        return None
    return UnitPrice((2 * price * size + net_amount) // (2 * net_amount), name)
