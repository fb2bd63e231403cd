"""Reading the books. Callers name the book; each function opens it by itself."""

from bumdes.ledger.queries.accounts import AccountIndex, accounts_in_roles, accounts_of, units_of
from bumdes.ledger.queries.balances import balance, trial_balance
from bumdes.ledger.queries.cards import account_statement

__all__ = [
    "AccountIndex",
    "account_statement",
    "accounts_in_roles",
    "accounts_of",
    "balance",
    "trial_balance",
    "units_of",
]
