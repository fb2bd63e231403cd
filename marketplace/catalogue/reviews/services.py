"""Writing, moderating and answering reviews."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol, cast

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.locks import lock
from core.refusals import Conflict, Refusal
from core.users.models import User
from marketplace.catalogue.reviews.models import ProductReview

# States of an order (order.enums.Status) whose goods have come. Orders stand above this room,
# so it knows of a bought line only what BoughtLine says.
REVIEWABLE = frozenset({"delivered", "completed"})
MAX_BODY = 2000
MAX_REPLY = 1000


class BoughtLine(Protocol):
    """A line of an order, as a review sees it: an order.models.Line."""

    pk: Any
    product_id: int | None
    product: Any
    order: Any
    delivered: int
    returned: int


class NotReceived(Refusal):
    message = _("You can review goods after you have received them.")


class AlreadyReviewed(Refusal):
    message = _("You have already reviewed this.")


class BadScore(Refusal):
    message = _("Choose from one to five stars.")
    field = "score"


class TooLong(Refusal):
    message = _("Write at most %(most)s characters.")
    field = "body"


class NothingWritten(Refusal):
    message = _("Write your reply.")
    field = "reply"


def may_review(line: BoughtLine) -> bool:
    """True when the goods of this line came and stayed; needs `line.order` loaded."""
    return line.order.status in REVIEWABLE and line.delivered > line.returned and line.product_id is not None


def write_review(
    *, user: User, order_line: BoughtLine, score: int, title: str, body: str, key: str, now: datetime
) -> ProductReview:
    """Review what one bought; it is shown once somebody has looked at it.

    Stands with the product's own page, so a variant's review is its parent's. The same key
    gives the same review again. Raises NotReceived, AlreadyReviewed, BadScore, TooLong, Conflict.
    """
    title, body = title.strip(), body.strip()
    if not 1 <= score <= 5:
        raise BadScore
    if len(body) > MAX_BODY or len(title) > 120:
        raise TooLong(most=MAX_BODY)
    with transaction.atomic(durable=True):
        if earlier := ProductReview.objects.filter(code=key, user=user).first():
            if (earlier.order_line_id, earlier.score, earlier.body) != (order_line.pk, score, body):
                raise Conflict
            return earlier
        lock(cast(models.Model, order_line))  # this room may not import the line's own class
        if order_line.order.user_id != user.pk or not may_review(order_line):
            raise NotReceived
        try:
            with transaction.atomic():
                return ProductReview.objects.create(
                    product_id=order_line.product.parent_id or order_line.product_id,
                    order_line_id=order_line.pk,
                    user=user,
                    score=score,
                    title=title or body[:60] or "★" * score,
                    body=body,
                    code=key,
                )
        except IntegrityError as error:
            raise AlreadyReviewed from error


def moderate(*, review: ProductReview, approve: bool, actor: User, now: datetime) -> ProductReview:
    """Show a review, or keep it hidden; the product's stars follow."""
    with transaction.atomic(durable=True):
        lock(review)
        review.status = ProductReview.APPROVED if approve else ProductReview.REJECTED
        review.save()
        record(
            action="review.approved" if approve else "review.rejected", subject=review, actor=actor, at=now
        )
    return review


def reply(*, review: ProductReview, text: str, now: datetime) -> ProductReview:
    """The shop's answer under a review; a second one replaces it. Raises NothingWritten, TooLong."""
    text = text.strip()
    if not text:
        raise NothingWritten
    if len(text) > MAX_REPLY:
        raise TooLong(most=MAX_REPLY, field="reply")
    with transaction.atomic(durable=True):
        lock(review)
        ProductReview.objects.filter(pk=review.pk).update(reply=text, replied_at=now)
    review.reply, review.replied_at = text, now
    return review
