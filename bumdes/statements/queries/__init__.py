"""Reading the statements: their figures, the notes, and what stands behind a figure."""

from bumdes.statements.queries.behind import Behind, PostingRow, behind, postings_behind
from bumdes.statements.queries.pack import BookStatements, Pack, pack_of, statements_of
from bumdes.statements.queries.sums import BookSums, sums_of

__all__ = [
    "Behind",
    "BookStatements",
    "BookSums",
    "Pack",
    "PostingRow",
    "behind",
    "pack_of",
    "postings_behind",
    "statements_of",
    "sums_of",
]
