"""What may be shown and who may sell: reviews, shops; and letters that did not arrive."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.audit.models import AuditLine
from core.audit.services import record
from core.locks import lock
from core.messages.models import Message
from core.messages.services import notify
from core.refusals import Refusal
from core.users.models import User
from marketplace.catalogue.reviews.models import ProductReview
from marketplace.catalogue.reviews.services import moderate
from marketplace.search.services import index_products, index_seller
from marketplace.sellers.models import Seller
from marketplace.sellers.services import set_status


class ReasonNeeded(Refusal):
    message = _("Write the reason: the person concerned reads it.")
    field = "reason"


class NotFailed(Refusal):
    message = _("This letter has not failed, so it is not sent again.")


def decide_review(
    *, review: ProductReview, approve: bool, reason: str, actor: User, now: datetime
) -> ProductReview:
    """Show a review, or keep it hidden and tell its writer why. Raises ReasonNeeded."""
    reason = reason.strip()[:200]
    if not approve and not reason:
        raise ReasonNeeded
    review = moderate(review=review, approve=approve, actor=actor, now=now)
    with transaction.atomic(durable=True):
        if not approve:
            record(action="review.reason", subject=review, actor=actor, at=now, reason=reason)
            _tell_rejected(review, reason, now)
        index_products(product_ids=[review.product_id])
    return review


def _tell_rejected(review: ProductReview, reason: str, now: datetime) -> None:
    if review.user is None:
        return
    title = review.product.get_title()[:80]
    with override("id"):  # readers choose a language per visit; letters are Indonesian
        notify(
            recipient=review.user,
            event="review.rejected",
            subject=_text("Your review of %(product)s is not shown") % {"product": title},
            body=_text("The reason: %(reason)s") % {"reason": reason},
            link=reverse("account:home"),
            key=f"review:{review.pk}:rejected",
            at=now,
        )


def suspend_shop(*, seller: Seller, reason: str, actor: User, now: datetime) -> Seller:
    """Close a shop from outside: its goods leave every list at once, open orders go on.

    Raises ReasonNeeded.
    """
    return _set_status(seller, Seller.Status.SUSPENDED, reason=reason, actor=actor, now=now)


def reopen_shop(*, seller: Seller, reason: str, actor: User, now: datetime) -> Seller:
    """Give a suspended shop back what it was; its goods are on sale again. Raises ReasonNeeded."""
    return _set_status(seller, status_before(seller), reason=reason, actor=actor, now=now)


def status_before(seller: Seller) -> Seller.Status:
    """What a suspended shop was before. One query."""
    subject = f"{seller._meta.label_lower}:{seller.pk}"
    turns = AuditLine.objects.filter(
        subject=subject, action="seller.status", data__new=Seller.Status.SUSPENDED.value
    )
    old = turns.order_by("-at", "-pk").values_list("data__old", flat=True).first()
    return Seller.Status.VERIFIED if old == Seller.Status.VERIFIED else Seller.Status.REGISTERED


def _set_status(seller: Seller, status: Seller.Status, *, reason: str, actor: User, now: datetime) -> Seller:
    reason = reason.strip()[:300]
    if not reason:
        raise ReasonNeeded
    with transaction.atomic(durable=True):
        lock(seller)
        if (seller.status == Seller.Status.SUSPENDED) == (status == Seller.Status.SUSPENDED):
            return seller
        set_status(seller=seller, status=status, reason=reason, actor=actor, now=now)
        index_seller(seller_id=seller.pk)
        _tell_shop(seller, status, reason, now)
    return seller


def _tell_shop(seller: Seller, status: Seller.Status, reason: str, now: datetime) -> None:
    with override("id"):
        if status == Seller.Status.SUSPENDED:
            subject = _text("%(shop)s is suspended") % {"shop": seller.name}
            body = _text(
                "Your goods are not shown for now. Finish the orders you have. The reason: %(reason)s"
            )
        else:
            subject = _text("%(shop)s is open again") % {"shop": seller.name}
            body = _text("Your goods are on sale again. The reason: %(reason)s")
        for member in seller.staff.filter(ended_at=None).select_related("user"):
            notify(
                recipient=member.user,
                event=f"seller.{status}",
                subject=subject,
                body=body % {"reason": reason},
                link=reverse("seller:home", args=[seller.slug]),
                key=f"seller:{seller.pk}:{status}:{now.isoformat()}",
                at=now,
            )


def send_again(*, letter: Message, actor: User, now: datetime) -> Message:
    """Let a failed letter be tried anew. Raises NotFailed."""
    with transaction.atomic(durable=True):
        lock(letter)
        if letter.state != Message.State.FAILED:
            raise NotFailed
        letter.state, letter.tries = Message.State.WAITING, 0
        letter.save(update_fields=["state", "tries"])
        record(action="letter.again", subject=letter, actor=actor, at=now)
    return letter
