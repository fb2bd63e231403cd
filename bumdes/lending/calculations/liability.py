"""Joint liability in a group: who paid for whom, and who owes whom. Pure.

A sub-ledger of the group among itself. The loan knows only that it was paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.money import allocate


@dataclass(frozen=True, slots=True)
class Covered:
    """One member paid so much of another's instalment."""

    payer: int
    of: int
    amount: int


@dataclass(frozen=True, slots=True)
class GivenBack:
    """The one who was helped gave so much back."""

    by: int
    to: int
    amount: int


class MoreThanOwed(ValueError):
    """More was given back than was owed between the two."""


def share_out(short: int, *, of: int, members: Mapping[int, int]) -> list[Covered]:
    """Who pays what one member is short of: the others, by weight (their part of the loan, or 1 each).

    Shares sum to `short`. Raises ValueError when there is no other with a weight.
    """
    others = sorted(member for member in members if member != of)
    shares = allocate(short, [members[member] for member in others]) if others else []
    if not others:
        raise ValueError("a group of one has nobody who is liable with it")
    return [Covered(member, of, share) for member, share in zip(others, shares, strict=True) if share]


def who_owes_whom(facts: Iterable[Covered | GivenBack]) -> dict[tuple[int, int], int]:
    """Rupiah by (who owes, to whom), nothing of zero; facts in the order they happened.

    Debts between the same two in both directions are set against each other.
    Raises MoreThanOwed.
    """
    owes: dict[tuple[int, int], int] = {}
    for fact in facts:
        if isinstance(fact, Covered):
            debtor, creditor = fact.of, fact.payer
            back = owes.pop((creditor, debtor), 0)
            net = owes.get((debtor, creditor), 0) + fact.amount - back
            if net < 0:
                debtor, creditor, net = creditor, debtor, -net
        else:
            debtor, creditor = fact.by, fact.to
            net = owes.get((debtor, creditor), 0) - fact.amount
            if net < 0:
                raise MoreThanOwed
        owes.pop((debtor, creditor), None)
        if net:
            owes[debtor, creditor] = net
    return owes


def on_time_incentive(interest_paid: int, *, percent: int, is_on_time: bool) -> int:
    """IPTW: the share of the interest given back to a group that was never late; rounded down."""
    if not 0 <= percent <= 100:
        raise ValueError("an incentive is from 0 to 100 percent")
    return interest_paid * percent // 100 if is_on_time else 0
