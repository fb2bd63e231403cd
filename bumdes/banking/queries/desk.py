"""What is open on a bank account: lines without a posting, postings without a line."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from bumdes.banking.kinds import USUAL
from bumdes.banking.matching import WINDOW, Candidate, plain, ranked
from bumdes.banking.models import BankLine, BankStart, MatchItem, WordRule
from bumdes.ledger.access import opened
from bumdes.ledger.enums import ProposalState
from bumdes.ledger.models import Account, Book, Proposal, Unit
from bumdes.ledger.models.entries import reference_of
from bumdes.ledger.queries import accounts_of, units_of


def subject_of(line: int) -> str:
    """What an entry that was booked from a bank's line names as its cause."""
    return f"bankline:{line}"


def start_of(account: Account) -> BankStart | None:
    """One query, beside the scope's."""
    with opened(account.book):
        return BankStart.objects.filter(account=account).first()


def open_lines(account: Account) -> QuerySet[BankLine]:
    """Lines that are in no match, oldest first. The caller has the book open."""
    matched = MatchItem.objects.filter(line=OuterRef("pk"), stands=True)
    return (
        BankLine.objects.standing()
        .filter(~Exists(matched), account=account)
        .order_by("day", "source", "place")
    )


@dataclass(frozen=True)
class OpenPosting:
    """A posting of a bank account that is in no match; `amount` is positive when money came in."""

    pk: int
    day: date
    amount: int
    description: str
    memo: str
    entry: uuid.UUID
    year: int
    number: int | None
    subject: str
    reverses: str

    @property
    def name(self) -> str:
        return f"{self.year}/{self.number:05d}" if self.number else reference_of(self.entry)

    def as_candidate(self) -> Candidate:
        return Candidate.of(self.pk, self.day, self.amount, self.description, self.memo)


_OPEN_POSTINGS = """
SELECT p.id, p.date, p.debit - p.credit, e.description, p.memo, e.id, e.year, e.number, e.subject,
       coalesce(e.reversal_of_id::text, '')
FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
WHERE p.account_id = %(account)s AND p.date BETWEEN %(since)s AND %(until)s AND e.kind <> 'opening'
  AND NOT EXISTS (SELECT FROM banking_matchitem i WHERE i.posting_id = p.id AND i.stands)
  AND (%(amounts)s::bigint[] IS NULL OR p.debit - p.credit = ANY (%(amounts)s))
ORDER BY p.date, p.id LIMIT %(limit)s
"""


def open_postings(
    account: Account,
    *,
    since: date,
    until: date,
    amounts: Sequence[int] | None = None,
    limit: int | None = None,
) -> list[OpenPosting]:
    """Postings between two days that are in no match, oldest first. One query, beside the scope's."""
    values: dict[str, Any] = {
        "account": account.pk,
        "since": since,
        "until": until,
        "amounts": list(amounts) if amounts is not None else None,
        "limit": limit,
    }
    with opened(account.book), connection.cursor() as cursor:
        cursor.execute(_OPEN_POSTINGS, values)
        return [OpenPosting(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class Suggestion:
    """What a line without a posting is booked as. `rule` is None for what every bank writes alike."""

    account: Account
    unit: Unit
    rule: int | None


class Suggestions:
    """The remembered words of a book. Three queries, once for any number of lines."""

    def __init__(self, book: Book):
        self.accounts, self.units = accounts_of(book), units_of(book)
        with opened(book):
            rules = list(WordRule.objects.filter(book=book, ended_at=None))
        by_pk = {unit.pk: unit for unit in self.units.values()}
        office = self.units[Unit.HEAD_OFFICE]
        own = [
            (rule.words, rule.is_incoming, Suggestion(self.accounts.by_pk(rule.target_id), unit, rule.pk))
            for rule in rules
            if (unit := by_pk.get(rule.unit_id))
        ]
        usual = [
            (words, comes_in, Suggestion(self.accounts[role], office, None))
            for words, comes_in, role in USUAL
            if role in self.accounts
        ]
        # The longest words say most.
        self._known = [
            *sorted(own, key=lambda one: -len(one[0])),
            *sorted(usual, key=lambda one: -len(one[0])),
        ]

    def of(self, line: BankLine) -> Suggestion | None:
        text = f" {plain(line.description)} "
        for words, comes_in, suggestion in self._known:
            if comes_in == (line.amount > 0) and f" {words} " in text and suggestion.account.is_active:
                return suggestion
        return None


@dataclass(frozen=True)
class Card:
    """An open line with what may be done with it, the most likely first."""

    line: BankLine
    candidates: list[OpenPosting] = field(default_factory=list)
    suggestion: Suggestion | None = None
    proposal: int | None = None  # a journal from it that waits for a second person


def cards_of(
    account: Account, lines: Iterable[BankLine], *, suggestions: Suggestions, most: int = 3
) -> list[Card]:
    """Lines with their candidates among the open postings near them. Two queries for any number."""
    listed = list(lines)
    if not listed:
        return []
    days = [line.day for line in listed]
    postings = open_postings(
        account,
        since=min(days) - WINDOW,
        until=max(days) + WINDOW,
        amounts=sorted({line.amount for line in listed}),
    )
    by_pk = {posting.pk: posting for posting in postings}
    candidates = [posting.as_candidate() for posting in postings]
    waiting = _waiting(account.book, listed)
    cards = []
    for line in listed:
        one = Candidate.of(line.pk, line.day, line.amount, line.description, line.reference)
        near = [other for other in candidates if abs(other.day - line.day) <= WINDOW]
        found = [by_pk[other.pk] for other in ranked(one, near)[:most]]
        proposal = waiting.get(subject_of(line.pk))
        cards.append(Card(line, found, suggestions.of(line), proposal))
    return cards


def _waiting(book: Book, lines: Sequence[BankLine]) -> dict[str, int]:
    """Journals from these lines that wait for a second person: subject -> proposal."""
    subjects = [subject_of(line.pk) for line in lines]
    with opened(book):
        return {
            draft["subject"]: pk
            for draft, pk in Proposal.objects.filter(
                book=book, state=ProposalState.WAITING, draft__subject__in=subjects
            ).values_list("draft", "pk")
        }
