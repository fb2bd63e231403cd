"""What a member sold on the market: the answer to lending's question, where both sides consented."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from bumdes.lending.evidence import SalesOfMonth
from bumdes.members.enums import Purpose
from bumdes.members.models import Consent, Member
from marketplace.settlement.models import MemberLink, Reversal, Settlement


class MarketSales:
    """Fills the port of the lending room (apps)."""

    def sold_by(self, member: Member, *, since: date, until: date) -> list[SalesOfMonth]:
        """Goods of completed orders by month, less what went back, oldest first. Two queries.

        Nothing unless the shop is linked by both sides and the member lets its sales be shown.
        """
        if not Consent.objects.live().filter(member=member, purpose=Purpose.SALES).exists():
            return []
        back = (
            Reversal.objects.filter(settlement=OuterRef("pk"))
            .order_by()
            .values("settlement")
            .annotate(n=Sum("goods"))
        )
        months = (
            Settlement.objects.filter(
                seller__in=MemberLink.objects.live().filter(member=member).values("seller"),
                at__gte=_midnight(since),
                at__lt=_midnight(until + timedelta(days=1)),
            )
            .annotate(month=TruncMonth("at"), kept=F("goods") - Coalesce(Subquery(back.values("n")), 0))
            .values("month")
            .annotate(orders=Count("pk"), amount=Sum("kept"))
            .order_by("month")
        )
        return [
            SalesOfMonth(timezone.localdate(row["month"]), row["orders"], int(row["amount"]))
            for row in months
        ]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
