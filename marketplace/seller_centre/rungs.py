"""The ladder of "naik kelas": five steps, what each asks for, and what is still missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.sellers.models import Seller

SMALL_ENTERPRISE_SALES = 2_000_000_000  # above it a micro enterprise becomes small, PP 7/2021


@dataclass(frozen=True)
class Evidence:
    """What the system itself has seen of a shop. Amounts are whole rupiah."""

    is_verified: int  # 0 or 1, like the next two
    has_nib: int
    has_story: int
    public_products: int
    permits: int  # products with a P-IRT number or a halal certificate
    completed_orders: int
    months_rising: int  # whole months in a row with more sales than the month before
    on_time_percent: int  # of the orders handed over in 90 days
    handed_over: int  # how many those are
    people: int
    districts: int  # where its buyers live, in twelve months
    year_sales: int


@dataclass(frozen=True)
class Need:
    """One thing a step asks for. `page` names the seller's page where it is done."""

    text: str | Promise
    have: int
    want: int
    page: str

    @property
    def is_met(self) -> bool:
        return self.have >= self.want


@dataclass(frozen=True)
class Rung:
    number: int
    label: str | Promise
    needs: tuple[Need, ...]

    @property
    def missing(self) -> tuple[Need, ...]:
        return tuple(need for need in self.needs if not need.is_met)


# What the shop can do today stands first. Cut from the criteria of PP 7/2021 and the indicators
# of Bank Indonesia to what this system can see.
_NEEDS: dict[int, list[tuple[str | Promise, Callable[[Evidence], int], int, str]]] = {
    1: [
        (_("one product on sale"), lambda e: e.public_products, 1, "seller:product_new"),
        (_("a business number (NIB)"), lambda e: e.has_nib, 1, "seller:profile"),
        (_("a check by your BUMDes"), lambda e: e.is_verified, 1, "seller:profile"),
    ],
    2: [
        (_("the story of your shop"), lambda e: e.has_story, 1, "seller:profile"),
        (_("a P-IRT or halal number on a product"), lambda e: e.permits, 1, "seller:products"),
        (_("ten completed orders"), lambda e: e.completed_orders, 10, "seller:orders"),
    ],
    3: [
        (_("three months of rising sales"), lambda e: e.months_rising, 3, "seller:products"),
        (_("twenty orders sent in 90 days"), lambda e: e.handed_over, 20, "seller:orders"),
        (_("95 of 100 orders sent on time"), lambda e: e.on_time_percent, 95, "seller:orders"),
    ],
    4: [
        (_("two people working in the shop"), lambda e: e.people, 2, "seller:staff"),
        (_("buyers from five districts"), lambda e: e.districts, 5, "seller:products"),
        (_("ten products on sale"), lambda e: e.public_products, 10, "seller:product_new"),
    ],
    5: [
        (_("buyers from ten districts"), lambda e: e.districts, 10, "seller:products"),
        (
            _("sales above Rp2 billion in a year, a small enterprise by law"),
            lambda e: e.year_sales,
            SMALL_ENTERPRISE_SALES,
            "seller:products",
        ),
    ],
}


def ladder(evidence: Evidence) -> list[Rung]:
    """The five steps, lowest first, each with what it asks for and how far the shop is."""
    return [
        Rung(
            number=number,
            label=Seller.Level(number).label,
            needs=tuple(Need(text, have(evidence), want, page) for text, have, want, page in needs),
        )
        for number, needs in _NEEDS.items()
    ]
