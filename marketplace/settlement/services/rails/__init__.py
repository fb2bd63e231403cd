"""The ways a payout can go, each behind one small port."""

from marketplace.settlement.services.rails.batch import BankFile
from marketplace.settlement.services.rails.cash import CashAtHub
from marketplace.settlement.services.rails.port import Rail, Stands, Word

_ALL: tuple[Rail, ...] = (CashAtHub(), BankFile())
RAILS: dict[str, Rail] = {rail.name: rail for rail in _ALL}

__all__ = ["RAILS", "Rail", "Stands", "Word"]
