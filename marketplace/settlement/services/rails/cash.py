"""Cash at the shop's BUMDes: it lies ready once it is sent, and is paid when somebody signs for it."""

from __future__ import annotations

from marketplace.settlement.models import Payout
from marketplace.settlement.services.rails.port import Stands, Word


class CashAtHub:
    """Fills the port. The operator owes the BUMDes what it hands out of its own cash."""

    name: str = Payout.Rail.CASH
    role = "hub_payable"
    is_by_hand = False
    is_on = True

    def send(self, payout: Payout) -> Word:
        return Word(Stands.UNDER_WAY)

    def ask(self, payout: Payout) -> Word:
        return Word(Stands.UNDER_WAY)  # the officer who hands it out says so, nobody else can
