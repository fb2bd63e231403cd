"""What we ask of a payment provider, in its own words nowhere: amounts here are whole rupiah.

Each provider's folder fills `Provider` and keeps its units, names and signatures to itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from marketplace.gateways.provider.models import Attempt


class Stands(StrEnum):
    """Where the provider says that a payment stands. Later ones are never undone by earlier ones."""

    PENDING = "pending"
    ENDED = "ended"
    PAID = "paid"


class ProviderDown(Exception):
    """No usable answer: it may or may not have happened, so ask again."""


class Refused(Exception):
    """The provider understood and said no, with its reason for the log."""


class Taken(Refused):
    """The provider has this attempt already and does not say again how to pay it."""


class Forged(Exception):
    """What came is not from the provider, or is not what it sends."""


@dataclass(frozen=True)
class Prepared:
    """How the buyer pays: a hosted page, a QR code, or a virtual account."""

    provider_id: str
    url: str = ""
    qr: str = ""
    account_bank: str = ""
    account_number: str = ""


@dataclass(frozen=True)
class Seen:
    """The provider's present word on an attempt. `problem` says why its amount cannot be believed."""

    stands: Stands
    amount: int = 0
    currency: str = "IDR"
    reference: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Notice:
    """An event that the provider really sent: look at the attempt named by `key`, "" for none of ours."""

    event_id: str
    kind: str
    key: str


@dataclass(frozen=True)
class Listed:
    """An event as the provider's own list tells it, with its body."""

    notice: Notice
    body: bytes


class RefundState(StrEnum):
    SENT = "sent"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class Provider(Protocol):
    """Every method but read_event asks the provider over the network, never inside a transaction.

    Raises ProviderDown when nothing is known, Refused when the provider said no.
    """

    name: str

    @property
    def is_on(self) -> bool:
        """Are its keys there?"""

    def create(self, attempt: Attempt, *, return_url: str, now: datetime) -> Prepared:
        """Make the attempt there; the same attempt again is the same payment. Raises Taken."""

    def look_up(self, attempt: Attempt) -> Seen:
        """Where it stands now: the truth that every notice only points at."""

    def cancel(self, attempt: Attempt) -> Seen:
        """Make it unpayable, and say where it stands: it may have been paid a moment before."""

    def refund(self, attempt: Attempt, *, amount: int, key: str) -> RefundState:
        """Give back part or all of a paid attempt; the same key gives back once."""

    def find_refund(self, attempt: Attempt, *, key: str) -> RefundState | None:
        """Where what was asked under this key stands; None when the provider was never asked it.

        An idempotency key is kept for a day at most, so who asks again looks here first.
        """

    def read_event(self, *, body: bytes, headers: Mapping[str, str]) -> Notice:
        """Check the signature on the very bytes that came. Raises Forged."""

    def events_since(self, since: datetime) -> list[Listed]:
        """What the provider says it sent; empty for one that keeps no list."""

    def probe(self) -> str:
        """What is wrong with keys or connection, in words for `check --deploy`; "" for nothing."""
