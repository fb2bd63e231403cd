"""A message to one person, written in the transaction of the event that it tells of."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.users.models import User


class MessageQuerySet(models.QuerySet["Message"]):
    def for_user(self, user: User) -> MessageQuerySet:
        """The inbox of one person."""
        return self.filter(recipient=user)


class Message(models.Model):
    class Channel(models.TextChoices):
        INBOX = "inbox", _("Inbox")
        EMAIL = "email", _("E-mail")
        PHONE = "phone", _("Telephone")  # sign-in codes alone

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="messages"
    )
    address = models.CharField(max_length=254, blank=True)  # for a guest, who has no inbox
    channel = models.CharField(max_length=10, choices=Channel)
    event = models.CharField(max_length=60)
    subject = models.CharField(max_length=160)
    body = models.TextField()
    link = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=120, unique=True)  # one event is told once per person and channel
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="message_inbox"),
            models.Index(fields=["created_at"], condition=models.Q(state="waiting"), name="message_waiting"),
            models.Index(
                fields=["address", "-created_at"],
                condition=models.Q(recipient=None),
                name="message_letters",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
