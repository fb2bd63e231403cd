"""Reports on refunds: the operator's queue, and what a buyer sees of the way back of the money."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.money import format_rupiah
from marketplace.order.queries import Step
from marketplace.payment.models import Refund


def refunds_due() -> QuerySet[Refund]:
    """Money to return, what waits longest first."""
    return _full(Refund.objects.due()).order_by("requested_at", "pk")


def refunds_unchecked() -> QuerySet[Refund]:
    """Money said to be returned that a second person must look at, the oldest first."""
    return _full(Refund.objects.unchecked()).order_by("made_at", "pk")


def refunds_settled() -> QuerySet[Refund]:
    """Money that went back, the latest first."""
    return _full(Refund.objects.filter(settled_at__isnull=False)).order_by("-settled_at", "-pk")


def _full(refunds: QuerySet[Refund]) -> QuerySet[Refund]:
    return refunds.select_related("order__purchase", "order__seller", "split__payment", "made_by")


def refund_steps(refunds: Iterable[Refund]) -> list[Step]:
    """The steps after an order's end: the money that is due, or that went back. No query."""
    steps = []
    for refund in refunds:
        amount = format_rupiah(refund.amount)
        if refund.settled_at is None:
            steps.append(Step(_("%(amount)s is to be returned") % {"amount": amount}, None, "", "todo"))
        else:
            note = f"{refund.get_method_display()}: {refund.reference}"
            label = _("%(amount)s was returned") % {"amount": amount}
            steps.append(Step(label, refund.settled_at, note, "done"))
    return steps
