"""Reviews, each tied to the order line that it speaks of, with the shop's reply."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.reviews.abstract_models import AbstractProductReview


class ProductReview(AbstractProductReview):
    reply = models.TextField(_("reply by the shop"), blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    # The bought line; null only for demo rows that speak of sales before the platform.
    order_line = models.OneToOneField(
        "order.Line", models.SET_NULL, null=True, blank=True, related_name="review"
    )

    class Meta(AbstractProductReview.Meta):
        abstract = False


from oscar.apps.catalogue.reviews.models import *  # noqa: E402, F403
