"""What the daily book-keeping keeps beside the ledger."""

from bumdes.bookkeeping.models.counts import CashCount
from bumdes.bookkeeping.models.imports import ImportDraft
from bumdes.bookkeeping.models.receipts import ReceiptPhoto
from bumdes.bookkeeping.models.templates import EntryTemplate

__all__ = ["CashCount", "EntryTemplate", "ImportDraft", "ReceiptPhoto"]
