"""Complaints as lists, and one with all that belongs to it."""

from __future__ import annotations

from django.db.models import QuerySet

from marketplace.aftersales.models import Complaint
from marketplace.order.models import Order


def full(complaints: QuerySet[Complaint]) -> QuerySet[Complaint]:
    """With their orders, lines and photos: three queries however many."""
    return complaints.select_related(
        "order__purchase", "order__seller", "order__hub", "answered_by", "decided_by", "refund"
    ).prefetch_related("lines__line", "photos")


def latest_of(order: Order) -> Complaint | None:
    """The newest about an order. Three queries."""
    return full(Complaint.objects.filter(order=order)).order_by("-raised_at", "-pk").first()


def to_decide() -> QuerySet[Complaint]:
    """What was answered, or is not answered in time, waits for a decision; the oldest first."""
    return full(Complaint.objects.to_decide()).order_by("raised_at", "pk")


def on_their_way() -> QuerySet[Complaint]:
    return full(Complaint.objects.filter(state=Complaint.State.GRANTED)).order_by("decided_at", "pk")


def over() -> QuerySet[Complaint]:
    """The latest first."""
    return full(Complaint.objects.exclude(state__in=Complaint.OPEN)).order_by("-raised_at", "-pk")
