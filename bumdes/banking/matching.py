"""Which line of the bank is which posting: only what leaves no doubt. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# A cheque or a transfer over a long holiday takes so many days; what is farther apart is for a person.
WINDOW = timedelta(days=10)
# Words that every line of a bank has say nothing about which money it is.
_EMPTY = frozenset(
    {
        *("trsf", "transfer", "trf", "tran", "dari", "bank", "via", "dan", "untuk", "dengan", "rekening"),
        *("rek", "pembayaran", "bayar", "terima", "uang", "tunai", "setor", "setoran", "tarik", "tarikan"),
        *("ebanking", "banking", "mobile", "ibank", "brimo", "livin", "atm", "qris", "kas"),
    }
)


def words_of(text: str) -> frozenset[str]:
    """What a text says, in small letters: words of three letters and more, numbers of four digits."""
    found = re.findall(r"[a-z]{3,}|\d{4,}", text.casefold())
    return frozenset(found) - _EMPTY


def plain(text: str) -> str:
    """Small letters and figures with single spaces, so that remembered words are found in it."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


@dataclass(frozen=True)
class Candidate:
    """A line or a posting; `amount` is positive when money came in."""

    pk: int
    day: date
    amount: int
    words: frozenset[str] = frozenset()

    @classmethod
    def of(cls, pk: int, day: date, amount: int, *texts: str) -> Candidate:
        return cls(pk, day, amount, words_of(" ".join(texts)))


def _distance(one: Candidate, other: Candidate) -> tuple[int, int]:
    """Days apart, and words in common as a negative number: less is nearer in both."""
    return abs((one.day - other.day).days), -len(one.words & other.words)


def ranked(one: Candidate, others: Iterable[Candidate]) -> list[Candidate]:
    """Those of the same amount, the most likely first: by words in common, then by days."""
    same = [other for other in others if other.amount == one.amount]
    return sorted(same, key=lambda other: (*reversed(_distance(one, other)), other.pk))


def _surest(one: Candidate, others: Sequence[Candidate]) -> Candidate | None:
    """The one that is at least as near in days and in words as every other, and nearer in one of them."""
    if not others:
        return None
    distances = {other.pk: _distance(one, other) for other in others}
    best = min(others, key=lambda other: distances[other.pk])
    days, words = distances[best.pk]
    for other in others:
        if other is not best and (words > distances[other.pk][1] or distances[other.pk] == (days, words)):
            return None
    return best


def sure_pairs(lines: Sequence[Candidate], postings: Sequence[Candidate]) -> list[tuple[int, int]]:
    """Pairs (line, posting) of one amount in which each is the other's surest, within the window.

    What became the only one left after that is paired, too. Each occurs at most once.
    """
    by_amount: dict[int, tuple[list[Candidate], list[Candidate]]] = defaultdict(lambda: ([], []))
    for line in lines:
        by_amount[line.amount][0].append(line)
    for posting in postings:
        if posting.amount in by_amount:
            by_amount[posting.amount][1].append(posting)
    pairs: list[tuple[int, int]] = []
    for ours, theirs in by_amount.values():
        pairs += _pairs_of_one_amount(ours, theirs)
    return pairs


def _pairs_of_one_amount(lines: Sequence[Candidate], postings: Sequence[Candidate]) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    while found := _round(lines, postings):
        pairs += found
        gone_lines, gone_postings = {pk for pk, _ in found}, {pk for _, pk in found}
        lines = [line for line in lines if line.pk not in gone_lines]
        postings = [posting for posting in postings if posting.pk not in gone_postings]
    return pairs


def _round(lines: Sequence[Candidate], postings: Sequence[Candidate]) -> list[tuple[int, int]]:
    chosen = _choices(lines, postings)
    back = _choices(postings, lines)
    return [(line, posting) for line, posting in chosen.items() if back.get(posting) == line]


def _choices(those: Sequence[Candidate], among: Sequence[Candidate]) -> dict[int, int]:
    """Each one's surest partner, where it has one."""
    among = sorted(among, key=lambda one: (one.day, one.pk))
    days = [one.day for one in among]
    found = {}
    for one in those:
        near = among[bisect_left(days, one.day - WINDOW) : bisect_right(days, one.day + WINDOW)]
        if best := _surest(one, near):
            found[one.pk] = best.pk
    return found


def mirrors(postings: Sequence[tuple[int, str, str]]) -> list[tuple[int, int]]:
    """Pairs of postings of an entry and of its reversal: neither will ever come to the bank.

    Takes (posting, its entry, the entry that this one reverses or ''). An entry with several
    postings on the account is left to a person.
    """
    of_entry: dict[str, list[int]] = defaultdict(list)
    for pk, entry, _original in postings:
        of_entry[entry].append(pk)
    return [
        (of_entry[original][0], pk)
        for pk, entry, original in postings
        if original and len(of_entry.get(original, ())) == 1 and len(of_entry[entry]) == 1
    ]
