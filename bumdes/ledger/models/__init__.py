"""What the books consist of: charts, books with accounts and units, entries, proofs."""

from bumdes.ledger.models.books import Account, Book, ChartMove, Closing, Head, Unit
from bumdes.ledger.models.charts import Chart, ChartAccount, ChartHeading
from bumdes.ledger.models.entries import Entry, Guard, Posting, Total
from bumdes.ledger.models.proposals import Proposal

__all__ = [
    "Account",
    "Book",
    "Chart",
    "ChartAccount",
    "ChartHeading",
    "ChartMove",
    "Closing",
    "Entry",
    "Guard",
    "Head",
    "Posting",
    "Proposal",
    "Total",
    "Unit",
]
