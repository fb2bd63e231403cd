"""A complaint about an order that arrived: what the buyer says, the shop's answer, the decision."""

from __future__ import annotations

from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.order.models import Line, Order
from marketplace.payment.models import Refund
from marketplace.settlement.models import SettlementHold
from media.private import private_storage


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def open(self) -> ComplaintQuerySet:
        """Somebody or something is still waited for."""
        return self.filter(state__in=Complaint.OPEN)

    def to_decide(self) -> ComplaintQuerySet:
        return self.filter(state__in=[Complaint.State.RAISED, Complaint.State.ANSWERED])


class Complaint(models.Model):
    """`raised → answered → granted → settled`, with exits refused and withdrawn (trigger).

    While it is open its order completes by no clock and its money stays held. Granted waits until
    the order is shared out; then the money goes back and it is settled.
    """

    class Kind(models.TextChoices):
        MISSING = "missing", _("Something is missing")
        DAMAGED = "damaged", _("It came damaged or spoiled")
        WRONG = "wrong", _("It is not what I ordered")
        NOT_ARRIVED = "not_arrived", _("It never arrived")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        RAISED = "raised", _("Waits for the shop")
        ANSWERED = "answered", _("Waits for the decision")
        GRANTED = "granted", _("Money goes back")
        SETTLED = "settled", _("Money given back")
        REFUSED = "refused", _("Not agreed to")
        WITHDRAWN = "withdrawn", _("Taken back")

    OPEN = (State.RAISED, State.ANSWERED, State.GRANTED)

    order = models.ForeignKey(Order, models.PROTECT, related_name="complaints")
    kind = models.CharField(max_length=12, choices=Kind)
    story = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=State, default=State.RAISED)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    raised_at = models.DateTimeField()
    answer_until = models.DateTimeField()  # then it is decided without the shop
    answer = models.CharField(max_length=500, blank=True)
    agrees = models.BooleanField(null=True)  # the shop would give money back
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    hold = models.OneToOneField(SettlementHold, models.PROTECT, null=True, related_name="complaint")
    liable = models.CharField(max_length=10, choices=Refund.Liable, blank=True)
    target = models.CharField(max_length=10, choices=Refund.Target, blank=True)
    delivery = models.BigIntegerField(default=0)  # of the delivery money, rupiah that go back
    decision = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    refund = models.OneToOneField(Refund, models.PROTECT, null=True, related_name="complaint")

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint")
        indexes = [
            models.Index(
                fields=["raised_at"],
                condition=Q(state__in=["raised", "answered", "granted"]),
                name="complaint_open",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state__in=["raised", "answered", "granted"]),
                name="complaint_one_open_per_order",
            ),
            models.CheckConstraint(name="complaint_says_what", condition=~Q(story="")),
            models.CheckConstraint(
                name="complaint_answered_by_somebody",
                condition=Q(answered_at=None, answered_by=None, answer="", agrees=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, agrees__isnull=False)
                & ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="complaint_decided_by_somebody_with_words",
                condition=Q(state__in=["raised", "answered", "withdrawn"], decided_at=None, decided_by=None)
                | Q(
                    state__in=["granted", "settled", "refused"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                )
                & ~Q(decision=""),
            ),
            models.CheckConstraint(
                name="complaint_granted_says_who_and_how",
                condition=Q(state__in=["granted", "settled"]) & ~Q(liable="") & ~Q(target="")
                | ~Q(state__in=["granted", "settled"]) & Q(liable="", target="", delivery=0),
            ),
            models.CheckConstraint(
                name="complaint_settled_with_its_refund",
                condition=Q(state="settled", refund__isnull=False) | ~Q(state="settled") & Q(refund=None),
            ),
            models.CheckConstraint(name="complaint_delivery_not_negative", condition=Q(delivery__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.kind}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def waits_for_shop(self) -> bool:
        return self.state == self.State.RAISED


class ComplaintLine(models.Model):
    """Which goods it is about, and how much of their price goes back."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="lines")
    line = models.ForeignKey(Line, models.PROTECT, related_name="complaints")
    pieces = models.PositiveIntegerField()
    granted = models.BigIntegerField(default=0)  # rupiah

    class Meta:
        verbose_name = _("line of a complaint")
        constraints = [
            models.UniqueConstraint(fields=["complaint", "line"], name="complaint_line_once"),
            models.CheckConstraint(
                name="complaint_line_is_of_pieces", condition=Q(pieces__gt=0, granted__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} × {self.pieces}"


class ComplaintPhoto(models.Model):
    """What the buyer shows. Private: the shop, the buyer and the operator see it."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="photos")
    file = models.FileField(storage=private_storage, upload_to="complaints/")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("photo of a complaint")
        constraints = [models.CheckConstraint(name="complaint_photo_has_its_file", condition=~Q(file=""))]

    def __str__(self) -> str:
        return f"{self.complaint_id}"

    @property
    def download_name(self) -> str:
        """A name of ours that says the type."""
        return f"keluhan-{self.complaint_id}-{self.pk}{PurePath(self.file.name or '').suffix.lower()}"
