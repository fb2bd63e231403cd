"""What may be shared of a year, what was shared, paid and reached the village."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.db.models.functions import Coalesce

from bumdes.closing.models import AllocationShare, ProfitAllocation, SharePayment, YearClosing
from bumdes.ledger.queries import accounts_of, trial_balance
from bumdes.organisations.models import Organisation
from bumdes.organisations.models.bylaws import ProfitPurpose


def shareable(closing: YearClosing) -> int:
    """The base of a year's shares: its profit, but no more than retained earnings hold after it.

    So earlier losses are covered first; zero or less means that there is nothing to share.
    """
    book = closing.organisation.book
    if book is None or closing.result <= 0:
        return 0
    retained = accounts_of(book)["retained_earnings"]
    rows = trial_balance(book, until=date(closing.year, 12, 31))
    held = next((row.closing for row in rows if row.account == retained.pk), 0)
    return min(closing.result, held)


@dataclass(frozen=True)
class ShareRow:
    pk: int
    purpose: str
    label: str
    percent: str
    amount: int
    paid: int
    is_payable: bool

    @property
    def rest(self) -> int:
        return self.amount - self.paid


def shares_of(allocation: ProfitAllocation) -> list[ShareRow]:
    """Every share with what was paid of it, in the order of the by-laws. One query."""
    rows = allocation.shares.annotate(paid=Coalesce(Sum("payments__amount"), 0)).order_by("pk")
    return [
        ShareRow(
            pk=row.pk,
            purpose=row.purpose,
            label=str(ProfitPurpose(row.purpose).label),
            percent=f"{row.share_bps / 100:g}".replace(".", ","),
            amount=row.amount,
            paid=row.paid,
            is_payable=row.purpose != ProfitPurpose.RESERVE,
        )
        for row in rows
    ]


def village_income(organisation: Organisation) -> dict[int, int]:
    """PADes paid to the village treasury, by the year that it was paid in. One query."""
    rows = (
        SharePayment.objects.filter(organisation=organisation, share__purpose=ProfitPurpose.VILLAGE)
        .values_list("paid_on__year")
        .annotate(paid=Sum("amount"))
        .order_by("paid_on__year")
    )
    return dict(rows)


def village_income_by_year(organisations: Sequence[Organisation]) -> dict[int, list[tuple[int, int]]]:
    """PADes of each BUMDes that paid any, by its key: years paid in and rupiah, the newest first.

    A payment stands here once the village treasury's receipt is written down. One query, none for nobody.
    """
    if not organisations:
        return {}
    rows = (
        SharePayment.objects.filter(organisation__in=organisations, share__purpose=ProfitPurpose.VILLAGE)
        .exclude(receipt_number="")
        .values_list("organisation", "paid_on__year")
        .annotate(paid=Sum("amount"))
        .order_by("organisation", "-paid_on__year")
    )
    found: dict[int, list[tuple[int, int]]] = {}
    for organisation, year, paid in rows:
        found.setdefault(organisation, []).append((year, paid))
    return found


def village_income_of_all(*, year: int) -> dict[int, int]:
    """PADes paid in a year by every BUMDes, by its key: a public figure. One query."""
    return dict(
        SharePayment.objects.filter(share__purpose=ProfitPurpose.VILLAGE, paid_on__year=year)
        .values_list("organisation")
        .annotate(paid=Sum("amount"))
        .order_by("organisation")
    )


def payments_of(share: AllocationShare) -> list[SharePayment]:
    return list(share.payments.select_related("paid_from", "made_by").order_by("paid_on", "pk"))
