"""What waits for a second person."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from bumdes.bookkeeping.models import ReceiptPhoto
from bumdes.bookkeeping.queries.entries import Line
from bumdes.ledger.models import Book, Proposal
from bumdes.ledger.queries import accounts_of


def proposals_of(book: Book, *, is_waiting: bool) -> QuerySet[Proposal]:
    """Waiting ones oldest first, decided ones newest first."""
    found = Proposal.objects.filter(book=book).select_related("made_by", "decided_by")
    if is_waiting:
        return found.waiting().order_by("pk")
    return found.exclude(decided_at=None).order_by("-decided_at", "-pk")


def waiting_count(book: Book) -> int:
    return Proposal.objects.filter(book=book).waiting().count()


@dataclass(frozen=True)
class ProposalPage:
    proposal: Proposal
    lines: list[Line]
    photo: ReceiptPhoto | None


def proposal_page(book: Book, proposal: Proposal) -> ProposalPage:
    """What is proposed, with the names of its accounts. Two queries."""
    accounts = accounts_of(book)
    return ProposalPage(
        proposal=proposal,
        lines=named(proposal.draft["lines"], {account.code: account.name for account in accounts}),
        photo=ReceiptPhoto.objects.filter(book=book, key=proposal.key).first(),
    )


def named(lines: list[dict[str, object]], names: dict[str, str]) -> list[Line]:
    """The lines of a stored draft."""
    return [
        Line(
            code=str(line["account"]),
            account=names.get(str(line["account"]), ""),
            unit=str(line["unit"]),
            debit=int(str(line["debit"])),
            credit=int(str(line["credit"])),
            memo=str(line["memo"]),
        )
        for line in lines
    ]
