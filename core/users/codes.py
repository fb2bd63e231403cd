"""Sign-in codes and letters about the account: through which channel they reach a person.

Every letter is a row of the outbox first, so that an address we know and one we do not know
take the same time. A code for a telephone goes to the person's proven e-mail address, and
where there is none to the sender that settings name; without a sender nothing is sent.
Codes to telephones cost money each, so they are counted per number and per day.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from core.ids import random_token
from core.locks import lock_name
from core.messages.models import Message
from core.refusals import Refusal
from core.users.models import User
from core.users.queries import proven_email

log = logging.getLogger(__name__)

EVENT = "users.letter"
PHONE_EVENT = "users.phone_code"
CODE_LIFE = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)  # an older one opens nothing
MAX_TRIES = 3
# Per address, over all purposes and all servers: what a stranger can make us send to somebody.
MOST_PER_QUARTER = 6
MOST_PER_DAY = 30


class NoPhoneChannel(Refusal):
    message = _("We cannot send codes to telephones yet. Use your e-mail address or your password.")
    field = "login"


class NotSent(Exception):
    """The provider did not take a code. `is_passing` when trying again may help; names no person."""

    def __init__(self, reason: str, *, is_passing: bool):
        self.is_passing = is_passing
        super().__init__(reason)


class PhoneSender(Protocol):
    """Brings one code to one telephone, by SMS or WhatsApp."""

    @property
    def is_available(self) -> bool:
        """Whether there is a way to telephones at all; asks nobody."""

    def send(self, *, phone: str, code: str) -> None:
        """Send at once, within seconds. Raises NotSent."""

    def probe(self) -> str:
        """What is wrong with the way, "" when nothing is. Asks the provider, sends nothing."""


class NoPhoneSender:
    """The default: there is no contract with a provider."""

    is_available = False

    def send(self, *, phone: str, code: str) -> None:
        raise NotSent("no sender", is_passing=False)

    def probe(self) -> str:
        return ""


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


def send_phone_code(*, user: User, subject: str, text: str, code: str, at: datetime) -> bool:
    """Put a code for somebody's telephone in the outbox; True when it goes to the telephone itself.

    A proven e-mail address costs nothing and comes first. Raises NoPhoneChannel when there
    is neither such an address nor a sender.
    """
    if email := proven_email(user):
        write_letter(address=email, subject=subject, body=text, at=at)
        return False
    if not phone_codes_available():
        raise NoPhoneChannel
    _write_code(phone=user.phone or "", code=code, at=at)
    return True


def _write_code(*, phone: str, code: str, at: datetime) -> bool:
    """Put a code to a telephone in the outbox; False when its number, or the day, had too many."""
    with transaction.atomic():
        lock_name(PHONE_EVENT)  # whoever counts at the same time waits, so that the caps are exact
        codes = Message.objects.filter(event=PHONE_EVENT, created_at__gt=at - timedelta(days=1))
        if codes.filter(address=phone).count() >= settings.PHONE_CODES_PER_NUMBER_A_DAY:
            return False
        if codes.count() >= settings.PHONE_CODES_A_DAY:
            log.warning("the day's codes to telephones are used up")
            return False
        Message.objects.create(
            address=phone,
            channel=Message.Channel.PHONE,
            event=PHONE_EVENT,
            subject="",
            body=code,
            key=f"{PHONE_EVENT}:{random_token()}",
            created_at=at,
        )
    return True


def send_waiting_codes(*, now: datetime, limit: int = 100) -> int:
    """Send the codes that wait for a telephone; gives how many left.

    One that the provider may take later waits for the next round, as long as it is good; what
    was sent, is too old or was refused is forgotten but for the fact.
    """
    sent, sender = 0, phone_sender()
    for _round in range(limit):
        with transaction.atomic():
            waiting = Message.objects.select_for_update(skip_locked=True).filter(
                state=Message.State.WAITING, channel=Message.Channel.PHONE
            )
            message = waiting.order_by("tries", "created_at", "pk").first()
            if message is None:
                return sent
            state = _try(sender, message, now)
            if state == Message.State.WAITING:
                return sent
            sent += state == Message.State.SENT
    return sent


def _try(sender: PhoneSender, message: Message, now: datetime) -> Message.State:
    state = Message.State.FAILED
    if message.created_at > now - CODE_LIFE:
        try:
            sender.send(phone=message.address, code=message.body)
            state, message.sent_at = Message.State.SENT, now
        except NotSent as error:
            message.tries += 1
            if error.is_passing and message.tries < MAX_TRIES:
                state = Message.State.WAITING
            log.warning("a code to a telephone was not sent: %s", error)
    message.state = state
    if state != Message.State.WAITING:
        message.body = ""
    message.save(update_fields=["state", "tries", "sent_at", "body"])
    return state
