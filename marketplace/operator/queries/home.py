"""What waits for an operator."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.catalogue.reviews.models import ProductReview
from marketplace.gateways.provider.models import ProviderEvent
from marketplace.operator.models import ManualMatch, StatementUpload
from marketplace.operator.queries.money import waiting_lines
from marketplace.operator.queries.trade import letters
from marketplace.payment.models import Refund, UnappliedReceipt
from marketplace.sellers.models import Seller


@dataclass(frozen=True)
class Queues:
    """How much waits in each queue."""

    lines: int
    matches: int
    uploads: int
    receipts: int
    refunds: int
    refunds_unchecked: int
    events: int
    reviews: int
    to_verify: int
    suspended: int
    letters: int

    @property
    def is_idle(self) -> bool:
        waiting = (self.lines, self.matches, self.uploads, self.receipts, self.refunds)
        return not any((*waiting, self.refunds_unchecked, self.events, self.reviews, self.letters))


def queues() -> Queues:
    """Eleven queries, whatever waits."""
    return Queues(
        lines=waiting_lines().count(),
        matches=ManualMatch.objects.filter(applied_at=None, withdrawn_at=None).count(),
        uploads=StatementUpload.objects.filter(result=None).exclude(rows=[]).count(),
        receipts=UnappliedReceipt.objects.filter(resolved_at=None).count(),
        refunds=Refund.objects.due().count(),
        refunds_unchecked=Refund.objects.unchecked().count(),
        events=ProviderEvent.objects.for_a_person().count(),
        reviews=ProductReview.objects.filter(status=ProductReview.FOR_MODERATION).count(),
        to_verify=Seller.objects.filter(status=Seller.Status.REGISTERED).count(),
        suspended=Seller.objects.filter(status=Seller.Status.SUSPENDED).count(),
        letters=letters().count(),
    )
