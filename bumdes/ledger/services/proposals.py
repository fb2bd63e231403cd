"""Journals that need a second person: proposed by one, approved or refused by another."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, Line, draft_to_json, fingerprint
from bumdes.ledger.enums import ProposalState
from bumdes.ledger.models import Book, Entry, Proposal
from bumdes.ledger.queries.accounts import accounts_of, units_of
from bumdes.ledger.services.posting import post
from bumdes.ledger.services.refusals import KeyTaken, NotBalanced, TooFewLines, spoken
from core.locks import lock
from core.refusals import Refusal
from core.users.models import User


class AlreadyDecided(Refusal):
    message = _("This was already decided.")


class OnlyItsMaker(Refusal):
    message = _("Only the person who made it can withdraw it.")


class NoteMissing(Refusal):
    message = _("Write why it is refused.")
    field = "note"


def post_or_propose(draft: Draft, *, now: datetime) -> Entry | Proposal:
    """Post a manual journal, or keep it for a second person when it is over the book's limit.

    In the caller's transaction. The same key gives the first answer again. Raises as post().
    """
    limit = draft.book.approval_limit
    if limit is None or draft.total <= limit:
        if draft.made_by is None:
            raise ValueError("a journal by hand has a maker")
        return post(draft, now=now)
    return propose(draft, now=now)


def propose(draft: Draft, *, now: datetime) -> Proposal:
    """Keep a draft for a second person, whatever its amount. In the caller's transaction.

    The same key gives the first answer again. Raises TooFewLines, NotBalanced, KeyTaken.
    """
    if draft.made_by is None:
        raise ValueError("a journal by hand has a maker")
    if len(draft.written) < 2:
        raise TooFewLines
    if draft.total != sum(line.credit for line in draft.lines):
        raise NotBalanced
    content = draft_to_json(draft)
    with opened(draft.book):
        proposal, is_new = Proposal.objects.get_or_create(
            book=draft.book,
            key=draft.key,
            defaults={
                "draft": content,
                "fingerprint": fingerprint(content),
                "description": draft.description,
                "date": draft.date,
                "total": draft.total,
                "made_by": draft.made_by,
                "made_at": now,
            },
        )
        if not is_new and bytes(proposal.fingerprint) != fingerprint(content):
            raise KeyTaken
    return proposal


def draft_from_json(book: Book, content: dict[str, Any], *, key: str, made_by: User | None) -> Draft:
    """The draft that draft_to_json wrote. Two queries. Raises KeyError for an account that is gone."""
    accounts, units = accounts_of(book), units_of(book)
    return Draft(
        book=book,
        date=date.fromisoformat(content["date"]),
        description=content["description"],
        lines=[
            Line(
                accounts.by_code(line["account"]),
                debit=line["debit"],
                credit=line["credit"],
                unit=units[line["unit"]],
                memo=line["memo"],
            )
            for line in content["lines"]
        ],
        source=content["source"],
        subject=content["subject"],
        kind=content["kind"],
        key=key,
        made_by=made_by,
    )


def approve(*, proposal: Proposal, actor: User, now: datetime) -> Entry:
    """Post what was proposed, unchanged. Raises OnePerson, AlreadyDecided, and as post()."""
    with transaction.atomic(durable=True), opened(proposal.book):
        lock(proposal)
        if proposal.state == ProposalState.APPROVED and proposal.entry is not None:
            return proposal.entry
        if proposal.state != ProposalState.WAITING:
            raise AlreadyDecided
        draft = draft_from_json(proposal.book, proposal.draft, key=proposal.key, made_by=proposal.made_by)
        if fingerprint(draft_to_json(draft)) != bytes(proposal.fingerprint):
            raise KeyTaken
        entry = post(draft.with_approval(actor), now=now)
        _decide(proposal, ProposalState.APPROVED, actor=actor, now=now, entry=entry)
    return entry


def refuse(*, proposal: Proposal, note: str, actor: User, now: datetime) -> Proposal:
    """Say no, with a reason (NoteMissing). Raises AlreadyDecided."""
    if not note.strip():
        raise NoteMissing
    with transaction.atomic(durable=True), opened(proposal.book):
        lock(proposal)
        if proposal.state != ProposalState.WAITING:
            raise AlreadyDecided
        return _decide(proposal, ProposalState.REFUSED, actor=actor, now=now, note=note.strip())


def withdraw(*, proposal: Proposal, actor: User, now: datetime) -> Proposal:
    """Take one's own proposal back. Raises OnlyItsMaker, AlreadyDecided."""
    with transaction.atomic(durable=True), opened(proposal.book):
        lock(proposal)
        if proposal.made_by_id != actor.pk:
            raise OnlyItsMaker
        if proposal.state != ProposalState.WAITING:
            raise AlreadyDecided
        return _decide(proposal, ProposalState.WITHDRAWN, actor=actor, now=now)


def _decide(
    proposal: Proposal,
    state: ProposalState,
    *,
    actor: User,
    now: datetime,
    entry: Entry | None = None,
    note: str = "",
) -> Proposal:
    proposal.state, proposal.decided_by, proposal.decided_at = state, actor, now
    proposal.entry, proposal.note = entry, note
    with spoken():
        proposal.save(update_fields=["state", "decided_by", "decided_at", "entry", "note"])
    return proposal
