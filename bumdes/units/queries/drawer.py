"""What is in a drawer, and what was taken at a counter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from bumdes.ledger.models import Account
from bumdes.organisations.models import Organisation
from bumdes.units.models import CashReceipt, DrawerShift
from core.users.models import User


@dataclass(frozen=True)
class Drawer:
    """The figures of one shift. Amounts are whole rupiah; gap is None until it was counted."""

    opening: int
    taken: int
    receipts: int
    gap: int | None

    @property
    def expected(self) -> int:
        return self.opening + self.taken


def open_shift_of(cashier: User) -> DrawerShift | None:
    """The drawer this person has open, in whichever BUMDes; one at most. One query."""
    return (
        DrawerShift.objects.filter(cashier=cashier, closed_at=None)
        .select_related("organisation", "cashier")
        .first()
    )


def drawer_for(
    cashier: User, organisation: Organisation, *, account: Account, day: date, today: date
) -> DrawerShift | None:
    """The open drawer that this money goes into: cash of today, taken by who has one open here.

    What went to the bank, and cash written down late, is in no drawer. One query at most.
    """
    if account.role != "cash" or day != today:
        return None
    shift = open_shift_of(cashier)
    return shift if shift is not None and shift.organisation_id == organisation.pk else None


def drawer_of(shift: DrawerShift) -> Drawer:
    """What a shift took, and what its drawer should hold. One query."""
    sums = shift.receipts.aggregate(taken=Sum("amount", default=0), receipts=Count("pk"))
    gap = None
    if shift.counted_cash is not None and shift.expected_cash is not None:
        gap = shift.counted_cash - shift.expected_cash
    return Drawer(opening=shift.opening_cash, taken=sums["taken"], receipts=sums["receipts"], gap=gap)


def taken_on(organisation: Organisation, *, day: date) -> Drawer:
    """What all drawers of a BUMDes took on one day, in local time. One query."""
    sums = CashReceipt.objects.filter(organisation=organisation, taken_at__date=day).aggregate(
        taken=Sum("amount", default=0), receipts=Count("pk")
    )
    return Drawer(opening=0, taken=sums["taken"], receipts=sums["receipts"], gap=None)
