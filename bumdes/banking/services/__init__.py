"""Writing bank lines, matches and reconciled months. Entries are written by the ledger alone."""

from bumdes.banking.services.booking import book_line, forget_words
from bumdes.banking.services.imports import choose_columns, import_file, take_back, upload_file
from bumdes.banking.services.matching import match_by_hand, match_certain, undo_match
from bumdes.banking.services.reconciling import mark_reconciled

__all__ = [
    "book_line",
    "choose_columns",
    "forget_words",
    "import_file",
    "mark_reconciled",
    "match_by_hand",
    "match_certain",
    "take_back",
    "undo_match",
    "upload_file",
]
