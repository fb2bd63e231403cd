"""Who does what with a loan after the committee's yes."""

from __future__ import annotations

from bumdes.organisations.permissions import APPROVE, LEND, RECORD

# Who prepared a loan neither pays it out nor takes its instalments: that is who writes the day down.
MOVE_MONEY = RECORD
CHANGE_LOANS = LEND | APPROVE  # asks for a new schedule, a moved harvest, a write-off
AGREE_TO_CHANGES = APPROVE
