"""What waits for an operator."""

from __future__ import annotations

from dataclasses import dataclass

from core.messages.models import Message
from marketplace.catalogue.reviews.models import ProductReview
from marketplace.operator.models import ManualMatch, StatementUpload
from marketplace.operator.queries.money import waiting_lines
from marketplace.payment.models import UnappliedReceipt
from marketplace.sellers.models import Seller


@dataclass(frozen=True)
class Queues:
    """How much waits in each queue."""

    lines: int
    matches: int
    uploads: int
    receipts: int
    reviews: int
    to_verify: int
    suspended: int
    letters: int

    @property
    def is_idle(self) -> bool:
        return not any((self.lines, self.matches, self.uploads, self.receipts, self.reviews, self.letters))


def queues() -> Queues:
    """Eight queries, whatever waits."""
    return Queues(
        lines=waiting_lines().count(),
        matches=ManualMatch.objects.filter(applied_at=None, withdrawn_at=None).count(),
        uploads=StatementUpload.objects.filter(result=None).exclude(rows=[]).count(),
        receipts=UnappliedReceipt.objects.filter(resolved_at=None).count(),
        reviews=ProductReview.objects.filter(status=ProductReview.FOR_MODERATION).count(),
        to_verify=Seller.objects.filter(status=Seller.Status.REGISTERED).count(),
        suspended=Seller.objects.filter(status=Seller.Status.SUSPENDED).count(),
        letters=Message.objects.filter(state=Message.State.FAILED).count(),
    )
