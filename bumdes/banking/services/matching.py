"""Matching lines of the bank with postings: by itself where it is certain, by hand, and undoing it.

Nothing here touches a posting. Whoever writes into a bank account's matches holds its name, so that
two people see each other's; unique keys and triggers are the wall behind that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from bumdes.banking.matching import WINDOW, Candidate, mirrors, sure_pairs
from bumdes.banking.models import BankLine, BankStart, Match, MatchItem, Reconciliation
from bumdes.banking.queries.desk import OpenPosting, open_lines, open_postings, subject_of
from bumdes.banking.services.refusals import (
    AlreadyMatched,
    AlreadyUndone,
    ManyWithMany,
    MonthIsClosed,
    NothingChosen,
    NotOfThisAccount,
    SumsDiffer,
    spoken,
)
from bumdes.ledger.access import opened
from bumdes.ledger.models import Account, Posting
from core.audit.services import record
from core.locks import lock, lock_name
from core.money import format_rupiah
from core.users.models import User

BATCH = 2_000


def hold(account: Account) -> None:
    """Serialise on a bank account's matches until the transaction ends."""
    lock_name(f"banking:{account.pk}")


@dataclass(frozen=True)
class Pairing:
    """Lines and postings to be matched with each other."""

    lines: tuple[int, ...]
    postings: tuple[int, ...]
    settled_on: date


def match_certain(*, account: Account, actor: User | None, now: datetime) -> int:
    """Match what leaves no doubt; gives how many lines and postings found their other side. Repeatable."""
    with spoken(), transaction.atomic(durable=True), opened(account.book):
        hold(account)
        return match_what_is_certain(account, actor=actor, now=now)


def match_what_is_certain(account: Account, *, actor: User | None, now: datetime) -> int:
    """As match_certain(), in the caller's transaction, which holds the account."""
    start = BankStart.objects.filter(account=account).first()
    if start is None:
        return 0
    lines = {line.pk: line for line in open_lines(account)}
    latest = max((line.day for line in lines.values()), default=start.starts_on)
    postings = {
        posting.pk: posting
        for posting in open_postings(account, since=start.starts_on - WINDOW, until=latest + 3 * WINDOW)
    }
    pairings = list(_of_reversals(postings))
    pairings += _of_booked(lines, postings)
    used = {pk for pairing in pairings for pk in pairing.postings}
    done = {pk for pairing in pairings for pk in pairing.lines}
    sure = sure_pairs(
        [
            Candidate.of(line.pk, line.day, line.amount, line.description, line.reference)
            for line in lines.values()
            if line.pk not in done
        ],
        [posting.as_candidate() for posting in postings.values() if posting.pk not in used],
    )
    pairings += [
        Pairing((line,), (posting,), max(lines[line].day, postings[posting].day)) for line, posting in sure
    ]
    write_matches(account, pairings, kind=Match.Kind.CERTAIN, actor=actor, now=now)
    return len(pairings)


def _of_reversals(postings: dict[int, OpenPosting]) -> Iterable[Pairing]:
    """A mistake in the books and its mirror: none of them ever comes to the bank."""
    told = [(posting.pk, str(posting.entry), posting.reverses) for posting in postings.values()]
    for pair in mirrors(told):
        yield Pairing((), pair, max(postings[pk].day for pk in pair))


def _of_booked(lines: dict[int, BankLine], postings: dict[int, OpenPosting]) -> list[Pairing]:
    """Journals that were written from a line and approved later."""
    of_subject = {subject_of(pk): line for pk, line in lines.items()}
    found: dict[int, Pairing] = {}
    for posting in postings.values():
        line = of_subject.get(posting.subject)
        if line is not None and not posting.reverses and posting.amount == line.amount:
            found.setdefault(line.pk, Pairing((line.pk,), (posting.pk,), max(line.day, posting.day)))
    return list(found.values())


def write_matches(
    account: Account, pairings: Sequence[Pairing], *, kind: str, actor: User | None, now: datetime
) -> list[Match]:
    """Write matches in the caller's transaction, which holds the account."""
    matches: list[Match] = []
    for at in range(0, len(pairings), BATCH):
        matches += _write(account, pairings[at : at + BATCH], kind=kind, actor=actor, now=now)
    return matches


def _write(
    account: Account, pairings: Sequence[Pairing], *, kind: str, actor: User | None, now: datetime
) -> list[Match]:
    """All items of a match go in one statement: so the database judges them together."""
    matches = Match.objects.bulk_create(
        Match(
            book=account.book,
            account=account,
            kind=kind,
            settled_on=pairing.settled_on,
            made_by=actor,
            made_at=now,
        )
        for pairing in pairings
    )
    items = []
    for match, pairing in zip(matches, pairings, strict=True):
        items += [MatchItem(book=account.book, match=match, line_id=pk) for pk in pairing.lines]
        items += [MatchItem(book=account.book, match=match, posting_id=pk) for pk in pairing.postings]
    MatchItem.objects.bulk_create(items)
    return matches


def match_by_hand(
    *, account: Account, lines: Sequence[int], postings: Sequence[int], actor: User, now: datetime
) -> Match:
    """Match lines with postings that make the same sum; the very same again gives the same match.

    One line with several postings, or several lines with one. One side may be empty where the other
    makes nothing: a mistake of the bank and its correction. Raises NothingChosen, NotOfThisAccount,
    ManyWithMany, SumsDiffer, AlreadyMatched.
    """
    wanted_lines, wanted_postings = set(lines), set(postings)
    if len(wanted_lines) + len(wanted_postings) < 2:
        raise NothingChosen
    if len(wanted_lines) > 1 and len(wanted_postings) > 1:
        raise ManyWithMany
    with spoken(), transaction.atomic(durable=True), opened(account.book):
        hold(account)
        if earlier := _same_match(account, wanted_lines, wanted_postings):
            return earlier
        found = list(BankLine.objects.standing().filter(account=account, pk__in=wanted_lines))
        booked = list(
            Posting.objects.filter(account=account, pk__in=wanted_postings).exclude(entry__kind="opening")
        )
        if len(found) < len(wanted_lines) or len(booked) < len(wanted_postings):
            raise NotOfThisAccount
        at_bank = sum(line.amount for line in found)
        in_books = sum(posting.debit - posting.credit for posting in booked)
        if at_bank != in_books:
            raise SumsDiffer(bank=format_rupiah(at_bank), books=format_rupiah(in_books))
        if _any_matched(wanted_lines, wanted_postings):
            raise AlreadyMatched
        pairing = Pairing(
            tuple(sorted(wanted_lines)),
            tuple(sorted(wanted_postings)),
            max([line.day for line in found] + [posting.date for posting in booked]),
        )
        (match,) = write_matches(account, [pairing], kind=Match.Kind.BY_HAND, actor=actor, now=now)
        record(action="bank.matched", subject=match, actor=actor, at=now, amount=at_bank)
    return match


def _any_matched(lines: set[int], postings: set[int]) -> bool:
    standing = MatchItem.objects.filter(stands=True)
    return standing.filter(line__in=lines).exists() or standing.filter(posting__in=postings).exists()


def _same_match(account: Account, lines: set[int], postings: set[int]) -> Match | None:
    """The standing match of exactly these, if there is one."""
    standing = MatchItem.objects.filter(stands=True)
    item = standing.filter(line__in=lines).first() if lines else standing.filter(posting__in=postings).first()
    if item is None:
        return None
    items = list(MatchItem.objects.filter(match=item.match_id))
    is_same = {row.line_id for row in items if row.line_id} == lines and {
        row.posting_id for row in items if row.posting_id
    } == postings
    return Match.objects.get(pk=item.match_id) if is_same else None


def undo_match(*, match: Match, actor: User, now: datetime) -> Match:
    """Take a match apart again; it stays in the history. Raises AlreadyUndone, MonthIsClosed."""
    with spoken(), transaction.atomic(durable=True), opened(match.book):
        account = match.account
        hold(account)
        lock(match)
        lock(match.book)
        if match.undone_at is not None:
            raise AlreadyUndone
        days = [item.line.day for item in match.items.select_related("line") if item.line]
        settled = max(days, default=match.settled_on)
        closed = match.book.closed_through
        if closed is not None and settled <= closed and _is_reconciled(account, settled):
            raise MonthIsClosed
        undo_in_transaction([match], actor=actor, now=now)
        record(action="bank.unmatched", subject=match, actor=actor, at=now)
    match.refresh_from_db(fields=["undone_at", "undone_by"])
    return match


def _is_reconciled(account: Account, day: date) -> bool:
    return Reconciliation.objects.filter(account=account, month_end__gte=day).exists()


def undo_in_transaction(matches: Sequence[Match], *, actor: User, now: datetime) -> None:
    """The caller holds the account."""
    pks = [match.pk for match in matches]
    MatchItem.objects.filter(match__in=pks).update(stands=False)
    Match.objects.filter(pk__in=pks).update(undone_by=actor, undone_at=now)


def days_around(day: date, *, days: int = 45) -> tuple[date, date]:
    """Where a person looks for the other side of a line."""
    return day - timedelta(days=days), day + timedelta(days=days)
