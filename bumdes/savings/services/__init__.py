"""Writing savings: what an upper room calls in its own transaction, and what the desk does in one each."""

from bumdes.savings.services.accounts import (
    Terms,
    add_product,
    change_product,
    close_account,
    open_account,
    renew_term,
    set_licence,
)
from bumdes.savings.services.desk import (
    agree,
    begin_account,
    lift_hold,
    pay_out,
    place_hold,
    refuse,
    spread_opening,
    take_back,
    take_in,
    undo,
)
from bumdes.savings.services.holds import hold, release
from bumdes.savings.services.interest import pay_interest, run_everywhere, run_interest
from bumdes.savings.services.movements import begin_with, deposit, ledger_account, reverse, withdraw

__all__ = [
    "Terms",
    "add_product",
    "agree",
    "begin_account",
    "begin_with",
    "change_product",
    "close_account",
    "deposit",
    "hold",
    "ledger_account",
    "lift_hold",
    "open_account",
    "pay_interest",
    "pay_out",
    "place_hold",
    "refuse",
    "release",
    "renew_term",
    "reverse",
    "run_everywhere",
    "run_interest",
    "set_licence",
    "spread_opening",
    "take_back",
    "take_in",
    "undo",
    "withdraw",
]
