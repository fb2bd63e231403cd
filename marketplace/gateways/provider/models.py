"""Our attempts to be paid through a provider, and the inbox of what the provider told us."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.payment.models import Payment


class Attempt(models.Model):
    """One try at a provider to have one payment paid. `key` is our name for it there."""

    class State(models.TextChoices):
        WANTED = "wanted", _("Not yet at the provider")
        OPEN = "open", _("Waiting for the buyer")
        ENDED = "ended", _("Ended")
        PAID = "paid", _("Paid")
        FLAGGED = "flagged", _("To be looked at")

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="attempts")
    provider = models.CharField(max_length=10)
    number = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=36, unique=True)
    amount = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.WANTED)
    provider_id = models.CharField(max_length=120, null=True)
    url = models.URLField(max_length=2000, blank=True)
    qr = models.TextField(blank=True)
    account_bank = models.CharField(max_length=20, blank=True)
    account_number = models.CharField(max_length=40, blank=True)
    is_unwanted = models.BooleanField(default=False)  # to be cancelled at the provider
    claimed_until = models.DateTimeField(null=True)  # somebody is asking the provider for it now
    checked_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "number"], name="attempt_number_once"),
            models.UniqueConstraint(fields=["provider", "provider_id"], name="attempt_provider_id_once"),
            models.CheckConstraint(name="attempt_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="attempt_open_is_known_to_the_provider",
                condition=~Q(state="open") | Q(provider_id__isnull=False),
            ),
            models.CheckConstraint(
                name="attempt_flagged_says_why", condition=Q(state="flagged") ^ Q(problem="")
            ),
        ]
        indexes = [
            models.Index(
                F("checked_at").asc(nulls_first=True),
                condition=Q(state__in=["wanted", "open"]),
                name="attempt_unsettled",
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.key} · {self.state}"

    @property
    def is_live(self) -> bool:
        return self.state in (self.State.WANTED, self.State.OPEN)


class EventQuerySet(models.QuerySet["ProviderEvent"]):
    def for_a_person(self) -> EventQuerySet:
        """Those that name nothing of ours, or brought what cannot be believed or applied."""
        return self.filter(state__in=[ProviderEvent.State.PARKED, ProviderEvent.State.FLAGGED])

    def unhandled(self, *, before: datetime) -> EventQuerySet:
        """Those whose job failed or was lost, or whose provider does not answer."""
        return self.filter(state=ProviderEvent.State.STORED, received_at__lte=before)


class ProviderEvent(models.Model):
    """What a provider told us, kept as it came before anything is done about it."""

    class State(models.TextChoices):
        STORED = "stored", _("Not yet handled")
        HANDLED = "handled", _("Handled")
        PARKED = "parked", _("Names no payment of ours")
        FLAGGED = "flagged", _("Something is wrong with it")
        DISMISSED = "dismissed", _("Put away by a person")

    class Origin(models.TextChoices):
        SENT = "sent", _("Sent by the provider")
        LISTED = "listed", _("Found in the provider's list")

    provider = models.CharField(max_length=10)
    event_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=60, blank=True)
    body = models.BinaryField()
    headers = models.JSONField(default=dict)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.SENT)
    state = models.CharField(max_length=10, choices=State, default=State.STORED)
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, related_name="events")
    note = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="provider_event_once"),
            models.CheckConstraint(
                name="provider_event_stored_until_handled",
                condition=Q(state="stored", handled_at=None)
                | (~Q(state="stored") & Q(handled_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["received_at"], condition=~Q(state="handled"), name="provider_event_open")
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.event_id} · {self.state}"
