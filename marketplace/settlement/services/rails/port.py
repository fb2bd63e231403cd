"""What we ask of a way to pay out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from marketplace.settlement.models import Payout


class Stands(StrEnum):
    """Where money is, by the word of whoever carries it."""

    UNDER_WAY = "under_way"
    ARRIVED = "arrived"
    CAME_BACK = "came_back"  # it never went, or the bank returned it


@dataclass(frozen=True)
class Word:
    """What is known of one try. `problem` says why money came back."""

    stands: Stands
    provider_id: str = ""
    problem: str = ""


class Rail(Protocol):
    """One way. Its methods are never called inside a transaction.

    They raise ProviderDown when nothing is known: the money may have gone, so it is asked again
    under the same key and never taken for a failure.
    """

    name: str
    role: str  # the account of the operator's book from which the money goes
    is_by_hand: bool  # a person sends it, not the worker

    @property
    def is_on(self) -> bool:
        """May it be chosen?"""

    def send(self, payout: Payout) -> Word:
        """Let the money go; the same try of the same payout again sends nothing twice."""

    def ask(self, payout: Payout) -> Word:
        """Where it stands now."""
