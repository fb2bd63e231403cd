"""Sign-in codes and letters about the account: through which channel they reach a person.

Every letter is a row of the outbox first, so that an address we know and one we do not know
take the same time. A code for a telephone goes to the person's proven e-mail address, and
where there is none to the sender that settings name; without a sender nothing is sent.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from core.ids import random_token
from core.messages.models import Message
from core.refusals import Refusal
from core.users.models import User
from core.users.queries import proven_email

EVENT = "users.letter"
# Per address, over all purposes and all servers: what a stranger can make us send to somebody.
MOST_PER_QUARTER = 6
MOST_PER_DAY = 30


class NoPhoneChannel(Refusal):
    message = _("We cannot send codes to telephones yet. Use your e-mail address or your password.")
    field = "login"


class PhoneSender(Protocol):
    """Brings one short text to one telephone, by SMS or WhatsApp."""

    is_available: bool

    def send(self, *, phone: str, text: str) -> None:
        """Send at once. Raises NoPhoneChannel when there is no way to."""


class NoPhoneSender:
    """The default: there is no contract with a provider."""

    is_available = False

    def send(self, *, phone: str, text: str) -> None:
        raise NoPhoneChannel


def phone_sender() -> PhoneSender:
    """The sender named by PHONE_CODE_SENDER."""
    sender: PhoneSender = import_string(settings.PHONE_CODE_SENDER)()
    return sender


def phone_codes_available() -> bool:
    return phone_sender().is_available


def write_letter(*, address: str, subject: str, body: str, at: datetime) -> bool:
    """Put a letter to an e-mail address in the outbox; False when it had too many already."""
    letters = Message.objects.filter(event=EVENT, recipient=None, address=address)
    if (
        letters.filter(created_at__gt=at - timedelta(minutes=15)).count() >= MOST_PER_QUARTER
        or letters.filter(created_at__gt=at - timedelta(days=1)).count() >= MOST_PER_DAY
    ):
        return False
    Message.objects.create(
        address=address,
        channel=Message.Channel.EMAIL,
        event=EVENT,
        subject=subject,
        body=body,
        key=f"{EVENT}:{random_token()}",
        created_at=at,
    )
    return True


def send_phone_code(*, user: User, subject: str, text: str, at: datetime) -> bool:
    """Send a code for somebody's telephone; True when it went to the telephone itself.

    A proven e-mail address costs nothing and comes first. Raises NoPhoneChannel when there
    is neither such an address nor a sender.
    """
    if email := proven_email(user):
        write_letter(address=email, subject=subject, body=text, at=at)
        return False
    phone_sender().send(phone=user.phone or "", text=text)
    return True
