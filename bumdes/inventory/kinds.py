"""Kinds of goods and of slips, and the accounts they mean, by role. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What goods are kept for; it names the inventory account."""

    MERCHANDISE = "merchandise", _("Goods to sell")
    RAW = "raw", _("Raw material")
    FINISHED = "finished", _("Goods made here")
    SUPPLIES = "supplies", _("Supplies for own use")


class SlipKind(models.TextChoices):
    """Why goods moved."""

    OPENING = "opening", _("Opening stock")
    PURCHASE = "purchase", _("Purchase of goods")
    SALE = "sale", _("Sale")
    USE = "use", _("Used up")
    SUPPLIER_RETURN = "supplier_return", _("Returned to the supplier")
    CUSTOMER_RETURN = "customer_return", _("Returned by a customer")
    COUNT = "count", _("Difference found by counting")
    WRITE_OFF = "write_off", _("Spoilt or lost")
    TRANSFER = "transfer", _("Moved between units")


@dataclass(frozen=True)
class Accounts:
    """Roles of the accounts of one kind. Where a chart lacks one, the first that it has is taken."""

    stock: str
    revenue: tuple[str, ...] = ()  # empty: it is not for sale
    returns: tuple[str, ...] = ()
    discounts: tuple[str, ...] = ()
    cost: tuple[str, ...] = ()
    used: tuple[str, ...] = ()


_OF_GOODS = {
    "revenue": ("revenue_goods",),
    "returns": ("revenue_returns", "revenue_goods"),
    "discounts": ("revenue_discounts", "revenue_goods"),
    "cost": ("cost_of_goods",),
}
ACCOUNTS = {
    Kind.MERCHANDISE: Accounts("inventory_merchandise", used=("supplies_other",), **_OF_GOODS),
    Kind.RAW: Accounts("inventory_raw", used=("cost_of_production",), **_OF_GOODS),
    Kind.FINISHED: Accounts(
        "inventory_finished",
        revenue=("revenue_finished_goods",),
        returns=("revenue_finished_returns", "revenue_finished_goods"),
        discounts=("revenue_finished_discounts", "revenue_discounts", "revenue_finished_goods"),
        cost=("cost_of_finished_goods",),
        used=("supplies_other",),
    ),
    Kind.SUPPLIES: Accounts("supplies", used=("office_supplies", "supplies_other")),
}
VARIANCE = "inventory_variance"
STOCK_ROLES = tuple(accounts.stock for accounts in ACCOUNTS.values())
# What over the book's limit waits for a second person.
TWO_PEOPLE = frozenset({SlipKind.PURCHASE, SlipKind.WRITE_OFF, SlipKind.COUNT})
