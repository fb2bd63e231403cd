"""What should be done before a month is closed. Each check looks at one thing and says where to do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from bumdes.assets.queries import wear_due
from bumdes.banking.queries.accounts import bank_accounts
from bumdes.bookkeeping.models import CashCount
from bumdes.inventory.queries import last_counts
from bumdes.ledger.enums import ProposalState
from bumdes.ledger.models import Proposal
from bumdes.ledger.queries import accounts_of, balance
from bumdes.organisations.books import book_of
from bumdes.organisations.models import Organisation
from bumdes.units.models import DrawerShift
from core.money import format_rupiah

HALF_A_YEAR = timedelta(days=184)


@dataclass(frozen=True)
class Check:
    """One line of the checklist. What blocks must be done; the rest may be left with a reason.

    What a BUMDes has not begun to do is advice: it stands open and asks for no reason.
    """

    name: str
    label: str
    is_done: bool
    detail: str = ""
    url: str = ""
    blocks: bool = False
    is_advice: bool = False


def nothing_waits(organisation: Organisation, month_end: date) -> Check:
    waiting = Proposal.objects.filter(
        book=organisation.book, state=ProposalState.WAITING, date__lte=month_end
    ).count()
    return Check(
        name="nothing_waits",
        label=_("Every proposed journal of the month is decided"),
        is_done=not waiting,
        detail=_("%(count)d journals wait for a second person.") % {"count": waiting} if waiting else "",
        blocks=True,
    )


def drawers_are_closed(organisation: Organisation, month_end: date) -> Check:
    still_open = DrawerShift.objects.filter(
        organisation=organisation, closed_at=None, opened_at__date__lte=month_end
    ).count()
    return Check(
        name="drawers_are_closed",
        label=_("Every drawer of the counter is counted and closed"),
        is_done=not still_open,
        detail=_("%(count)d drawer shifts are still open.") % {"count": still_open} if still_open else "",
        url=reverse("hub:shifts", args=[organisation.code]),
        blocks=True,
    )


def units_agree(organisation: Organisation, month_end: date) -> Check:
    """Inter-unit accounts vanish when all units are put together."""
    accounts = accounts_of(book_of(organisation))
    left = sum(
        account.signed(1, 0) * balance(account, on=month_end)
        for account in accounts
        if account.line in ("rk_unit_usaha", "rk_pusat")
    )
    return Check(
        name="units_agree",
        label=_("What the units owe each other cancels out"),
        is_done=not left,
        detail=_("A difference of %(amount)s is left.") % {"amount": format_rupiah(left)} if left else "",
    )


def wear_is_booked(organisation: Organisation, month_end: date) -> Check:
    due = sum(
        amount for rows in wear_due(organisation, through=month_end).values() for _asset, amount in rows
    )
    return Check(
        name="wear_is_booked",
        label=_("The depreciation of fixed assets is booked"),
        is_done=not due,
        detail=_("%(amount)s are not booked yet.") % {"amount": format_rupiah(due)} if due else "",
        url=reverse("assets:home", args=[organisation.code]),
        blocks=True,
    )


def banks_are_reconciled(organisation: Organisation, month_end: date) -> Check:
    """Does not block: a bank's list may come weeks late, and the books are right without it. One query."""
    accounts = [
        row for row in bank_accounts(book_of(organisation), month_end=month_end) if row.held or row.starts_on
    ]
    begun = [row for row in accounts if row.starts_on is not None and row.starts_on <= month_end]
    left = [row for row in accounts if not row.is_reconciled]
    return Check(
        name="banks_are_reconciled",
        label=_("Every bank account is reconciled to the end of the month"),
        is_done=not left,
        detail=_("Not yet: %(names)s.") % {"names": ", ".join(row.name for row in left)} if left else "",
        url=reverse("banking:home", args=[organisation.code]),
        is_advice=not any(row in begun for row in left),
    )


def cash_is_counted(organisation: Organisation, month_end: date) -> Check:
    """Does not block: a month that went by uncounted cannot be counted any more. One query."""
    counted = CashCount.objects.filter(book=organisation.book, account__role="cash").aggregate(
        ever=Count("pk"),
        in_month=Count("pk", filter=Q(counted_on__range=(month_end.replace(day=1), month_end))),
    )
    return Check(
        name="cash_is_counted",
        label=_("The cash box was counted in the month"),
        is_done=bool(counted["in_month"]),
        detail="" if counted["in_month"] else _("There is no count of this month."),
        url=reverse("books:counts", args=[organisation.code]),
        is_advice=not counted["ever"],
    )


def stock_is_counted(organisation: Organisation, month_end: date) -> Check:
    """Does not block: goods are counted twice a year, and what a month missed is gone. One query."""
    counts = last_counts(book_of(organisation), on=month_end)
    since = month_end - HALF_A_YEAR
    left = [unit for unit, counted in counts.items() if counted is None or counted < since]
    return Check(
        name="stock_is_counted",
        label=_("Stock was counted in the last six months"),
        is_done=not left,
        detail=_("Not yet: %(names)s.") % {"names": ", ".join(left)} if left else "",
        url=reverse("inventory:count", args=[organisation.code]),
        is_advice=not any(counts.values()),
    )


# In the order of the day's work. Rooms below add theirs here, since this room knows them all.
CHECKS: list[Callable[[Organisation, date], Check]] = [
    nothing_waits,
    drawers_are_closed,
    banks_are_reconciled,
    cash_is_counted,
    stock_is_counted,
    wear_is_booked,
    units_agree,
]


def checklist(organisation: Organisation, *, month_end: date) -> list[Check]:
    """Every check for one month."""
    return [check(organisation, month_end) for check in CHECKS]
