"""The port for sales: without a source it is silent, with one it passes the question on."""

from __future__ import annotations

from datetime import date

import pytest

from bumdes.lending import evidence
from bumdes.lending.evidence import SalesOfMonth, register, sold_by
from bumdes.members.models import Member

MARCH = SalesOfMonth(date(2026, 3, 1), 4, 350_000)


class Market:
    """Plays the market: knows one member's March."""

    def __init__(self, seller: Member):
        self.seller = seller

    def sold_by(self, member: Member, *, since: date, until: date) -> list[SalesOfMonth]:
        return [MARCH] if member is self.seller and since <= MARCH.month <= until else []


@pytest.fixture(autouse=True)
def no_source(monkeypatch):
    monkeypatch.setattr(evidence, "_sources", [])


def test_without_a_source_there_is_no_evidence():
    assert sold_by(Member(), since=date(2026, 1, 1), until=date(2026, 12, 31)) == []


def test_the_market_answers():
    siti, aminah = Member(name="Siti"), Member(name="Aminah")
    register(Market(siti))

    found = [sold_by(who, since=date(2026, 1, 1), until=date(2026, 12, 31)) for who in (siti, aminah)]

    assert found == [[MARCH], []]


def test_one_source_is_enough():
    register(Market(Member()))

    with pytest.raises(ValueError, match="twice"):
        register(Market(Member()))
