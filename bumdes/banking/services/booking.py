"""Booking a line of the bank that the books do not have: fees, interest, a transfer; and remembered words."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from bumdes.banking.matching import plain
from bumdes.banking.models import BankLine, Match, MatchItem, WordRule
from bumdes.banking.queries.desk import subject_of
from bumdes.banking.services.matching import Pairing, hold, write_matches
from bumdes.banking.services.refusals import AlreadyMatched, NoSuchWords, SameAccount, spoken
from bumdes.ledger.access import opened
from bumdes.ledger.enums import ProposalState
from bumdes.ledger.models import Account, Entry, Posting, Proposal, Unit
from bumdes.ledger.services import Draft, cr, dr, post_or_propose
from bumdes.ledger.services.refusals import PeriodClosed
from core.audit.services import record
from core.locks import lock
from core.users.models import User

SOURCE = "banking.line"


def book_line(
    *,
    line: BankLine,
    target: Account,
    unit: Unit,
    description: str = "",
    words: str = "",
    actor: User,
    now: datetime,
) -> Entry | Proposal:
    """Post what the bank did, dated the bank's day, and match the line with it.

    Over the book's limit it waits for a second person; the line is matched when it is posted. A line
    is booked once: a second tap gives the first answer. `words` are remembered for the next such line.
    Raises SameAccount, NoSuchWords, AlreadyMatched, PeriodClosed, and as post().
    """
    if target.pk == line.account_id:
        raise SameAccount
    remembered = plain(words)
    if remembered and f" {remembered} " not in f" {plain(line.description)} ":
        raise NoSuchWords
    with spoken(), transaction.atomic(durable=True), opened(line.book):
        account = line.account
        hold(account)
        lock(line)
        if earlier := _earlier(line):
            return earlier
        if line.taken_back_at is not None or MatchItem.objects.filter(line=line, stands=True).exists():
            raise AlreadyMatched
        if again := _booked_before(line):
            # Its match was undone, but the entry stands: it is this line, and not posted twice.
            _match(line, again, actor=actor, now=now)
            return again
        # The database says so, too, but a proposal would only hear it when it is approved.
        if line.book.closed_through is not None and line.day <= line.book.closed_through:
            raise PeriodClosed
        made = post_or_propose(
            Draft(
                book=line.book,
                date=line.day,
                description=(description.strip() or line.description or target.name)[:200],
                lines=[dr(account, line.amount), cr(target, line.amount, unit)],
                source=SOURCE,
                subject=subject_of(line.pk),
                key=f"{SOURCE}:{line.pk}:{_attempts(line)}",
                made_by=actor,
            ),
            now=now,
        )
        if remembered:
            _remember(line, remembered, target, unit, actor=actor, now=now)
        if isinstance(made, Entry):
            _match(line, made, actor=actor, now=now)
    return made


def _match(line: BankLine, entry: Entry, *, actor: User, now: datetime) -> None:
    posting = Posting.objects.get(entry=entry, account=line.account)
    pairing = Pairing((line.pk,), (posting.pk,), line.day)
    write_matches(line.account, [pairing], kind=Match.Kind.BOOKED, actor=actor, now=now)


def _booked_before(line: BankLine) -> Entry | None:
    """An entry from this line that was not reversed, and whose posting is in no match."""
    mirrored = Entry.objects.filter(reversal_of=OuterRef("pk"))
    matched = MatchItem.objects.filter(
        posting__entry=OuterRef("pk"), posting__account=line.account, stands=True
    )
    found = Entry.objects.filter(book=line.book, subject=subject_of(line.pk), reversal_of=None)
    return found.filter(~Exists(mirrored), ~Exists(matched)).order_by("pk").last()


def _earlier(line: BankLine) -> Entry | Proposal | None:
    """What this line was booked as, while it stands; or the journal that waits for it."""
    item = MatchItem.objects.filter(line=line, stands=True, match__kind=Match.Kind.BOOKED).first()
    if item is not None:
        posting = MatchItem.objects.select_related("posting__entry").get(
            match=item.match_id, posting__isnull=False
        )
        return posting.posting.entry if posting.posting else None
    return Proposal.objects.filter(
        book=line.book, state=ProposalState.WAITING, draft__subject=subject_of(line.pk)
    ).first()


def _attempts(line: BankLine) -> int:
    """How often it was booked and that came to nothing: reversed, refused, or matched no more."""
    entries = Entry.objects.filter(book=line.book, subject=subject_of(line.pk), reversal_of=None)
    refused = Proposal.objects.filter(book=line.book, draft__subject=subject_of(line.pk)).exclude(
        state__in=[ProposalState.WAITING, ProposalState.APPROVED]
    )
    return entries.count() + refused.count()


def _remember(line: BankLine, words: str, target: Account, unit: Unit, *, actor: User, now: datetime) -> None:
    """Later words win over earlier ones."""
    rules = WordRule.objects.filter(book=line.book, words=words, is_incoming=line.amount > 0, ended_at=None)
    if rules.filter(target=target, unit=unit).exists():
        return
    rules.update(ended_at=now)
    WordRule.objects.create(
        book=line.book,
        words=words[:80],
        is_incoming=line.amount > 0,
        target=target,
        unit=unit,
        made_by=actor,
        made_at=now,
    )


def forget_words(*, rule: WordRule, actor: User, now: datetime) -> WordRule:
    """End a rule; what was booked by it stays."""
    with transaction.atomic(durable=True), opened(rule.book):
        lock(rule)
        if rule.ended_at is None:
            rule.ended_at = now
            rule.save(update_fields=["ended_at"])
            record(action="bank.words_forgotten", subject=rule, actor=actor, at=now)
    return rule
