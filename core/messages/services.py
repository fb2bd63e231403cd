"""Writing to the outbox and emptying it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from core.messages.models import Message
from core.users.models import User

MAX_TRIES = 6


def notify(
    *, recipient: User, event: str, subject: str, body: str, link: str, key: str, at: datetime
) -> None:
    """Tell a person of an event, once: in the inbox, and by e-mail where there is an address.

    Must be called inside the transaction of the event. The same key writes nothing again.
    """
    channels = [Message.Channel.INBOX]
    if recipient.email:
        channels.append(Message.Channel.EMAIL)
    Message.objects.bulk_create(
        [
            Message(
                recipient=recipient,
                address=recipient.email or "",
                channel=channel,
                event=event,
                subject=subject,
                body=body,
                link=link,
                key=f"{key}:{recipient.pk}:{channel}",
                created_at=at,
                state=Message.State.SENT if channel == Message.Channel.INBOX else Message.State.WAITING,
            )
            for channel in channels
        ],
        ignore_conflicts=True,
    )


def write_to_guest(
    *, address: str, event: str, subject: str, body: str, link: str, key: str, at: datetime
) -> None:
    """Write to an e-mail address of somebody without an account, once per key.

    Must be called inside the transaction of the event. What was written is forgotten once sent.
    """
    Message.objects.bulk_create(
        [
            Message(
                address=address,
                channel=Message.Channel.EMAIL,
                event=event,
                subject=subject,
                body=body,
                link=link,
                key=key,
                created_at=at,
            )
        ],
        ignore_conflicts=True,
    )


def letter_text(message: Message) -> str:
    """The body of an e-mail, with the address to go to in full."""
    if not message.link:
        return message.body
    return f"{message.body}\n\n{settings.SITE_URL}{message.link}\n"


def send_waiting(*, now: datetime, limit: int = 100) -> int:
    """Send waiting e-mails; gives how many left. A message that fails waits for the next round."""
    sent = 0
    for _round in range(limit):
        with transaction.atomic():
            message = (
                Message.objects.select_for_update(skip_locked=True)
                .filter(state=Message.State.WAITING, channel=Message.Channel.EMAIL)
                .order_by("tries", "created_at")
                .first()
            )
            if message is None:
                return sent
            try:
                EmailMessage(message.subject, letter_text(message), to=[message.address]).send()
            except OSError:
                message.tries += 1
                if message.tries >= MAX_TRIES:
                    message.state = Message.State.FAILED
                message.save(update_fields=["tries", "state"])
                return sent
            message.state, message.sent_at = Message.State.SENT, now
            if message.recipient_id is None:
                # Nobody can read it again here; it may have held a code, and a guest's link is a key.
                message.body = message.link = ""
            message.save(update_fields=["state", "sent_at", "body", "link"])
            sent += 1
    return sent
