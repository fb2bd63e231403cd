"""Writing the books. Nothing outside this package writes a row of the ledger."""

from bumdes.ledger.drafts import Draft, Line, cr, dr
from bumdes.ledger.services.books import add_account, add_unit, change_account, open_book, set_approval_limit
from bumdes.ledger.services.periods import close_period, reopen_period
from bumdes.ledger.services.posting import post, post_all, reverse
from bumdes.ledger.services.proposals import approve, post_or_propose, propose, refuse, withdraw
from bumdes.ledger.services.sealing import seal

__all__ = [
    "Draft",
    "Line",
    "add_account",
    "add_unit",
    "approve",
    "change_account",
    "close_period",
    "cr",
    "dr",
    "open_book",
    "post",
    "post_all",
    "post_or_propose",
    "propose",
    "refuse",
    "reopen_period",
    "reverse",
    "seal",
    "set_approval_limit",
    "withdraw",
]
