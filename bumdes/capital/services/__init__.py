"""Writing the room of capital: contributions, returns, uses."""

from bumdes.capital.services.contributions import (
    add_contributor,
    approve,
    correct,
    give_back,
    receive,
    refuse,
)
from bumdes.capital.services.uses import allocate, set_village_fund, take_out

__all__ = [
    "add_contributor",
    "allocate",
    "approve",
    "correct",
    "give_back",
    "receive",
    "refuse",
    "set_village_fund",
    "take_out",
]
