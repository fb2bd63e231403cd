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


def refunds_on_their_way() -> QuerySet[Refund]:
    """Asked of a provider, the longest without an answer first."""
    return _full(Refund.objects.on_its_way()).order_by("sent_at", "pk")


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
            steps.append(_coming(refund, amount))
        else:
            by_hand = f"{refund.get_method_display()}: {refund.reference}"
            note = by_hand if refund.made_at else _("The way you paid; your bank may show it days later.")
            label = _("%(amount)s was returned") % {"amount": amount}
            steps.append(Step(label, refund.settled_at, note, "done"))
    return steps


def _coming(refund: Refund, amount: str) -> Step:
    """Money that has not gone yet, in words that say whether the buyer must do something."""
    if refund.state == Refund.State.SENT:
        return Step(
            _("%(amount)s is on its way back to you") % {"amount": amount},
            refund.sent_at or refund.made_at,
            "",
            "current",
        )
    note = {
        Refund.Target.ORIGINAL: _("The way you paid. You need not do anything."),
        Refund.Target.BANK: _("We ask you for an account number by telephone or WhatsApp."),
        Refund.Target.CASH: _("You can fetch it at the BUMDes."),
    }[Refund.Target(refund.target)]
    if refund.state == Refund.State.FAILED:
        note = _("It could not go back the way you paid. We look for another way and tell you.")
    return Step(_("%(amount)s is to be returned") % {"amount": amount}, None, note, "todo")
