"""The collection sheet of a group: who of it owes what today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, Min, OuterRef, Q, Sum

from bumdes.ledger.models import Book
from bumdes.lending.loan_kinds import EventKind, LoanState
from bumdes.lending.models import InstalmentBalance, LiabilityFact, Loan, LoanEvent
from bumdes.lending.models.loans import LoanQuerySet
from bumdes.members.models import Group, GroupMembership

MOST_PAID_OFF = 50
OWED = F("principal") + F("interest") + F("fee") + F("penalty")


@dataclass(frozen=True)
class SheetRow:
    """One running loan of the group or of somebody in it; rupiah."""

    loan: Loan
    name: str
    owed: int  # by the day, less what waits
    oldest: date | None  # since when
    next_due: date | None  # when nothing is owed
    next_amount: int

    @property
    def days_late(self) -> int:
        return self.loan.days_late


def _of_group(group: Group, book: Book, *, on: date) -> LoanQuerySet:
    inside = GroupMembership.objects.filter(group=group).on(on).values("member")
    rows = Loan.objects.of(book).filter(Q(group=group) | Q(member__in=inside))
    found = rows.select_related("member", "group", "product", "unit", "book")
    return found.order_by(F("group").asc(nulls_last=True), "member__name", "pk")


def loans_of_group(group: Group, book: Book, *, on: date) -> list[Loan]:
    """Running loans of the group, then of those who are in it on a day, by name. One query."""
    return list(_of_group(group, book, on=on).active())


def was_sent(group: Group, book: Book, *, key: str, on: date) -> bool:
    """Did a form of the group's pages, with this key, write something down? Up to three queries."""
    of_loans = [f"{key}:{pk}" for pk in _of_group(group, book, on=on).values_list("pk", flat=True)]
    return (
        LoanEvent.objects.filter(book=book, key__in=[key, *of_loans]).exists()
        or LiabilityFact.objects.filter(book=book, key=key).exists()
    )


def without_incentive(group: Group, book: Book, *, on: date) -> list[Loan]:
    """Loans that were paid off and whose on-time incentive was not paid, the newest first. One query."""
    paid = LoanEvent.objects.filter(kind=EventKind.INCENTIVE_PAID, loan=OuterRef("pk"))
    rows = _of_group(group, book, on=on).filter(~Exists(paid), state=LoanState.PAID_OFF)
    return list(rows.order_by("-disbursed_on", "-pk")[:MOST_PAID_OFF])


def owed_by(loans: Iterable[Loan], *, on: date) -> dict[int, int]:
    """What is due of each by a day, less what waits for it; only what is above zero. One query."""
    rows = InstalmentBalance.objects.filter(loan__in=list(loans), is_open=True, due__lte=on)
    sums = rows.values("loan").annotate(owed=Sum(OWED) - F("loan__deposit")).filter(owed__gt=0)
    return dict(sums.order_by().values_list("loan", "owed"))


def sheet_of(group: Group, book: Book, *, on: date) -> list[SheetRow]:
    """Four queries, in the open book."""
    loans = loans_of_group(group, book, on=on)
    owed = owed_by(loans, on=on)
    open_rows = InstalmentBalance.objects.filter(loan__in=loans, is_open=True)
    oldest = dict(open_rows.filter(due__lte=on).values_list("loan").annotate(Min("due")).order_by())
    coming: dict[int, tuple[date, int]] = {}
    for pk, due, amount in open_rows.filter(due__gt=on).order_by("-due").values_list("loan", "due", OWED):
        coming[pk] = due, amount
    return [
        SheetRow(
            loan=loan,
            name=loan.borrower.name,
            owed=owed.get(loan.pk, 0),
            oldest=oldest.get(loan.pk),
            next_due=coming.get(loan.pk, (None, 0))[0],
            next_amount=coming.get(loan.pk, (None, 0))[1],
        )
        for loan in loans
    ]
