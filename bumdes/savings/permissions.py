"""Who does what with savings."""

from __future__ import annotations

from bumdes.organisations.permissions import APPROVE, RECORD, SERVE_MEMBERS

# Who knows the members opens their accounts; money is taken in and out by who writes the day down.
OPEN_ACCOUNTS = RECORD | SERVE_MEMBERS
MOVE_MONEY = RECORD
SET_TERMS = APPROVE  # products, interest, holds, and what is over the limit
