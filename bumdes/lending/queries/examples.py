"""What a product comes to, by an example: its schedule, what it costs, and the effective rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bumdes.lending.calculations.rates import effective_annual_rate
from bumdes.lending.calculations.requests import totals
from bumdes.lending.calculations.schedule import Row, schedule
from bumdes.lending.calculations.terms import Method, Terms
from bumdes.lending.models import Product


@dataclass(frozen=True)
class Example:
    """A schedule with its sums in rupiah; the effective rate in percent a year."""

    terms: Terms
    rows: tuple[Row, ...]
    totals: dict[str, int]
    fee: int
    effective: float

    @property
    def is_flat(self) -> bool:
        """Where the named rate and the effective one lie far apart."""
        return self.terms.method in (Method.FLAT, Method.MURABAHAH)

    @property
    def received(self) -> int:
        return self.terms.principal - self.fee


def drawn(terms: Terms, *, fee: int) -> Example:
    """Terms with all that follows from them. Raises Unschedulable."""
    rows = schedule(terms)
    return Example(terms, tuple(rows), totals(rows), fee, effective_annual_rate(terms, rows))


def example_of(
    product: Product, principal: int, periods: int, *, on: date, instalment: int | None = None
) -> Example:
    """A loan on a product that is paid out on a day. Raises BadRequest, Unschedulable."""
    terms = product.terms_for(principal, periods, disbursed=on, instalment=instalment)
    return drawn(terms, fee=product.fee_of(principal))
