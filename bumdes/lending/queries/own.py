"""What a person sees of her own loans by her own sign-in: those of hers and of the groups she is in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet, Sum

from bumdes.ledger.access import opened
from bumdes.lending.calculations.terms import Method
from bumdes.lending.loan_kinds import EventKind, LoanState
from bumdes.lending.models import Application, InstalmentBalance, Loan, LoanEvent, Product
from bumdes.lending.queries.sheets import OWED
from bumdes.members.models import GroupMembership, Member
from core.users.models import User

MOST_PAYMENTS = 300


@contextmanager
def own_books(user: User) -> Iterator[list[Member]]:
    """What this person is a member of today, with the books of those BUMDes open and no other."""
    rows = Member.objects.for_user(user).active().filter(organisation__book__isnull=False)
    members = list(rows.select_related("organisation__book").order_by("organisation__name", "pk"))
    with opened(*(member.organisation.book for member in members if member.organisation.book)):
        yield members


def own_loans(members: list[Member]) -> QuerySet[Loan]:
    """Their loans and their groups', running ones first, then the newest. Inside own_books()."""
    groups = GroupMembership.objects.active().filter(member__in=members).values("group")
    rows = Loan.objects.filter(Q(member__in=members) | Q(group__in=groups))
    rows = rows.select_related("member", "group", "product", "book__organisation")
    return rows.order_by(F("principal").desc(), "-made_at", "-pk")


@dataclass(frozen=True)
class Standing:
    """Where a loan stands on a day, in rupiah; what waits for it is taken off what is owed."""

    loan: Loan
    owed: int
    next_due: date | None
    next_amount: int

    @property
    def is_running(self) -> bool:
        return self.loan.state == LoanState.ACTIVE


def standings(loans: list[Loan], *, on: date) -> list[Standing]:
    """Two queries, however many loans."""
    rows = InstalmentBalance.objects.filter(loan__in=loans, is_open=True)
    owed = dict(rows.filter(due__lte=on).values_list("loan").annotate(owed=Sum(OWED)).order_by())
    coming: dict[int, tuple[date, int]] = {}
    for pk, due, amount in rows.filter(due__gt=on).order_by("-due").values_list("loan", "due", OWED):
        coming[pk] = due, amount
    return [
        Standing(
            loan,
            max(0, owed.get(loan.pk, 0) - loan.deposit),
            *coming.get(loan.pk, (None, 0)),
        )
        for loan in loans
    ]


@dataclass(frozen=True)
class OwnRow:
    """One instalment of the schedule in force."""

    n: int
    due: date
    total: int
    unpaid: int


def own_schedule(loan: Loan) -> list[OwnRow]:
    """One query."""
    of = F("instalment__principal") + F("instalment__interest") + F("instalment__fee")
    rows = InstalmentBalance.objects.filter(loan=loan).order_by("n").values_list("n", "due", of, OWED)
    return [OwnRow(*row) for row in rows]


def own_history(loan: Loan) -> QuerySet[LoanEvent]:
    """Money that moved, the newest first; what was taken back is left out with its payment."""
    moved = (EventKind.DISBURSED, EventKind.PAID, EventKind.RECOVERED, EventKind.INCENTIVE_PAID)
    rows = LoanEvent.objects.filter(loan=loan, kind__in=moved, reversals=None)
    return rows.order_by("-date", "-pk")[:MOST_PAYMENTS]


def own_applications(members: list[Member]) -> QuerySet[Application]:
    """What they asked for, the newest first; what became a loan is shown as one."""
    rows = Application.objects.filter(member__in=members).exclude(state="lent")
    return rows.select_related("product", "book__organisation").order_by("-made_at", "-pk")


def products_for(members: list[Member]) -> list[tuple[Member, Product]]:
    """What each of them may ask for by herself. An agreed instalment is agreed at the desk."""
    by_book = {member.organisation.book_id: member for member in members}
    rows = Product.objects.offered().filter(book__in=by_book, member_max__isnull=False)
    rows = rows.exclude(method=Method.FIXED_INSTALMENT).select_related("book").order_by("book", "name", "pk")
    return [(by_book[product.book_id], product) for product in rows]
