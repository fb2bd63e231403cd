"""What people type, made into words that can be looked up. No database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MAX_TEXT = 100
MAX_WORDS = 8
MAX_WORD = 40

# Words that say nothing about goods; PostgreSQL has no such list for Indonesian.
EMPTY_WORDS = frozenset(
    ("yang", "dan", "atau", "di", "ke", "dari", "untuk", "dengan", "pada", "ini", "itu", "the", "and", "of")
)

# Spellings of the region for one thing: who types one of them means all.
SPELLINGS = (
    ("selem", "selam"),
    ("kemplang", "kelempang", "kemelang"),
    ("kerupuk", "krupuk"),
    ("keripik", "kripik"),
    ("cuko", "cuka"),
    ("tenggiri", "tengiri"),
    ("terasi", "belacan"),
    ("nanas", "nenas"),
    ("ikan", "iwak"),
    ("kopi", "coffee"),
)
_SAME = {word: group for group in SPELLINGS for word in group}


def words_of(text: str) -> list[str]:
    """The words of a query: lower case, no accents, letters and digits only.

    At most MAX_WORDS words of the first MAX_TEXT signs. Words that say nothing are left out
    unless there is nothing else.
    """
    flat = unicodedata.normalize("NFKD", text[:MAX_TEXT].lower())
    flat = "".join(sign for sign in flat if not unicodedata.combining(sign))
    found = [word[:MAX_WORD] for word in re.findall(r"[^\W_]+", flat)]
    return [word for word in found if word not in EMPTY_WORDS][:MAX_WORDS] or found[:MAX_WORDS]


def spellings(word: str) -> tuple[str, ...]:
    """Every spelling of a word, the typed one first."""
    return (word, *(other for other in _SAME.get(word, ()) if other != word))


def distance(typed: str, word: str) -> int:
    """How many slips part two words: a sign too many, too few, wrong, or two swapped.

    Source: optimal string alignment, the restricted Damerau-Levenshtein distance. PostgreSQL's
    own levenshtein() counts a swap, the commonest slip on a phone, as two.
    """
    before: list[int] = []
    last = list(range(len(word) + 1))
    for i, sign in enumerate(typed, 1):
        row = [i]
        for j, other in enumerate(word, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (sign != other))
            if i > 1 and j > 1 and sign == word[j - 2] and typed[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def slips_allowed(word: str) -> int:
    """How wrong a word may be and still be understood: none under 4 signs, 1 for 4, 2 above."""
    return 0 if len(word) < 4 else 1 if len(word) == 4 else 2


def nearest(typed: str, known: Iterable[tuple[str, int]]) -> str | None:
    """The known word that was meant: the fewest slips, then the most frequent, then by letters.

    `known` holds (word, frequency). None when no word is near enough.
    """
    near = [
        (slips, -frequency, word)
        for word, frequency in known
        if (slips := distance(typed, word)) <= slips_allowed(typed)
    ]
    return min(near)[2] if near else None
