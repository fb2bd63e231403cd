"""Writing what the day brings. Entries themselves are written by the ledger alone."""

from bumdes.bookkeeping.services.counts import count_cash
from bumdes.bookkeeping.services.daily import record_act, undo
from bumdes.bookkeeping.services.imports import (
    approve_import,
    discard_import,
    fix_import,
    return_import,
    send_import,
    upload_import,
)
from bumdes.bookkeeping.services.journals import send_journal
from bumdes.bookkeeping.services.receipts import add_receipt
from bumdes.bookkeeping.services.settings import add_account_under, change_limit, edit_account, start_books
from bumdes.bookkeeping.services.templates import end_template, save_template, use_template

__all__ = [
    "add_account_under",
    "add_receipt",
    "approve_import",
    "change_limit",
    "count_cash",
    "discard_import",
    "edit_account",
    "end_template",
    "fix_import",
    "record_act",
    "return_import",
    "save_template",
    "send_import",
    "send_journal",
    "start_books",
    "undo",
    "upload_import",
    "use_template",
]
